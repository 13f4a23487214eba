"""The contracts page."""
