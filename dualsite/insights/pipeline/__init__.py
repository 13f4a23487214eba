"""Bids and agreements announced."""
