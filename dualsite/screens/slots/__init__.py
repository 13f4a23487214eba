"""The slot finder."""
