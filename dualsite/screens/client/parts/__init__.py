"""Parts of the client room."""
