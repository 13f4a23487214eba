"""Where a product is approved, and which site may supply where."""
