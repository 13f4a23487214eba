"""Figures of the client room."""
