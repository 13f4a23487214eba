"""Parts of the contracts page."""
