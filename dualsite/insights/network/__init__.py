"""What the sites hold, and what is being built."""
