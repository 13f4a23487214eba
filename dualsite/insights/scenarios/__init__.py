"""What can be said of scenarios: what they say, what is wrong with them, and what they change."""
