"""The command line: `python -m dualsite …`.

Exit status: 0 fine or warnings only, 1 errors in the data, 2 a question that cannot be asked.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from dualsite import i18n
from dualsite.cli import (
    audit,
    board,
    continuity,
    data,
    deliveries,
    delivery,
    language,
    mapping,
    over_time,
    pipeline,
    questions,
    scenarios,
)
from dualsite.errors import DualsiteError, InputError

app = typer.Typer(
    help="Check, prepare and question the data of the dashboard.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    epilog="Exit status: 0 fine or warnings only, 1 errors in the data, 2 a question that cannot be asked.",
)
app.command()(data.check)
app.command()(deliveries.seal)
app.command()(delivery.load)
app.command()(data.template)
app.command()(data.sample)
app.command(name="map")(mapping.propose)
app.command()(mapping.convert)
app.command()(questions.kpi)
app.command()(over_time.signals)
app.command()(over_time.dates)
app.command()(over_time.clock)
app.command()(questions.slots)
app.command()(scenarios.scenarios)
app.command()(scenarios.compare)
app.command()(pipeline.pipeline)
app.command()(continuity.continuity)
app.command()(board.board)
app.command()(board.verify)

imported = typer.Typer(help="Turn files of others into our tables.", no_args_is_help=True)
imported.command()(data.trials)
app.add_typer(imported, name="import")


@imported.callback()
def _import() -> None:
    """Turn files of others into our tables."""


audited = typer.Typer(help="The audit trail: whether it holds, and its entries.", no_args_is_help=True)
audited.command()(audit.verify)
audited.command()(audit.export)
app.add_typer(audited, name="audit")


@audited.callback()
def _audit() -> None:
    """The audit trail: whether it holds, and its entries."""


versions = typer.Typer(help="The versions of a data folder that are kept, and which is shown.", no_args_is_help=True)
versions.command("list")(deliveries.list_)
versions.command()(deliveries.restore)
versions.command()(deliveries.take)
versions.command()(deliveries.keep)
app.add_typer(versions, name="versions")


@versions.callback()
def _versions() -> None:
    """The versions of a data folder that are kept, and which is shown."""


@app.callback()
def _all(
    lang: Annotated[
        str | None,
        typer.Option(language.OPTION, metavar="LANGUAGE", help="en, ko or ja; else that of the environment (LANG)."),
    ] = None,
) -> None:
    """Check, prepare and question the data of the dashboard."""
    if lang is not None and lang not in i18n.offered():
        raise InputError(f"There are no texts in {lang}. Use one of {', '.join(i18n.offered())}.")


def main() -> None:
    """Run a command; what the product refuses is said in one sentence on standard error."""
    i18n.use_locale(language.asked(sys.argv[1:]))
    command = typer.main.get_command(app)
    language.translate(command)
    try:
        command()
    except DualsiteError as error:
        typer.echo(str(error), err=True)
        sys.exit(2 if isinstance(error, InputError) else 1)
