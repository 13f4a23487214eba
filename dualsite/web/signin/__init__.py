"""Signing in: who somebody is, and whether they may be here.

openid     what Streamlit's sign-in is told and tells: the configured providers, and the claims in a cookie
admission  whether the claims let somebody in, asked anew each time
landing    back to the page one came for
screen     what somebody sees who is not in, and the button to sign out
"""
