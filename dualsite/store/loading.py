"""A data folder read and checked as one version."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

import duckdb

from dualsite.errors import why
from dualsite.schema import TABLES
from dualsite.schema.rules import RULES, VersionFacts
from dualsite.store.database import Database
from dualsite.store.dataset import dataset
from dualsite.store.findings import Finding, finding, report
from dualsite.store.folder import Listing
from dualsite.store.places import TablePlace
from dualsite.store.sources import sources
from dualsite.store.tables import StoredTable
from dualsite.store.version import Version

OnProgress = Callable[[str, float], None]
"""Told the part of the work that begins, and the share done, 0 to 1."""


@dataclass(frozen=True)
class Progress:
    """How far a load has come: the part it is at, and the share done, 0 to 1."""

    part: str
    done: float


def load(
    database: Database, files: Listing, today: date, progress: OnProgress, found_before: Iterable[Finding] = ()
) -> Version:
    """Read and check what a listing holds, into a schema of its own; `today` is the day of data that name none."""
    by_table, found_in_books = sources(files)
    steps = len(by_table) + len(RULES)
    step_no = itertools.count(1)

    def step(part: str) -> None:
        progress(part, next(step_no) / (steps + 1))

    said, found_in_dataset = dataset(files, today)
    found = [(one, 0) for one in (*found_before, *found_in_dataset, *files.strangers(), *found_in_books)]
    if "sites" not in by_table and files.is_readable:
        problem = "there is no sites.csv, sites.parquet or sheet named sites, the one table required"
        found.append((finding("E14", "sites", problem), 0))
    schema = database.new_schema()
    tables: dict[str, StoredTable] = {}
    places: dict[str, TablePlace] = {}
    for name in TABLES:
        if name in by_table:
            step(name)
            stored = database.tables.take(schema, by_table[name])
            places[name] = by_table[name].place(stored.letters, stored.exports)
            found += stored.found
            if stored.is_read:
                tables[name] = stored
    if "sites" in tables and not tables["sites"].rows:
        found.append((finding("E14", "sites", "the table has no rows; at least one site is needed"), 0))
    usable = {name: stored for name, stored in tables.items() if stored.is_complete}
    facts = VersionFacts(tuple(usable), said.as_of, said.reporting_currency, tuple(by_table.keys() - usable.keys()))
    try:
        found += database.tables.check(usable, facts, step)
    except duckdb.Error as error:
        found.append((finding("E14", "dataset", f"the check could not be finished: {why(error)}"), 0))
    database.show(schema, {name: stored.place for name, stored in tables.items()})
    rows = {name: stored.rows for name, stored in tables.items()}
    profiles = {name: stored.profile for name, stored in tables.items() if stored.profile is not None}
    told = report(((places[one.table].found(one) if one.table in places else one, more) for one, more in found), rows)
    held = (sorted(stored.contents for stored in tables.values()), said, sorted(told.refused))
    tables_digest = hashlib.sha256(repr(held).encode()).hexdigest()
    return Version(files.fingerprint, schema, said, rows, told, files, tables_digest, profiles, places)
