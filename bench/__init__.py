"""Measured speed: how long a person waits for the app, and what it takes of the machine. `python -m bench`."""
