"""From a question through few queries to figures."""
