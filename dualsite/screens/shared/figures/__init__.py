"""What figures share: their look, rows of names, and maps."""
