"""Scenarios: named lists of edits that are laid over the data, of which no file changes."""

from dualsite.scenarios.edit import Edit, Register
from dualsite.scenarios.scenario import KINDS, Layer, Scenario, adding_or_taking, concerning

__all__ = ["KINDS", "Edit", "Layer", "Register", "Scenario", "adding_or_taking", "concerning"]
