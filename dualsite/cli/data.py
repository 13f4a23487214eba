"""What is done to a data folder: `check`, `template`, `sample` and `import trials`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from dualsite import formats, importers
from dualsite import sample as illustration
from dualsite.cli import corrections
from dualsite.cli.formats import TableFormat
from dualsite.cli.loading import DATA, Data, checked, progress
from dualsite.errors import InputError, why
from dualsite.i18n import _, told
from dualsite.insights.data import deliveries
from dualsite.schema import TABLES, dictionary
from dualsite.store import Version


def check(
    data: Data = DATA,
    format: TableFormat = TableFormat.TEXT,  # noqa: A002  the option is called --format
    against: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Say, too, what would be held back where that folder is on show."),
    ] = None,
    fix: Annotated[
        Path | None,
        typer.Option(metavar="OUT", help="Write a corrected copy into this folder, empty or new, and check that."),
    ] = None,
) -> None:
    """Check a data folder and list every finding with its file row and what to do.

    Errors refuse a table, warnings are shown beside its numbers. What one cause or one rule finds in a column is one
    line. `--format json` prints the data set, the rows of each table and these lines, with the first rows of each;
    `csv` the lines alone. What would be held back by a running app is listed as such, and is an error.

    With `--fix OUT`, what can be read in one way only is written into a copy as the contract wants it, listed, and put
    down in its CHANGES.csv; the copy is checked, and what is left is for a person. The folder itself is never changed.
    """
    changes = corrections.write(data, fix) if fix is not None else None
    found = checked(fix or data, against)
    version, held = found.version, deliveries.sentences(found.doubts)
    if format is TableFormat.JSON:
        more = ({"changes": changes} if changes is not None else {}) | ({"held": held} if held or against else {})
        typer.echo(json.dumps(_as_json(version) | more, ensure_ascii=False, indent=1))
    elif format is TableFormat.CSV:
        typer.echo(corrections.as_csv(_lines(version) if changes is None else changes), nl=False)
    else:
        if changes is not None and fix is not None:
            corrections.show(changes, data, fix)
        _print_report(version)
        for one in held:
            typer.echo(f"held    {one}")
    raise typer.Exit(1 if version.report.errors or held else 0)


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
                typer.echo(told(f"{path} is there already and was left as it is."), err=True)
            else:
                path.write_text(content, encoding="utf-8", newline="\n")
                typer.echo(f"{path}")
    except OSError as error:
        raise InputError(f"Nothing can be written to {folder}: {why(error)}. Name another folder.") from error


def sample(
    folder: Annotated[Path, typer.Argument(help="Where to write; made when it is not there.")],
    scale: Annotated[int, typer.Option(min=1, help="1 is a plausible network; 1000 gives millions of batches.")] = 1,
    seed: Annotated[int, typer.Option(min=0, help="The same seed and folder give the same files.")] = 0,
    by_month: Annotated[bool, typer.Option(help="Write large tables as Parquet, a file for each month.")] = False,
) -> None:
    """Write illustrative operations: bookings, batches, quality events, orders and all that goes with them.

    In a folder that holds tables already, its own rows are kept, illustrative rows are made anew, and operations are
    laid on its sites. In an empty one a fictional network of two sites is made.
    """
    with progress("Writing") as show:
        rows = illustration.write(folder, scale=scale, seed=seed, is_by_month=by_month, progress=show)
    typer.echo(told(f"{sum(rows.values()):,} rows in {len(rows)} tables in {folder}"))


def trials(
    sources: Annotated[
        list[Path], typer.Argument(help="Registry files: JSON, CSV, XML, text or Excel; folders, zip and gzip files.")
    ],
    out: Annotated[
        Path, typer.Option("--out", help="The folder whose tables of trials are written or brought up to date.")
    ],
    partner: Annotated[
        str | None,
        typer.Option(
            help="The client whose trials they are, by its id; needed unless the folder knows one client only."
        ),
    ] = None,
    product: Annotated[str | None, typer.Option(help="The product they try.")] = None,
) -> None:
    """Turn downloads of registries into the tables trials, trial_ids, trial_countries and trial_sites.

    Read are ClinicalTrials.gov (JSON, CSV, Excel), AACT, EU CTIS, EudraCT, WHO ICTRP with jRCT and CRIS, and ISRCTN.
    Other trials in the folder stay; an updated record replaces its rows, under whichever of its numbers it is there.
    What cannot be used is listed with its reason, and the exit status is 1 when a whole file was refused.
    """
    with progress("Reading") as show:
        found = importers.read_trials_apart(
            sources,
            partner_id=partner or importers.sole_partner(out),
            product_id=product,
            limits=importers.OF_NAMED_FILES,
            progress=lambda done, part: show(part, done),
        )
    written = importers.write(found, out)
    for finding in found.findings:
        # What is said of a whole file names it already.
        said = told(finding.message)
        typer.echo(f"{finding.file}, {finding.record}: {said}" if finding.record else said)
    for refusal in found.refusals:
        typer.echo(f"{refusal.file}: {told(refusal.message)}", err=True)
    typer.echo(
        told(
            f"{len(found.trials):,} trials, {len(found.trial_countries):,} countries, "
            f"{len(found.trial_sites):,} sites: {len(written.added):,} trials new, "
            f"{len(written.replaced):,} brought up to date in {out}"
        )
    )
    raise typer.Exit(1 if found.refusals else 0)


def _as_json(version: Version) -> dict[str, object]:
    dataset = version.dataset
    return {
        "dataset": {"title": dataset.title, "as_of": dataset.as_of.isoformat(), "version": version.id},
        "tables": dict(version.rows),
        "findings": _lines(version),
    }


def _lines(version: Version) -> list[dict[str, object]]:
    return [
        {
            "rule": line.first.rule,
            "severity": line.first.severity,
            "table": line.first.table,
            "row": line.first.row,
            "file": line.first.file,
            "sheet": line.first.sheet,
            "cell": line.first.cell,
            "column": ", ".join(line.columns) or None,
            "value": line.first.value,
            "read_as": line.first.read_as,
            "total": line.total,
            "of_rows": line.of_rows,
            "rows": list(line.rows),
            "message": line.message,
        }
        for line in version.report.lines
    ]


def _print_report(version: Version) -> None:
    dataset, report = version.dataset, version.report
    typer.echo(told(f"{dataset.title}, as of {dataset.as_of}, version {version.id}"))
    typer.echo(told(f"{len(version.rows)} tables, {sum(version.rows.values()):,} rows"))
    for line in report.lines:
        typer.echo(f"{formats.in_column(_(line.first.severity), 7)} {line.first.rule} {line.message}")
    errors = sum(line.total for line in report.lines if line.first.is_error)
    warnings = sum(report.totals.values()) - errors
    typer.echo(told(f"{errors:,} errors, {warnings:,} warnings" if report.lines else "No findings."))
