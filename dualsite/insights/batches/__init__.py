"""Batches on their way, each with what it waits for."""
