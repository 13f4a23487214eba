"""Large Parquet files asked where they lie, instead of being read into the database.

A table is a view over its files: of them a question reads the columns that it names, and of these no part whose least
and greatest values say that nothing in it is asked for. The files are copies beside the database, so that whoever looks
at a version sees all of it while the next one is written into the data folder. A file that several versions have is one
copy (a hard link).

Only a table in which nothing is to be mended can be asked so: its columns are of the contract's types, and no value
breaks a constraint. Any other is read into the database, where what is wrong is told and mended.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow
import pyarrow.parquet

from dualsite.schema import TABLES, Table
from dualsite.store.checking import NO_END
from dualsite.store.contents import UnreadableError
from dualsite.store.diagnosis.columns import unseen
from dualsite.store.findings import Tallied
from dualsite.store.parsing import TYPES, parsed
from dualsite.store.parts import Part, parquet_part, quoted
from dualsite.store.reading import Reading, has_all_columns
from dualsite.store.sources import Source

LEAST_BYTES = 4 * 1024**2
"""Tables whose files are smaller are read: they are asked faster from the database, and take little room in it."""

BLOCK_BYTES = 4 * 1024**2


class Copies:
    """Copies of files in a folder, each there once for as long as somebody holds it.

    A holder is whatever name of a folder its caller chooses.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "files"
        self._held = folder / "held files"

    def take(self, holder: str, source: Source, digests: Sequence[str]) -> Source:
        """The same source in copies of its files, which are there until their holder lets go.

        Raises OSError, also when a file is not any more what its digest says.
        """
        self._folder.mkdir(exist_ok=True)
        root, paths = self._held / holder, list[Path]()
        for path, digest in zip(source.paths, digests, strict=True):
            copy, own = self._folder / digest, root / path.relative_to(source.root)
            if not copy.exists():
                self._copy(path, copy, digest)
            own.parent.mkdir(parents=True, exist_ok=True)
            os.link(copy, own)
            paths.append(own)
        return replace(source, root=root, paths=tuple(paths))

    def release(self, holder: str) -> None:
        """Take away the files of a holder, and the copies that no other has."""
        shutil.rmtree(self._held / holder, ignore_errors=True)
        for copy in self._folder.glob("*"):
            if copy.stat().st_nlink == 1:
                copy.unlink()

    def _copy(self, path: Path, copy: Path, digest: str) -> None:
        unfinished, sha = copy.with_suffix(".part"), hashlib.sha256()
        with path.open("rb") as read, unfinished.open("wb") as written:
            while block := read.read(BLOCK_BYTES):
                sha.update(block)
                written.write(block)
        if sha.hexdigest() != digest:
            unfinished.unlink()
            raise OSError(f"{path.name} was changed while it was copied")
        unfinished.rename(copy)


def is_large(source: Source) -> bool:
    """Whether the files of a table are Parquet, and large enough not to be read into the database."""
    if not source.is_parquet or source.sheet is not None or source.mapped is not None or source.others:
        return False
    return sum(path.stat().st_size for path in source.paths) >= LEAST_BYTES


def view(cursor: duckdb.DuckDBPyConnection, place: str, source: Source, found: list[Tallied]) -> Reading | None:
    """Make `place` a view of the files of a source, with every column of the contract and `_row`, and how it was read.

    None when the table cannot be asked so; then there is nothing at its place, and nothing is found.
    """
    said: list[Tallied] = []
    table = TABLES[source.table]
    try:
        files = [pyarrow.parquet.read_metadata(path) for path in source.paths]
        part = parquet_part(cursor, source.paths[0], source, said)
    except (duckdb.Error, pyarrow.ArrowInvalid, OSError, UnreadableError):
        return None
    if not (_are_alike(files) and _is_typed(table, part, source)):
        return None
    rows = [file.num_rows for file in files]
    cursor.execute(f"CREATE VIEW {place} AS {_selected(table, part, source, rows)}").fetchall()
    if not _is_whole(cursor, place, table):
        cursor.execute(f"DROP VIEW {place}").fetchall()
        return None
    found += said
    is_complete = has_all_columns(table, [part], found)
    return Reading(table, sum(rows), is_complete, {}, False, {})


def _are_alike(files: Sequence[pyarrow.parquet.FileMetaData]) -> bool:
    """Whether all files have the same columns of the same types."""
    schemas = [file.schema.to_arrow_schema().remove_metadata() for file in files]
    return all(schema.equals(schemas[0]) for schema in schemas)


def _is_typed(table: Table, part: Part, source: Source) -> bool:
    """Whether every column is of the contract's type as it is stored, and a folder's text where one stands for it."""
    folders = [frozenset(source.partitions(path)) for path in source.paths]
    if any(one != folders[0] for one in folders):
        return False
    if any(name in table.columns and table.columns[name].kind != "text" for name in folders[0]):
        return False
    if set(table.required) - set(part.matched.names):
        return False
    columns = (table.columns[name] for name in part.stored if name in table.columns)
    return all(parsed(column, part.stored[column.name]) == f'"{column.name}"' for column in columns)


def _selected(table: Table, part: Part, source: Source, rows: Sequence[int]) -> str:
    """The selection of all columns of the contract and `_row`, which counts on from file to file."""
    names = part.matched.names
    listed = (
        f'"{names[column.name]}" AS "{column.name}"'
        if column.name in names
        else f'NULL::{TYPES[column.kind]} AS "{column.name}"'
        for column in table.columns.values()
    )
    before = [0, *itertools.accumulate(rows)][:-1]
    folders = source.partitions(source.paths[0])
    by_folder = ", ".join(f"{quoted(name)}: VARCHAR" for name in folders)
    hive = f"hive_partitioning = true, hive_types = {{{by_folder}}}" if folders else "hive_partitioning = false"
    files = ", ".join(quoted(str(path)) for path in source.paths)
    return (
        f"SELECT {', '.join(listed)}, file_row_number + 2 + {before}[file_index::BIGINT + 1] AS _row "
        f"FROM read_parquet([{files}], file_row_number = true, {hive})"
    )


def _is_whole(cursor: duckdb.DuckDBPyConnection, place: str, table: Table) -> bool:
    """Whether all of it can be read, and in no row anything would have to be told or mended."""
    try:
        return not cursor.execute(f"SELECT 1 FROM {place} WHERE {' OR '.join(_conditions(table))} LIMIT 1").fetchall()
    except duckdb.Error:
        return False  # the file breaks off; told where it is read


def _conditions(table: Table) -> Iterator[str]:
    for column in table.columns.values():
        name = f'"{column.name}"'
        yield from (f"NOT ({one.holds(column.name)})" for one in column.constraints)
        if not column.nullable:
            yield f"{name} IS NULL" + (f" OR {name} = ''" if column.kind == "text" else "")
        if column.kind == "day" and column.nullable:
            yield f"{name} = {NO_END}"
        if column.kind == "text" and (column.references or column.name in table.key):
            yield unseen(name)
