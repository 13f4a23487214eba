"""Parts of the programmes page."""
