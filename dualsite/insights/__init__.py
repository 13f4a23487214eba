"""What can be said of a subject: small frames with their table specs, and sentences; no screen."""
