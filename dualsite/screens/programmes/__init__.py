"""The programmes page: its figures and parts."""
