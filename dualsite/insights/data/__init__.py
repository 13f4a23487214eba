"""The data themselves: tables, findings, sources, and imports."""
