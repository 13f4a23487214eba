"""Dualsite: an executive dashboard for a biologics contract manufacturer."""
