"""What needs someone, and what changed."""
