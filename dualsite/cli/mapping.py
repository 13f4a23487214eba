"""Exports of other systems: `map` proposes a mapping, `convert` makes our tables by one."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

import typer

from dualsite import formats, mapping
from dualsite.cli.loading import checked
from dualsite.errors import InputError, why
from dualsite.i18n import _, told
from dualsite.mapping import BELOW, MAPPING, MappedTable
from dualsite.schema import TABLES
from dualsite.store.findings import Gathered
from dualsite.workbooks import open_book


def propose(
    files: Annotated[list[Path], typer.Argument(help="Exports: CSV or Excel, one table each.")],
    table: Annotated[str | None, typer.Option(help="The table they are; the likeliest when none is named.")] = None,
) -> None:
    """Propose a mapping.toml for exports of other systems, on standard output.

    Every line says how sure it is; what a table needs and was not found is said in a comment.
    """
    if table is not None and table not in TABLES:
        raise InputError(f"There is no table {table}. The tables are {', '.join(TABLES)}.")
    folders = [str(path) for path in files if path.is_dir()]
    if folders:
        raise InputError(f"{', '.join(folders)} is a folder: name the files in it.")
    missing = [str(path) for path in files if not path.is_file()]
    if missing:
        raise InputError(f"There is no file {', '.join(missing)}: check the path.")
    typer.echo(mapping.proposal(files, table))


def convert(
    folder: Annotated[Path, typer.Argument(help=f"The folder of the exports, with a {MAPPING} beside them.")],
    out: Annotated[Path, typer.Option("--out", help="The data folder whose tables are written; its others stay.")],
) -> None:
    """Make our tables of the exports of other systems, by the mapping.toml beside them, and check the data folder.

    What is wrong is said with the file, row and column of the export. Nothing is written while a cell of an export
    cannot be converted.
    """
    opened = cache(open_book)  # once for all tables that lie in it
    tables = [mapping.converted(folder, told, opened) for told in mapping.read_mapping(folder / MAPPING).tables]
    for table in tables:
        for name, sheet in table.sheets.items():
            for one in sheet.unseen:
                typer.echo(told(f"warning W21 {table.table}, {name}: {one.problem}."), err=True)
        for left in table.below:
            typer.echo(told(f"warning W01 {table.table}, {left.file}: {left.problem}. {BELOW}"), err=True)
    unread = [finding for table in tables for finding in table.findings]
    for finding in unread:
        typer.echo(told(finding.message), err=True)
    if unread:
        typer.echo(told(f"{len(unread):,} cells, rows or columns cannot be converted: nothing was written."), err=True)
        raise typer.Exit(1)
    try:
        out.mkdir(parents=True, exist_ok=True)
        for table in tables:
            (out / f"{table.table}.csv").write_bytes(_csv(table))
            typer.echo(f"{table.table}: {len(table.rows):,} rows")
    except OSError as error:
        raise InputError(f"Nothing can be written to {out}: {why(error)}. Name another folder.") from error
    version = checked(out).version
    for line in _at_their_places(version.report.lines, {table.table: table for table in tables}):
        typer.echo(line)
    raise typer.Exit(1 if version.report.errors else 0)


def _csv(table: MappedTable) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(table.rows)
    return text.getvalue().encode()


def _at_their_places(lines: Iterable[Gathered], tables: Mapping[str, MappedTable]) -> Iterable[str]:
    """What the check found, line by line, and of the first row that was converted where it stands in their file."""
    for line in lines:
        found = line.first
        table, place = tables.get(found.table), ""
        if table and found.row and 2 <= found.row < len(table.places) + 2:
            file, row = table.places[found.row - 2]
            place = f"{table.place(file, row, table.sources.get(found.column or '', ''))}: "
        yield f"{formats.in_column(_(found.severity), 7)} {found.rule} {place}{line.message}"
