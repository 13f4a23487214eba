"""What can be said of quality: what is in control, what comes back, what is open, and on whom release waits."""
