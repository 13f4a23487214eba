"""Figures of the pipeline page."""
