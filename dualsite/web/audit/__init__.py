"""The audit trail as the app tells it and shows it.

people    a person as the trail names them
visit     what one session tells it
refusals  whose sign-in was refused
requests  which requests, messages and sockets were denied, and what was uploaded
data      which data versions were shown and refused
life      the start and the end of the app
reader    the tab in which executives read it
"""
