"""Parts of the slot finder."""
