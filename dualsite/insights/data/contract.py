"""The contract itself as rows: its columns, and the rules the data are held to."""

from __future__ import annotations

import pandas as pd

from dualsite.i18n import marked
from dualsite.insights.table_spec import ColumnSpec, TableSpec
from dualsite.schema import dictionary
from dualsite.schema.rules import RULES


def columns() -> pd.DataFrame:
    """Every column of every table, one row each in the contract's order, under the names of the data dictionary."""
    return pd.DataFrame(dictionary.rows(), columns=COLUMNS_SPEC.names)


COLUMNS_SPEC = TableSpec(
    "dictionary",
    marked("The data dictionary"),
    (
        ColumnSpec("Area", marked("Area"), "word"),
        ColumnSpec("Table", marked("Table"), "code"),
        ColumnSpec("Column", marked("Column"), "code"),
        ColumnSpec("Kind", marked("Kind"), "word"),
        ColumnSpec("Unit", marked("Unit"), "word"),
        ColumnSpec("Role", marked("Role"), "word"),
        ColumnSpec("Refers to", marked("Refers to"), "code"),
        ColumnSpec("Meaning", marked("Meaning"), "word"),
        ColumnSpec("Known", marked("Known"), "word"),
        ColumnSpec("Allowed", marked("Allowed")),
    ),
)


def rules() -> pd.DataFrame:
    """Every rule of the check by its id: `rule`, `severity`, `title` (what breaks it) and `advice`."""
    listed = [
        {"rule": rule.id, "severity": rule.severity, "title": rule.title, "advice": rule.advice}
        for rule in RULES.values()
    ]
    return pd.DataFrame(listed, columns=RULES_SPEC.names)


RULES_SPEC = TableSpec(
    "rules",
    marked("Data quality rules"),
    (
        ColumnSpec("rule", marked("Rule"), "code"),
        ColumnSpec("severity", marked("Severity"), "word"),
        ColumnSpec("title", marked("What it flags"), "word"),
        ColumnSpec("advice", marked("What to do"), "word"),
    ),
)
