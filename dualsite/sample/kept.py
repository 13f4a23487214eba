"""What a folder holds of a table already: the rows that are not ours, to be kept as they are."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from dualsite.errors import DataError, why

ILLUSTRATIVE = "ILLUSTRATIVE"


@dataclass(frozen=True)
class Before:
    """What a folder holds of a table: the rows to keep, None when there are none, and whether there are others.

    From CSV every column is text, and an empty field is null.
    """

    kept: pa.Table | None
    had_ours: bool

    @staticmethod
    def read(folder: Path, name: str) -> Before:
        files = [path for path in (folder / f"{name}.csv", folder / f"{name}.parquet") if path.is_file()]
        if (folder / name).is_dir():
            raise DataError(f"{folder / name} is a folder of parts, which stays untouched. Join it into one file.")
        if len(files) > 1:
            raise DataError(f"{folder} holds {name} twice, as CSV and as Parquet. Remove one of them.")
        if not files:
            return Before(None, had_ours=False)
        try:
            rows = _csv_rows(files[0]) if files[0].suffix == ".csv" else pq.read_table(files[0], partitioning=None)
        except (pa.ArrowException, UnicodeDecodeError) as fault:
            raise DataError(f"{files[0]} cannot be read: {why(fault)}. Correct the file.") from fault
        if len(set(rows.column_names)) < len(rows.column_names):
            raise DataError(f"{files[0]} names a column twice. Remove one of them.")
        if "data_class" not in rows.column_names:
            return Before(rows if rows.num_rows else None, had_ours=False)
        others = pc.fill_null(pc.not_equal(rows["data_class"].cast(pa.string()), ILLUSTRATIVE), True)
        kept = rows.filter(others)
        return Before(kept if kept.num_rows else None, kept.num_rows < rows.num_rows)


def kept_records(folder: Path, name: str) -> list[dict[str, str | None]]:
    """The rows of a table whose data_class is not ILLUSTRATIVE, every value as the text it has in CSV.

    None are there without the file. Raises DataError for a file that cannot be read.
    """
    rows = Before.read(folder, name).kept
    if rows is None:
        return []
    columns = [texts(column) for column in rows.columns]
    return [
        {column: value or None for column, value in zip(rows.column_names, values, strict=True)}
        for values in zip(*columns, strict=True)
    ]


def _csv_rows(path: Path) -> pa.Table:
    """Every field as its own text."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        header = next(csv.reader(lines), [])
    if not header:
        raise DataError(f"{path} is empty. Remove it, or start from an empty template.")
    return pyarrow.csv.read_csv(
        path,
        parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(header, pa.string()), null_values=[""], strings_can_be_null=True
        ),
    )


def texts(column: Any) -> list[str]:
    """A column as CSV text: empty is null, true and false, ISO days, the shortest number that reads back the same."""
    if pa.types.is_string(column.type) or pa.types.is_date32(column.type) or pa.types.is_boolean(column.type):
        written: list[str] = pc.fill_null(column.cast(pa.string()), "").to_pylist()
        return written
    return [text(value) for value in column.to_pylist()]


def text(value: object) -> str:
    """One value as CSV text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
