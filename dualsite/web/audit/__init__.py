"""The audit trail.

trail   the lines, in a file
visit   what one session tells it
reader  the table in which executives read it
"""
