"""Parts of the page of trials and markets."""
