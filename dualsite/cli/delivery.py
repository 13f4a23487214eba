"""`load`: a data folder into an engine."""

from __future__ import annotations

from typing import Annotated

import typer

from dualsite.cli.loading import DATA, Data, progress
from dualsite.errors import DataError, InputError
from dualsite.i18n import told
from dualsite.store import Store
from dualsite.store.engines import connected
from dualsite.store.engines.address import ENGINE, configured, named


def load(
    data: Data = DATA,
    to: Annotated[
        str | None,
        typer.Option(metavar="URL", help=f"Where to: postgres://user@host:5432/database/schema; else {ENGINE} says."),
    ] = None,
) -> None:
    """Check a data folder and load it into an engine, as its newest version: all of it or nothing.

    A folder with errors is not loaded. Whoever reads the engine meanwhile sees the version before. The password is
    taken from DUALSITE_ENGINE_PASSWORD, or from where PostgreSQL's own programs look for it.
    """
    engine = configured() if to is None else named(to)
    if engine is None:
        raise InputError(f"Say where to load the data, with --to or in {ENGINE}.")
    if not data.is_dir():
        raise InputError(f"There is no data folder {data}. Name one that holds at least sites.csv or sites.parquet.")
    into = connected(engine)
    # Imported once the driver is known to be there.
    from dualsite.store.engines.delivery import deliver

    with Store(data) as files, progress("Loading") as show:
        try:
            version = files.version()
        except DataError:
            version = None
        if version is None or version.report.errors:
            raise DataError(f"{data} has errors and was not loaded. `python -m dualsite check {data}` lists them.")
        delivered = deliver(into, engine.schema, version, files.connect(), show)
    typer.echo(told(f"Version {delivered.number}: {delivered.rows:,} rows in {engine.shown}"))
