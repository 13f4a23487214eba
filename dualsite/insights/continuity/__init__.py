"""Continuity: a site stops, who runs out when, and who else may make it."""
