"""What is delivered: `seal`, and `versions list`, `restore`, `take` and `keep`."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from dualsite import audit
from dualsite.audit import What, Who
from dualsite.cli.loading import DATA, Data, checked
from dualsite.errors import InputError
from dualsite.i18n import told
from dualsite.store import Store
from dualsite.store.care import care
from dualsite.store.decisions import Kind
from dualsite.store.digests import Digests
from dualsite.store.manifest import seal as write_seal

VersionId = Annotated[str, typer.Argument(metavar="VERSION", help="The version, as `versions list` names it.")]


def seal(data: Data = DATA) -> None:
    """Write `_MANIFEST.json` into a data folder: the rows, bytes and SHA-256 of each file.

    A folder with errors is not sealed. A running app takes a folder that is as it was sealed at once, and holds back
    one that is not.
    """
    found = checked(data)
    if found.version.report.errors:
        raise InputError(f"{data} has errors and was not sealed. `python -m dualsite check {data}` lists them.")
    digests = Digests().of(found.version.listing)
    path = write_seal(found.version.listing, digests, found.version.rows_of_files)
    typer.echo(told(f"{path}: {len(digests):,} files, {sum(found.version.rows.values()):,} rows"))


def list_(data: Data = DATA) -> None:
    """List the kept versions of a data folder, that on show last first."""
    with _store(data) as store:
        kept = store.kept()
    for one in kept:
        typer.echo(
            told(
                f"{one.id}  on show since {one.shown_at}, as of {one.holdings.as_of}, "
                f"{len(one.holdings.tables)} tables, {one.rows:,} rows"
            )
        )
    if not kept:
        typer.echo(told("No version is kept."))


def restore(version: VersionId, data: Data = DATA) -> None:
    """Have a running app show a kept version until the next delivery. The data folder is not changed."""
    _decide("restore", data, version)
    typer.echo(told(f"Version {version} is shown until the files in {data} change. They were not touched."))


def take(data: Data = DATA) -> None:
    """Have a running app show what lies in the data folder, although it was held back or an older version chosen."""
    _decide("take", data)
    typer.echo(told(f"What lies in {data} is shown as it is now."))


def keep(data: Data = DATA) -> None:
    """Have a running app go on with the last version that was on show, and not with what lies in the data folder."""
    with _store(data) as store:
        last = next(iter(store.kept()), None)
    if last is None:
        raise InputError("No version is kept that could be shown in its place.")
    _decide("keep", data, last.id)
    typer.echo(told(f"Version {last.id} stays on show until the files in {data} change."))


def _decide(kind: Kind, data: Data, version: str = "") -> None:
    """Write a decision down where a running app finds it, in the audit trail first."""
    with _store(data) as store:
        if store.care.kept is None:
            raise InputError(
                "Decisions are kept with the versions, and DUALSITE_KEEP is 0: no running app would find it."
            )
        by = getpass.getuser()
        reason = f"{kind}, on the command line"
        audit.record(What.DATA, Who("command line", by), name=version, reason=reason, is_needed=True)
        try:
            store.decide(kind, by, version=version)
        except InputError:
            audit.record(What.DATA, Who("command line", by), name=version, reason=f"did not happen: {reason}")
            raise


def _store(data: Data) -> Store:
    if not data.is_dir():
        raise InputError(f"There is no data folder {data}. Name one that holds at least sites.csv or sites.parquet.")
    return Store(data, care=care())
