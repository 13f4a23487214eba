"""Taking pages away: the menu on every page, and the page that makes board packs."""
