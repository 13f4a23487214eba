"""Figures of the continuity page."""
