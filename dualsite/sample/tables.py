"""Tables on disk: the rows that are not ours are kept, the illustrative ones are replaced.

A table is written under a temporary name and renamed only when every table is complete, so that a run that fails
leaves the folder as it was.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from dualsite.errors import DataError
from dualsite.sample.kept import ILLUSTRATIVE, Before, kept_records, text, texts
from dualsite.sample.parts import MonthlyParts, day_of
from dualsite.schema import TABLES

MOST_CSV_ROWS = 200_000
"""A table of more rows is written as Parquet."""

PARTS = ""
"""What stands behind the name of a table in that of a folder of its parts."""

SUFFIXES = (".csv", ".parquet", PARTS)

Row = Mapping[str, object]

_TYPES = {"text": pa.string(), "day": pa.date32(), "number": pa.float64(), "count": pa.int64(), "flag": pa.bool_()}


def schema_of(name: str) -> pa.Schema:
    """The columns of a table of the contract, in its order, with the types they have in Parquet."""
    return pa.schema([(column.name, _TYPES[column.kind]) for column in TABLES[name].columns.values()])


def illustrative(name: str, columns: Mapping[str, Any]) -> pa.Table:
    """Rows of ours from whole columns (lists or arrays, all of one length); columns left out are empty."""
    schema = schema_of(name)
    length = len(next(iter(columns.values())))
    filled = {**columns, "data_class": pa.repeat(ILLUSTRATIVE, length)}
    arrays = [
        _array(filled[column.name], column.type) if column.name in filled else pa.nulls(length, column.type)
        for column in schema
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _array(values: Any, kind: pa.DataType) -> Any:
    return values.cast(kind) if isinstance(values, pa.Array | pa.ChunkedArray) else pa.array(values, type=kind)


@dataclass
class TableWriter:
    """One table on its way to disk: the rows kept first, then ours as they come.

    Held in memory up to `MOST_CSV_ROWS` rows, from then on in a Parquet file under a temporary name, or in parts.
    """

    folder: Path
    name: str
    before: Before
    is_by_month: bool = False
    """Whether a table too large for CSV is laid apart by the months of its first day."""
    ours: int = 0
    _held: list[pa.Table] = field(default_factory=list)
    _parquet: pq.ParquetWriter | MonthlyParts | None = None

    def add(self, rows: pa.Table) -> None:
        """Take rows of the contract's schema."""
        if not rows.num_rows:
            return
        self.ours += rows.num_rows
        self._held.append(rows)
        if self._parquet is None and self._total() > MOST_CSV_ROWS:
            self._parquet = self._opened()
            if self.before.kept is not None:
                self._parquet.write_table(self._fitted(self.before.kept))
        if self._parquet is not None:
            for held in self._held:
                self._parquet.write_table(self._fitted(held))
            self._held.clear()

    def seal(self) -> None:
        """Complete the file under its temporary name."""
        if self._parquet is not None:
            self._parquet.close()
        elif self.ours or (self.before.had_ours and self.before.kept is not None):
            with self._unfinished(".csv").open("w", encoding="utf-8", newline="") as lines:
                lines_of = csv.writer(lines, lineterminator="\n")
                lines_of.writerow(self._schema().names)
                for rows in ([] if self.before.kept is None else [self.before.kept]) + self._held:
                    lines_of.writerows(self._lines(rows))

    def publish(self) -> None:
        """Give the file, or the folder of parts, its name; the table's files of other formats go."""
        ours_gone = self.before.had_ours and self.before.kept is None and not self.ours
        made = [suffix for suffix in SUFFIXES if self._unfinished(suffix).exists()]
        for suffix in made:
            self._unfinished(suffix).replace(self.folder / f"{self.name}{suffix}")
        for suffix in (".csv", ".parquet") if made or ours_gone else ():
            if suffix not in made:
                (self.folder / f"{self.name}{suffix}").unlink(missing_ok=True)

    def discard(self) -> None:
        """Leave nothing behind."""
        if isinstance(self._parquet, MonthlyParts):
            self._parquet.discard()
        elif self._parquet is not None:
            self._parquet.close()
        for suffix in (".csv", ".parquet"):
            self._unfinished(suffix).unlink(missing_ok=True)

    def _opened(self) -> pq.ParquetWriter | MonthlyParts:
        day = day_of(self.name) if self.is_by_month else None
        if day is not None:
            return MonthlyParts(self._unfinished(PARTS), day)
        return pq.ParquetWriter(self._unfinished(".parquet"), self._schema(), compression="zstd")

    def _total(self) -> int:
        return self.ours + (0 if self.before.kept is None else self.before.kept.num_rows)

    def _unfinished(self, suffix: str) -> Path:
        return self.folder / f".{self.name}{suffix}.part"

    def _schema(self) -> pa.Schema:
        """The kept file's columns in its order, then those of the contract that it lacks."""
        contract = schema_of(self.name)
        own = [] if self.before.kept is None else self.before.kept.schema
        first = [contract.field(column.name) if column.name in contract.names else column for column in own]
        return pa.schema(first + [column for column in contract if column.name not in {known.name for known in first}])

    def _fitted(self, rows: pa.Table) -> pa.Table:
        """The rows with exactly the columns and types of the file."""
        columns = []
        for column in self._schema():
            if column.name not in rows.column_names:
                columns.append(pa.nulls(rows.num_rows, column.type))
                continue
            try:
                columns.append(rows[column.name].cast(column.type))
            except pa.ArrowException as fault:
                raise DataError(
                    f"{self.name} has a value of another kind in the column {column.name}. Correct it."
                ) from fault
        return pa.Table.from_arrays(columns, schema=self._schema())

    def _lines(self, rows: pa.Table) -> Iterator[tuple[str, ...]]:
        empty = [""] * rows.num_rows
        names = set(rows.column_names)
        return zip(*(texts(rows[name]) if name in names else empty for name in self._schema().names), strict=True)


@dataclass
class Tables:
    """Every table being written into one folder."""

    folder: Path
    is_by_month: bool = False
    writers: dict[str, TableWriter] = field(default_factory=dict)

    def add(self, name: str, rows: pa.Table) -> None:
        """Take rows of ours as `illustrative` makes them."""
        if name not in self.writers:
            self.writers[name] = TableWriter(self.folder, name, Before.read(self.folder, name), self.is_by_month)
        self.writers[name].add(rows)

    def add_rows(self, name: str, rows: Iterable[Row]) -> None:
        """Take rows of a small table; one whose key stands on a kept row already gives way to it."""
        key = TABLES[name].key
        taken = {tuple(text(row.get(column)) for column in key) for row in kept_records(self.folder, name)}
        free = [row for row in rows if tuple(text(row.get(column)) for column in key) not in taken]
        columns = {column: [row.get(column) for row in free] for column in schema_of(name).names}
        self.add(name, illustrative(name, columns))


@contextmanager
def tables_in(folder: Path, *, is_by_month: bool = False) -> Iterator[Tables]:
    """Tables to write into; published together on leaving, discarded when anything fails."""
    tables = Tables(folder, is_by_month)
    try:
        yield tables
        for writer in tables.writers.values():
            writer.seal()
        for writer in tables.writers.values():
            writer.publish()
    finally:
        for writer in tables.writers.values():
            writer.discard()
