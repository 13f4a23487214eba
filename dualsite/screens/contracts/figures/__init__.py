"""Figures of the contracts page."""
