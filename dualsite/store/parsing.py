"""How a value of a file becomes a value of the contract's type, in SQL: strictly, or not at all."""

from __future__ import annotations

from dualsite.i18n import tellable
from dualsite.schema import Column
from dualsite.schema.columns import Kind

TYPES: dict[Kind, str] = {"text": "VARCHAR", "day": "DATE", "number": "DOUBLE", "count": "BIGINT", "flag": "BOOLEAN"}
"""The database's type for each kind of column."""

NUMERIC = ("number", "count")
"""Kinds of columns that hold numbers."""

NOT = {
    "text": tellable("not text"),
    "day": tellable("not a day written as 2026-11-20"),
    "number": tellable("not a number written as 1234.5"),
    "count": tellable("not a whole number"),
    "flag": tellable("not true or false"),
}
"""That a value is not of a kind, in words."""

KEY_EMPTY, CELL_EMPTY = tellable("the key is empty"), tellable("the cell is empty")

_FROM_TEXT = {
    "text": "{0}",
    "day": r"CASE WHEN regexp_full_match({0}, '\d{{4}}-\d{{2}}-\d{{2}}') THEN TRY_CAST({0} AS DATE) END",
    "number": r"CASE WHEN regexp_full_match({0}, '[+-]?((\d+\.?\d*|\.\d+)(e[+-]?\d+)?|nan|inf|infinity)', 'i') "
    "THEN TRY_CAST({0} AS DOUBLE) END",
    "count": r"CASE WHEN regexp_full_match({0}, '[+-]?\d+(\.0*)?') "
    r"THEN TRY_CAST(regexp_replace({0}, '\.0*$', '') AS BIGINT) END",
    "flag": "CASE lower({0}) WHEN 'true' THEN true WHEN 'false' THEN false END",
}

_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "HUGEINT")
_DECIMAL = ("FLOAT", "DOUBLE", "DECIMAL")


def parsed(column: Column, stored_as: str) -> str:
    """The SQL that turns a column of a file into its type; null where a value does not fit."""
    name = f'"{column.name}"'
    if stored_as == "VARCHAR":
        return _FROM_TEXT[column.kind].format(name)
    if stored_as.startswith("ENUM") and column.kind == "text":
        return f"{name}::VARCHAR"
    if stored_as == TYPES[column.kind]:
        return name
    if column.kind == "day" and stored_as.startswith("TIMESTAMP"):
        # A moment with a zone is a day in UTC, whatever the zone of this machine.
        moment = f"({name} AT TIME ZONE 'UTC')" if stored_as.endswith("WITH TIME ZONE") else f"{name}::TIMESTAMP"
        return f"CASE WHEN {moment} = date_trunc('day', {moment}) THEN {moment}::DATE END"
    if column.kind == "number" and stored_as.startswith(_WHOLE + _DECIMAL):
        return f"{name}::DOUBLE"
    if column.kind == "count" and stored_as.startswith(_WHOLE):
        return f"TRY_CAST({name} AS BIGINT)"
    if column.kind == "count" and stored_as.startswith(_DECIMAL):
        return f"CASE WHEN isfinite({name}::DOUBLE) AND {name} = floor({name}) THEN TRY_CAST({name} AS BIGINT) END"
    return f"NULL::{TYPES[column.kind]}"
