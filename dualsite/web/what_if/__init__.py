"""Scenarios in the app: which somebody has, the banner above every page, and where they are written."""
