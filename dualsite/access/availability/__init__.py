"""What a client may know of others’ time."""
