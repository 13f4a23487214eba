"""Parts of the quality page."""
