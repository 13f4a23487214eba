"""The page of a site that stops."""
