"""Parts of the continuity page."""
