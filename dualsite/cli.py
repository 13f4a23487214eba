"""The command line: `python -m dualsite …`.

Exit status: 0 fine or warnings only, 1 errors in the data, 2 a question that cannot be asked.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from dualsite import sample as illustration
from dualsite.errors import DataError, DualsiteError, InputError
from dualsite.schema import TABLES, dictionary
from dualsite.store import Store, Version

DATA = Path(os.environ.get("DUALSITE_DATA", "data"))
"""Where the tables lie unless the command says otherwise."""

Data = Annotated[Path, typer.Argument(help="The data folder: one CSV or Parquet file per table.", show_default=True)]

app = typer.Typer(
    help="Check, prepare and question the data of the dashboard.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    epilog="Exit status: 0 fine or warnings only, 1 errors in the data, 2 a question that cannot be asked.",
)


class Format(StrEnum):
    """How an answer is written."""

    TEXT = "text"
    JSON = "json"


def main() -> None:
    """Run a command; what the product refuses is said in one sentence on standard error."""
    try:
        app()
    except DualsiteError as error:
        typer.echo(str(error), err=True)
        sys.exit(2 if isinstance(error, InputError) else 1)


@app.command()
def check(data: Data = DATA, format: Format = Format.TEXT) -> None:  # noqa: A002  the option is called --format
    """Check a data folder and list every finding with its file row and what to do.

    Errors refuse a table, warnings are shown beside its numbers. `--format json` prints the data set, the rows of each
    table and the findings.
    """
    version = _checked(data)
    if format is Format.JSON:
        typer.echo(json.dumps(_as_json(version), ensure_ascii=False, indent=1))
    else:
        _print_report(version)
    raise typer.Exit(1 if version.report.errors else 0)


@app.command()
def template(
    folder: Annotated[Path, typer.Argument(help="Where to write; made when it is not there.")],
    tables: Annotated[list[str] | None, typer.Argument(help="Tables wanted; all of them when none is named.")] = None,
) -> None:
    """Write an empty CSV file with its header for each table, and a README of the columns.

    Files that are already there are left as they are.
    """
    chosen = dictionary.names(tables or [])
    files = {f"{name}.csv": dictionary.header(TABLES[name]) for name in chosen} | {
        "README.md": dictionary.readme(chosen)
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, content in ((folder / name, content) for name, content in files.items()):
            if path.exists():
                typer.echo(f"{path} is there already and was left as it is.", err=True)
            else:
                path.write_text(content, encoding="utf-8", newline="\n")
                typer.echo(f"{path}")
    except OSError as error:
        raise InputError(f"Nothing can be written to {folder}: {error.strerror}. Name another folder.") from error


@app.command()
def sample(
    folder: Annotated[Path, typer.Argument(help="Where to write; made when it is not there.")],
    scale: Annotated[int, typer.Option(min=1, help="1 is a plausible network; 1000 gives millions of batches.")] = 1,
    seed: Annotated[int, typer.Option(min=0, help="The same seed and folder give the same files.")] = 0,
) -> None:
    """Write illustrative operations: bookings, batches, quality events, orders and all that goes with them.

    In a folder that holds tables already, its own rows are kept, illustrative rows are made anew, and operations are
    laid on its sites. In an empty one a fictional network of two sites is made.
    """
    with _progress("Writing") as show:
        rows = illustration.write(folder, scale=scale, seed=seed, progress=show)
    typer.echo(f"{sum(rows.values()):,} rows in {len(rows)} tables in {folder}")


def _checked(data: Path) -> Version:
    """The folder as a checked version, errors and all. Raises InputError when there is no such folder."""
    if not data.is_dir():
        raise InputError(f"There is no data folder {data}. Name one that holds at least sites.csv or sites.parquet.")
    store = Store(data, date.today)
    with _progress("Checking") as show:
        while (version := _settled(store)) is None:
            if store.progress:
                show(store.progress.part, store.progress.done)
    return version


def _settled(store: Store) -> Version | None:
    """The version, shown or refused; None while it still loads."""
    try:
        return store.version(timeout=0.2)
    except DataError:
        if store.refused is None:
            raise
        return store.refused


class _Show:
    """Draws a bar on standard error once the work has taken a second, when someone is there to see it."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("", total=1.0)
        self._begun = time.monotonic()

    def __call__(self, part: str, done: float) -> None:
        if time.monotonic() - self._begun > 1:
            self._bar.update(self._task, description=part, completed=done)
            self._bar.start()


@contextmanager
def _progress(verb: str) -> Iterator[_Show]:
    console = Console(stderr=True)
    bar = Progress(
        TextColumn(verb),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} % {task.description}"),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    try:
        yield _Show(bar)
    finally:
        bar.stop()


def _as_json(version: Version) -> dict[str, object]:
    dataset = version.dataset
    return {
        "dataset": {"title": dataset.title, "as_of": dataset.as_of.isoformat(), "version": version.id},
        "tables": dict(version.rows),
        "findings": [
            {
                "rule": found.rule,
                "severity": found.severity,
                "table": found.table,
                "row": found.row,
                "column": found.column,
                "value": found.value,
                "message": found.message,
            }
            for found in version.report.findings
        ],
    }


def _print_report(version: Version) -> None:
    dataset, report = version.dataset, version.report
    typer.echo(f"{dataset.title}, as of {dataset.as_of}, version {version.id}")
    typer.echo(f"{len(version.rows)} tables, {sum(version.rows.values()):,} rows")
    for found in report.findings:
        typer.echo(f"{found.severity:7} {found.rule} {found.message}")
    shown: dict[tuple[str, str], int] = {}
    for found in report.findings:
        shown[found.rule, found.table] = shown.get((found.rule, found.table), 0) + 1
    for place, total in report.totals.items():
        if total > shown[place]:
            typer.echo(f"… {place[0]} in {place[1]}: the first {shown[place]} of {total:,} are listed")
    errors = sum(total for (rule, _), total in report.totals.items() if rule.startswith("E"))
    warnings = sum(report.totals.values()) - errors
    typer.echo(f"{errors:,} errors, {warnings:,} warnings" if report.totals else "No findings.")
