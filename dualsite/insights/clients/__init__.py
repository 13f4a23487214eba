"""One client’s own rows, in the order of their questions."""
