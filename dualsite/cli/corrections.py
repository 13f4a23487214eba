"""What `check --fix` has corrected: as lines, as records, and as a file in the copy."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import typer

from dualsite.errors import InputError, why
from dualsite.i18n import told
from dualsite.store.mending import Change, write_corrected

CHANGES = "CHANGES.csv"
"""The file of the copy that lists what was corrected; no table, and passed over as words for people are."""

Record = dict[str, Any]


def write(data: Path, out: Path) -> list[Record]:
    """Write the corrected copy with its list, and give that: a record for each file and cause. Raises InputError."""
    changes = [_record(one) for one in write_corrected(data, out)]
    if changes:
        try:
            (out / CHANGES).write_text(as_csv(changes), encoding="utf-8-sig", newline="")
        except OSError as error:
            raise InputError(f"{out / CHANGES} cannot be written: {why(error)}.") from None
    return changes


def _record(one: Change) -> Record:
    return {
        "file": one.file,
        "written": one.written,
        "table": one.table,
        "columns": ", ".join(one.columns) or None,
        "problem": one.problem,
        "count": one.count,
        "before": one.before,
        "after": one.after,
    }


def as_csv(records: Sequence[Mapping[str, Any]]) -> str:
    """Records as CSV with a header; nothing where there are none."""
    if not records:
        return ""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(records[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)
    return text.getvalue()


def show(changes: Sequence[Record], data: Path, out: Path) -> None:
    """Print a line for each file and cause, with an example before and after."""
    for one in changes:
        columns = f", {one['columns']}" if one["columns"] else ""
        times = f" ({one['count']:,} times)" if one["count"] > 1 else ""
        example = f": “{one['before']}”" if one["before"] else ""
        example += f" → “{one['after']}”" if example and one["after"] else " → empty" if one["after"] == "" else ""
        typer.echo(told(f"changed {one['file']}{columns}: {one['problem']}{times}{example}"))
    files = len({one["file"] for one in changes if one["written"]})
    said = f"{files:,} of its files corrected" if files else "nothing to correct"
    said += f", listed in {out / CHANGES}" if changes else ""
    typer.echo(told(f"{out} is a copy of {data}: {said}. What is left:"))
