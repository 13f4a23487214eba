"""The room of the page Quality."""
