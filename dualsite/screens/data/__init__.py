"""The page of data and definitions."""
