"""Signing in: who somebody is, and whether they may be here.

keys       where the secrets of the sign-in stand, and the change from one to another
openid     what Streamlit's sign-in is told and tells: the configured providers, and the claims in a cookie
admission  whether the claims let somebody in, asked anew each time
cookie     what is kept in a browser of what a provider tells
sessions   how long each sign-in has lasted and was idle
endings    which sessions were ended
landing    back to the page one came for
pages      what somebody meets who is not in
screen     who is looking, as a session knows it
signout    the way out
"""
