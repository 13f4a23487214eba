"""The rules a data folder is held to. Errors refuse a table, warnings are shown beside its numbers.

A rule is one object: its id, what it refuses, what to do about it, and, where it concerns whole rows or several
tables, the queries that find what breaks it. It is a rule by standing in one of the modules named here.
"""

from __future__ import annotations

from dualsite.schema.rules import operations, tables
from dualsite.schema.rules.rule import Query, Rule, Severity, VersionFacts

__all__ = ["RULES", "Query", "Rule", "Severity", "VersionFacts"]

_FOUND_IN_READING = (
    Rule("E01", "Required column missing", "Add the column, or start from an empty template."),
    Rule("E02", "Wrong type or unparsable value", "Correct the value."),
    Rule("E04", "Value outside the vocabulary", "Use one of the codes in the data dictionary."),
    Rule("E05", "Number out of range or not finite", "Correct the number."),
    Rule("E14", "File unreadable, empty, not UTF-8, or two sources for one table", "Deliver the file again."),
    Rule("W16", "Day before 1950 or after 2100", "Correct the day, or leave it empty; 9999-12-31 is no end."),
    Rule("W17", "Text decoded wrongly", "Export it again as UTF-8, and open it as such."),
    Rule("W18", "Decimals of a money column all in threes", "If the point parts thousands, leave it out."),
    Rule("W21", "Hidden rows, columns or sheets, or merged cells, which were read", "Look whether they are meant."),
    Rule("W01", "Column or file the contract does not know", "Remove it, or correct its name."),
)
"""E02, E04, E05, W16 and W17 come from the columns of the contract, the others from reading the files."""

_FOUND_BY_QUERIES = [one for module in (operations, tables) for one in vars(module).values() if isinstance(one, Rule)]

RULES: dict[str, Rule] = {
    one.id: one for one in sorted((*_FOUND_IN_READING, *_FOUND_BY_QUERIES), key=lambda one: one.id)
}
"""Every rule by its id, in order."""
