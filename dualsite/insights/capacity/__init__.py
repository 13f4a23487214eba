"""Where suites are full, where there is room, and when more could be made."""
