"""The meeting lock: a browser that shows one client and nothing else until the meeting is ended.

registry  the meetings under way
cookies   what a browser carries of a meeting
routes    the addresses by which it comes into a meeting and out of it
lock      what a session is locked to
screen    what stands on screen to start a meeting and to end it
"""
