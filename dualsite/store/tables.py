"""The tables of a database by the bytes of their files, and what the check found in them.

What a version holds is neither read nor checked again: a delivery with one new file among thirty costs little more than
that file. What a rule finds depends on its query and on the tables that this reads, and is remembered by them.
"""

from __future__ import annotations

import hashlib
import itertools
import re
import threading
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb

from dualsite.schema import TABLES
from dualsite.schema.rules import RULES, Query, VersionFacts
from dualsite.store import external, refusals
from dualsite.store.checking import Asked, broken_constraints, found_by
from dualsite.store.contents import UnreadableError
from dualsite.store.diagnosis.columns import Mends
from dualsite.store.findings import Tallied
from dualsite.store.holdings import Profile, profile
from dualsite.store.places import ExportRows
from dualsite.store.reading import Reading, read
from dualsite.store.sheets import SheetTable, sheet_table
from dualsite.store.sources import Source

SCHEMA = "stored"
"""How the schemas are called in which the tables lie, one each; each version has a schema with views of its own."""

MOST_LEFT_OUT = 5_000
"""Cells of rows that were left out that are looked for among unknown ids."""

MOST_REMEMBERED = 5_000
"""Queries of rules of which it is remembered what they found."""

_Key = tuple[Any, ...]
"""A rule's id, its query, and the places of the tables that this reads."""

OnStep = Callable[[str], None]
"""Told the name of each part of the work as it begins."""


@dataclass(frozen=True)
class StoredTable:
    """A table as its files hold it, and what reading it and checking its columns found."""

    place: str
    """Its name in the database, schema and all."""
    rows: int
    is_read: bool
    """Whether it could be read; else there is nothing at its place."""
    is_complete: bool
    """Whether it has the columns that the rules ask for."""
    found: tuple[Tallied, ...]
    contents: tuple[str, ...]
    """Its name, and the name and the digest of each of its files."""
    profile: Profile | None = None
    """How much it holds; None when it could not be read."""
    refused: frozenset[str] = frozenset()
    """Columns of which cells were refused."""
    mends: Mends = field(default_factory=dict, compare=False)
    """As what values are read that are not written as the contract wants them."""
    letters: Mapping[str, str] = field(default_factory=dict, compare=False)
    """The letters of its columns where it lies in a sheet of a workbook, by their names."""
    exports: ExportRows | None = field(default=None, compare=False)
    """Where its rows lie in exports, where it is made of these."""
    left_out: frozenset[str] = field(default=frozenset(), compare=False)
    """What stands in rows that were left out: none of it is an unknown id."""


