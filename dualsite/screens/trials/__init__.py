"""The page of trials and markets."""
