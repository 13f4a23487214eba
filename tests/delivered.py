"""The tables of a data folder as a feed of somebody's own writes them into a database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from dualsite.schema import TABLES
from dualsite.schema.columns import Kind
from dualsite.store import Store
from tests.data_folder import AS_OF

Execute = Callable[[str, Sequence[Sequence[Any]]], object]
"""Has a database do a statement: once, or for each of these rows."""


def write(folder: Path, execute: Execute, types: Mapping[Kind, str], sign: str, schema: str) -> None:
    """Create and fill the tables that a folder has, and `versions`; in a statement, `sign` stands for a value."""
    for table, rows in _tables(folder):
        columns = TABLES[table].columns.values()
        described = ", ".join(f"`{one.name}` {types[one.kind]}" for one in columns)
        execute(f"CREATE TABLE {schema}.{table} ({described})", ())
        if rows:
            execute(f"INSERT INTO {schema}.{table} VALUES ({', '.join([sign] * len(columns))})", rows)
    execute(
        f"CREATE TABLE {schema}.versions (version BIGINT, tables_in VARCHAR(80), delivered_at {types['day']}, "
        "dataset TEXT, digest VARCHAR(80))",
        (),
    )
    said = (folder / "dataset.toml").read_text("utf-8")
    execute(
        f"INSERT INTO {schema}.versions VALUES (1, {sign}, '2027-03-01', {sign}, NULL)",
        [(schema, said)],
    )


def _tables(folder: Path) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    with Store(folder, lambda: AS_OF) as files:
        version = files.version()
        assert version is not None
        for table in version.tables:
            columns = ", ".join(f'"{one}"' for one in TABLES[table].columns)
            cursor = files.connect().con
            yield table, cursor.execute(f"SELECT {columns} FROM {version.schema}.{table}").fetchall()
