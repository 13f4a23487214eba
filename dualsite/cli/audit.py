"""The audit trail on the command line: `audit verify` and `audit export`."""

from __future__ import annotations

import csv
import getpass
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from dualsite import audit
from dualsite.audit import What, Who, reading, settings
from dualsite.audit.reading import Search
from dualsite.audit.rows import FIELDS, rows
from dualsite.audit.verification import Fault, Verdict
from dualsite.audit.verification import verify as verified
from dualsite.cli.formats import Format
from dualsite.errors import DataError, InputError
from dualsite.formats import as_spreadsheet_text
from dualsite.i18n import told

Trail = Annotated[
    Path | None,
    typer.Argument(help="The file that is written to; as DUALSITE_AUDIT says when none is named.", show_default=False),
]


class RowFormat(StrEnum):
    """Rows for a spreadsheet, or JSON for a program."""

    CSV = "csv"
    JSON = "json"


def verify(
    path: Trail = None,
    expect: Annotated[
        str, typer.Option(metavar="HASH", help="A digest kept elsewhere: it must stand in the trail.")
    ] = "",
    format: Annotated[Format, typer.Option("--format")] = Format.TEXT,  # noqa: A002  the option is called --format
) -> None:
    """Check that the audit trail is as it was written, line by line across all its files.

    Says how many entries and files there are, the first and the last day and the last digest, which is worth keeping
    elsewhere: only with it (`--expect`) is an end that was cut off found out. With keys in DUALSITE_AUDIT_KEY the seals
    are checked. The exit status is 0 when the chain holds, 1 when it does not, 2 when there is nothing to check.
    """
    file = path or settings.path()
    found = verified(file, settings.keys(), expect)
    if format is Format.JSON:
        typer.echo(json.dumps(_as_json(found), ensure_ascii=False, indent=1))
    else:
        _print(found)
    raise typer.Exit(0 if found.is_ok else 1)


def export(
    path: Trail = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="The first day, UTC.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="The last day, UTC, included.")
    ] = None,
    format: Annotated[RowFormat, typer.Option("--format")] = RowFormat.CSV,  # noqa: A002
) -> None:
    """Write the entries of the audit trail to standard output, oldest first.

    That it was done is an entry itself, in the name of the account of this machine; when that cannot be written,
    nothing is exported.
    """
    file = path or settings.path()
    if not file.exists():
        raise InputError(f"There is no audit trail {file}. Name its file, as DUALSITE_AUDIT does.")
    first, last = since.date() if since else None, until.date() if until else None
    asked = {"since": str(first or ""), "until": str(last or ""), "format": str(format)}
    try:
        audit.record(
            What.EXPORT,
            Who("account of this machine", getpass.getuser()),
            name="audit trail",
            details={name: told for name, told in asked.items() if told},
            is_needed=True,
            file=file,
        )
    except audit.NotRecordedError:
        raise DataError(
            f"Nothing was exported: that it is could not be written into {file}. Run this as who runs the server."
        ) from None
    found = rows(reversed(list(reading.entries(file, Search(since=first, until=last)))))
    if format is RowFormat.JSON:
        json.dump(list(found), sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    else:
        _write_csv(found)


def _write_csv(found: Iterable[dict[str, str | int]]) -> None:
    writer = csv.DictWriter(sys.stdout, FIELDS, lineterminator="\n")
    writer.writeheader()
    for row in found:
        writer.writerow({name: as_spreadsheet_text(value) for name, value in row.items()})


def _print(found: Verdict) -> None:
    said = "OK" if found.is_ok else "NOT as it was written"
    days = f"{found.first_at[:10]} to {found.last_at[:10]}" if found.entries else "no entry"
    typer.echo(told(f"{found.entries:,} entries in {found.files:,} files, {days}: {said}"))
    typer.echo(told(f"last entry {found.last_n}, digest {found.last_hash}"))
    typer.echo(
        told(f"sealed with a key from entry {found.sealed_from} on" if found.sealed_from else "not sealed with a key")
    )
    for torn in found.torn:
        typer.echo(f"{_place(torn)}: {told(torn.message)}")
    for fault in found.faults:
        typer.echo(f"{_place(fault)}: {fault.kind}. {told(fault.message)}", err=True)


def _place(fault: Fault) -> str:
    return f"{fault.file}, line {fault.line}" if fault.line else str(fault.file)


def _as_json(found: Verdict) -> dict[str, Any]:
    told = asdict(found)
    for fault in (*told["torn"], *told["faults"]):
        fault["file"] = str(fault["file"])
    return {"is_ok": found.is_ok, **told}