class StoredTables:
    """The stored tables of one database, each there for as long as somebody holds it. Safe to use from several threads.

    A holder is whatever string its caller chooses.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
        """`folder` is beside the database; copies of large files lie there."""
        self._connection = connection
        self._copies = external.Copies(folder)
        self._lock = threading.RLock()
        self._numbers = itertools.count(1)
        self._by_bytes: dict[tuple[str, ...], StoredTable] = {}
        self._held: dict[str, set[tuple[str, ...]]] = {}
        self._by_query: dict[_Key, tuple[Tallied, ...]] = {}

    def take(self, holder: str, source: Source) -> StoredTable:
        """The table that these files hold, for `holder` until it lets go; read where no such bytes were."""
        with self._lock:
            sheet = (source.sheet.name,) if source.sheet else ()
            made = (repr(source.mapped),) if source.mapped else ()
            files = (self._fingerprint(source, path) for path in source.paths)
            bytes_ = (source.table, *sheet, *made, *files, *source.others)
            stored = self._by_bytes.get(bytes_) or self._of_sheet(source) or self._read(source, bytes_)
            self._by_bytes |= {bytes_: stored, stored.contents: stored}
            self._held.setdefault(holder, set()).update((bytes_, stored.contents))
            return stored

    def release(self, holder: str) -> None:
        """Let go of what `holder` holds; what nobody else does is dropped."""
        with self._lock, closing(self._connection.cursor()) as cursor:
            gone = self._held.pop(holder, set()) - set().union(*self._held.values())
            places = {self._by_bytes.pop(bytes_).place for bytes_ in gone}
            places -= {stored.place for stored in self._by_bytes.values()}
            self._by_query = {key: found for key, found in self._by_query.items() if places.isdisjoint(key[2:])}
            for place in places:
                schema = place.partition(".")[0]
                cursor.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE").fetchall()
                self._copies.release(schema)

    def check(self, tables: Mapping[str, StoredTable], facts: VersionFacts, step: OnStep) -> list[Tallied]:
        """What the rules find in these tables together, by their names. Raises duckdb.Error."""
        with self._lock, closing(self._connection.cursor()) as cursor:
            # Found by the contract's names where they lie: a view of each made every query a quarter dearer to plan.
            path = ",".join(stored.place.partition(".")[0] for stored in tables.values())
            cursor.execute(f"SET search_path = '{path}'").fetchall()
            asked: dict[Asked, _Key] = {
                (rule.id, query): (rule.id, query, *_read_by(query, tables))
                for rule in RULES.values()
                for query in (_alone(one, tables) for one in rule.queries(facts))
            }
            told: set[str] = set()
            for one, tallied in found_by(cursor, [one for one, key in asked.items() if key not in self._by_query]):
                self._by_query[asked[one]] = tallied
                if one[0] not in told:
                    step(RULES[one[0]].title)
                    told.add(one[0])
            found = [one for key in asked.values() for one in self._by_query[key]]
            while len(self._by_query) > MOST_REMEMBERED:
                del self._by_query[next(iter(self._by_query))]
        return found

    def _of_sheet(self, source: Source) -> StoredTable | None:
        """The table that a sheet of a workbook holds; None for other sources, and for a sheet that cannot be read.

        Whatever else has changed in the workbook, a sheet with the same cells is not read into the database again.
        """
        if source.sheet is None or source.others:
            return None
        try:
            sheet = sheet_table(source.sheet, TABLES[source.table])
        except UnreadableError:
            return None
        contents = (source.table, *source.names, sheet.digest)
        return self._by_bytes.get(contents) or self._read(source, contents, sheet)

    def _read(self, source: Source, contents: tuple[str, ...], sheet: SheetTable | None = None) -> StoredTable:
        schema, found = f"{SCHEMA}_{next(self._numbers)}", list[Tallied]()
        place = f"{schema}.{source.table}"
        with closing(self._connection.cursor()) as cursor:
            cursor.execute(f"CREATE SCHEMA {schema}").fetchall()
            viewed = self._viewed(cursor, schema, source, contents, found)
            reading = viewed or read(cursor, place, source, found, sheet)
            if reading is not None:
                if viewed is None:
                    found += broken_constraints(cursor, reading.table, place, reading.mends, is_plain=reading.is_plain)
                is_wrong = any(one.is_error for one, _ in found)
                refused = refusals.columns(cursor, place) if is_wrong else frozenset[str]()
                held = profile(cursor, reading.table, place, source.paths)
        if reading is None:
            return StoredTable(place, 0, False, False, tuple(found), contents)
        whole = (place, reading.rows, True, reading.is_complete, tuple(found), contents)
        return StoredTable(*whole, held, refused, reading.mends, reading.letters, reading.exports, reading.left_out)

    def _viewed(
        self,
        cursor: duckdb.DuckDBPyConnection,
        schema: str,
        source: Source,
        contents: tuple[str, ...],
        found: list[Tallied],
    ) -> Reading | None:
        """The table as a view of copies of its files; None when it is to be read."""
        if not external.is_large(source):
            return None
        digests = [one.rpartition(" ")[2] for one in contents[1 : 1 + len(source.paths)]]
        try:
            copied = self._copies.take(schema, source, digests)
            viewed = external.view(cursor, f"{schema}.{source.table}", copied, found)
        except OSError:
            viewed = None
        if viewed is None:
            self._copies.release(schema)
        return viewed

    def _fingerprint(self, source: Source, path: Path) -> str:
        """The name of a file within the data folder and what stands in it. What cannot be read is new every time."""
        name = path.relative_to(source.root).as_posix()
        try:
            with path.open("rb") as file:
                return f"{name} {hashlib.file_digest(file, 'sha256').hexdigest()}"
        except OSError:
            return f"{name} {next(self._numbers)}"


def _alone(query: Query, tables: Mapping[str, StoredTable]) -> Query:
    """The query without what it would find because a cell was refused, or a row left out."""
    stored = tables.get(query.table)
    if query.named_by is not None and (lost := tables[query.named_by[0]].left_out):
        listed = ", ".join("'" + one.replace("'", "''") + "'" for one in sorted(lost)[:MOST_LEFT_OUT])
        query = replace(query, sql=f"SELECT * FROM ({query.sql}) WHERE value NOT IN ({listed})")
    return refusals.without_follow_ons(query, stored.place, stored.refused) if stored and stored.refused else query


def _read_by(query: Query, tables: Mapping[str, StoredTable]) -> tuple[str, ...]:
    """Where the tables lie that a query may read: those whose names stand in it."""
    return tuple(tables[name].place for name in sorted(set(re.findall(r"\w+", query.sql)) & set(tables)))
