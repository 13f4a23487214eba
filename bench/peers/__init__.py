"""Small plain pages that every measurement of ours stands beside: what a page costs before it says anything."""
