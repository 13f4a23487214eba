"""Figures of the programmes page."""
