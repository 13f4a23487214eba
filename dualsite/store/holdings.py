"""How much a data version holds, told in few numbers: enough to see that a later one holds much less."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from dualsite.schema import Table

MEASURES = (
    "amount",
    "value",
    "quantity",
    "quantity_kg",
    "output_kg",
    "kg_used",
    "committed_batches",
    "batches",
    "tests",
)
"""Columns of the contract whose sum over all rows says something."""


@dataclass(frozen=True)
class Profile:
    """How much a table holds."""

    rows: int
    filled: Mapping[str, int]
    """Values that are there, by column."""
    sums: Mapping[str, Mapping[str, float]]
    """The sum of each measure, by currency; under "" where the table has none."""
    is_ended: bool = True
    """Whether the last line of a CSV file has its end. Without it, the file may have been cut."""


@dataclass(frozen=True)
class Holdings:
    """How much a data version holds, and by which file it is named."""

    tables: Mapping[str, Profile]
    dataset: str
    """The name of the file that names the data set; empty without one."""
    as_of: str
    currency: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def holdings_of(told: Mapping[str, Any]) -> Holdings:
    """The holdings that `as_json` has told. Raises KeyError or TypeError for what it has not."""
    tables = {name: Profile(**profile) for name, profile in told["tables"].items()}
    return Holdings(tables, told["dataset"], told["as_of"], told["currency"])


def profile(cursor: duckdb.DuckDBPyConnection, table: Table, place: str, paths: tuple[Path, ...]) -> Profile:
    """How much the table at `place` holds, which was read from these files."""
    columns = list(table.columns)
    counted = ", ".join(f'count("{column}")' for column in columns)
    (row,) = cursor.execute(f"SELECT count(*), {counted} FROM {place}").fetchall()
    measures = [name for name in MEASURES if name in table.columns]
    sums: dict[str, dict[str, float]] = {name: {} for name in measures}
    if measures:
        by = "coalesce(currency, '')" if "currency" in table.columns else "''"
        listed = ", ".join(f'sum("{name}")' for name in measures)
        for key, *totals in cursor.execute(f"SELECT {by}, {listed} FROM {place} GROUP BY 1 ORDER BY 1").fetchall():
            for name, total in zip(measures, totals, strict=True):
                sums[name][key] = float(total or 0)
    return Profile(row[0], dict(zip(columns, row[1:], strict=True)), sums, all(map(_is_ended, paths)))


def _is_ended(path: Path) -> bool:
    """Whether a CSV file ends with a line. What is packed is whole, or could not be unpacked."""
    if not path.name.casefold().endswith(".csv"):
        return True
    try:
        with path.open("rb") as file:
            file.seek(-1, 2)
            return file.read(1) in b"\r\n"
    except OSError:
        return True
