"""A table as a folder of Parquet files, one for each month of its first day."""

from __future__ import annotations

import shutil
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from dualsite.schema import TABLES

ROWS_AT_ONCE = 50_000
"""Rows of a month that are gathered before they are written: what a reader passes over or reads as one."""


def day_of(name: str) -> str | None:
    """The column by whose month the rows of a table are laid apart; None for a table that holds no day."""
    return next((column.name for column in TABLES[name].columns.values() if column.kind == "day"), None)


@dataclass
class MonthlyParts:
    """The files of one table on their way to disk, in a folder under a temporary name."""

    folder: Path
    day: str
    _held: dict[str, list[pa.Table]] = field(default_factory=lambda: defaultdict(list))
    _files: dict[str, pq.ParquetWriter] = field(default_factory=dict)

    def write_table(self, rows: pa.Table) -> None:
        """Take rows, each into the file of its month; those without a day have a file of their own."""
        months = pc.fill_null(pc.strftime(rows[self.day], format="%Y-%m"), "without-day")
        for month in pc.unique(months).to_pylist():
            held = self._held[month]
            held.append(rows.filter(pc.equal(months, month)))
            if sum(map(len, held)) >= ROWS_AT_ONCE:
                self._write(month)

    def close(self) -> None:
        """Complete the files."""
        for month in list(self._held):
            self._write(month)
        for file in self._files.values():
            file.close()

    def discard(self) -> None:
        """Leave nothing behind."""
        for file in self._files.values():
            file.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _write(self, month: str) -> None:
        rows = pa.concat_tables(self._held.pop(month)).sort_by(self.day)
        if month not in self._files:
            self.folder.mkdir(exist_ok=True)
            self._files[month] = pq.ParquetWriter(self.folder / f"{month}.parquet", rows.schema, compression="zstd")
        self._files[month].write_table(rows)
