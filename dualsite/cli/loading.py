"""Opening data on the command line, with a bar on standard error while it takes long."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from dualsite import access
from dualsite.access import View
from dualsite.errors import DataError, InputError
from dualsite.i18n import told
from dualsite.insights.scenarios import wording
from dualsite.scenarios import Scenario, files
from dualsite.store import Version
from dualsite.store.care import fall
from dualsite.store.comparison import Difference
from dualsite.store.digests import Digests
from dualsite.store.doubts import doubts
from dualsite.store.engines import AnyStore, store_of
from dualsite.store.engines.address import configured

DATA = Path(os.environ.get("DUALSITE_DATA", "data"))
"""Where the tables lie unless the command says otherwise."""

Data = Annotated[
    Path,
    typer.Argument(
        help="The data folder: one CSV or Parquet file per table. Without it, the engine that DUALSITE_ENGINE names.",
        show_default=True,
    ),
]

AsPartner = Annotated[
    str | None, typer.Option("--as-partner", metavar="PARTNER", help="Answer as this client sees it: its rows alone.")
]

UnderScenario = Annotated[
    str | None, typer.Option("--scenario", metavar="NAME", help="Under a scenario beside the data, by its name.")
]


@dataclass(frozen=True)
class CheckedFolder:
    """A folder as a version, errors and all, and what makes it doubtful that it is whole."""

    version: Version
    doubts: tuple[Difference, ...]


def checked(data: Path, against: Path | None = None) -> CheckedFolder:
    """The folder, read at once; held to another one when that is given. Raises InputError when there is none."""
    with _opened(data) as store, progress("Checking") as show:
        while (version := _settled(store)) is None:
            if store.progress:
                show(store.progress.part, store.progress.done)
        found = store.held.differences if store.held else ()
    if against is not None:
        before = checked(against).version
        digests = Digests().of(version.listing)
        found = doubts(version, before.holdings, digests, before.listing, fall())
    return CheckedFolder(version, found)


@contextmanager
def seen(data: Path, as_partner: str | None = None, scenario: str | None = None, **question: Any) -> Iterator[View]:
    """The folder as the local executive sees it, or as one client does, the question put as for `access.view`,
    until the block ends. What a scenario changes, and what is wrong with it, is said on standard error.

    Raises InputError when there is no such folder or no such site or client, DataError when nothing can be shown.
    """
    with _opened(data) as store:
        if scenario is not None:
            question["scenario"] = usable(data, scenario)
        with progress("Loading") as show:
            while (version := store.version(timeout=0.2)) is None:
                if store.progress:
                    show(store.progress.part, store.progress.done)
        if as_partner is None:
            view = access.view(version, store.connect(), **question)
            _say_scenario(view)
            yield view
        else:
            yield access.view_of_partner(version, store.connect(), as_partner, **question)


def usable(data: Path, name: str) -> Scenario:
    """A scenario beside the data. Raises InputError when there is none, DataError when its file is not in order."""
    read = files.read(data, name)
    if not read.is_usable:
        raise DataError("\n".join(fault.message for fault in read.faults))
    return read.scenario


def _say_scenario(view: View) -> None:
    """On standard error, so that what is answered stays the same to the byte where nothing is edited."""
    if view.scenario is None or not view.scenario.edits:
        return
    typer.echo(told(f"Under the scenario {view.scenario.called}:"), err=True)
    for said in wording.said(view, view.scenario):
        typer.echo(f"   {said.sentence}", err=True)
        for fault in said.faults:
            typer.echo(f"   {fault.message}", err=True)


def _opened(data: Path) -> AnyStore:
    """The store of a folder; that of the engine where one is configured and no other folder is named."""
    engine = configured() if data == DATA else None
    if engine is None and not data.is_dir():
        raise InputError(f"There is no data folder {data}. Name one that holds at least sites.csv or sites.parquet.")
    return store_of(engine, data, date.today)


def _settled(store: AnyStore) -> Version | None:
    """The version, shown or refused; None while it still loads."""
    try:
        return store.version(timeout=0.2)
    except DataError:
        if store.refused is None:
            raise
        return store.refused


class Show:
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
def progress(verb: str) -> Iterator[Show]:
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
        yield Show(bar)
    finally:
        bar.stop()
