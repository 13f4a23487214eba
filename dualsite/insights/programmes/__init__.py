"""Milestones and gates: reached, expected, overdue."""
