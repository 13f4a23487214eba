"""Figures of the network page: what is installed, what is being built, and how far it has slipped."""
