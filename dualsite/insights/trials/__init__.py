"""Where trials run, and their way through the authorities."""
