"""Figures of the quality page."""
