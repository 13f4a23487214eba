"""A corrected copy of a data folder: what can be read in one way only is written as the contract wants it.

What is not certain stays as it was, to the byte where a file has nothing that is: a file with a row that cannot be told
apart, one of two sources of a table, an export that a mapping names, or a workbook with an error in a cell, with hidden
or merged parts or with sheets that are not read, is copied as it is.
"""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pyarrow

from dualsite.errors import DataError, InputError, why
from dualsite.i18n import tellable
from dualsite.schema import TABLES, Table
from dualsite.store.cells import Cells, read_cells
from dualsite.store.contents import UnreadableError
from dualsite.store.database import Database
from dualsite.store.diagnosis.columns import Mends
from dualsite.store.diagnosis.encoding import read_once
from dualsite.store.diagnosis.invisible import shown
from dualsite.store.diagnosis.remedy import Mended
from dualsite.store.digests import Digests
from dualsite.store.entries import CONTROLS, MANIFEST, is_passed_over
from dualsite.store.folder import Listing, listing
from dualsite.store.manifest import manifest, unlike
from dualsite.store.sheets import sheet_table
from dualsite.store.sources import Source, sources

DECODED = tellable("the text was decoded wrongly")


@dataclass(frozen=True)
class Change:
    """What was corrected in a file for one cause."""

    file: str
    written: str
    """The file of the copy."""
    table: str
    columns: tuple[str, ...]
    """Those concerned; none where it is the file as a whole."""
    problem: str
    count: int
    """Cells or lines."""
    before: str | None
    """An example."""
    after: str | None


@dataclass(frozen=True)
class _Corrected:
    """A table as it is written, and what differs; None in place of its content when nothing does."""

    source: Source
    content: bytes
    changes: tuple[Change, ...]
    is_mendable: bool = True


def write_corrected(folder: Path, out: Path) -> tuple[Change, ...]:
    """Write the copy of a data folder and give what was changed, by file. `folder` itself is only read.

    Raises InputError when there is no such folder, or `out` holds something already, lies within it or cannot be
    written.
    """
    files = listing(folder)
    inside, outer = out.resolve(), folder.resolve()
    if inside == outer or outer in inside.parents:
        raise InputError(f"{out} lies within {folder}, which is only read. Name a folder outside of it.")
    try:
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise InputError(f"{out} is not empty. Name a folder that is, or that is not there yet.")
        by_file: dict[Path, list[_Corrected]] = {}
        with closing(Database()) as database:
            by_table, _ = sources(files)
            for source in _to_correct(list(by_table.values())):
                mends = database.tables.take("mending", source).mends
                by_file.setdefault(source.paths[0], []).extend(_corrected(source, mends))
        done = {path: own for path, own in by_file.items() if _is_to_write(own)}
        out.mkdir(parents=True, exist_ok=True)
        _copy(folder, out, {path.name for path in done})
        for own in done.values():
            for one in own:
                (out / _name(one.source)).write_bytes(one.content)
    except OSError as error:
        raise InputError(f"The copy cannot be written to {out}: {why(error)}.") from None
    changed = (change for own in done.values() for one in own for change in (*one.changes, *_apart(one.source)))
    return (*changed, *_unsealed(files))


def _unsealed(files: Listing) -> Iterator[Change]:
    """That the copy has not the seal of the folder, and how that was not as it was sealed."""
    try:
        sealed = manifest(files)
        unlike_seal = unlike(sealed, files, Digests().of(files), {}) if sealed is not None else ()
    except DataError as error:
        sealed, unlike_seal = {}, (error.in_english,)
    if sealed is not None:
        problems = ["the seal is not carried over", *(f"not as it was sealed: {one}" for one in unlike_seal)]
        yield from (Change(MANIFEST, "", "", (), problem, 1, None, None) for problem in problems)


def _to_correct(placed: Sequence[Source]) -> Iterator[Source]:
    """The tables that lie in a file of ours and there alone, but not beside one that lies elsewhere as well."""
    rivals = {path for one in placed if one.others for path in (*one.paths, *one.rivals)}
    for source in placed:
        is_own = source.mapped is None and len(source.paths) == 1 and not source.is_parquet
        if is_own and source.paths[0] not in rivals:
            yield source


def _is_to_write(tables: Iterable[_Corrected]) -> bool:
    """Whether a file is written anew: something of it differs, and all of it can be written."""
    own = list(tables)
    return all(one.is_mendable for one in own) and any(one.changes for one in own)


def _copy(folder: Path, out: Path, left_out: set[str]) -> None:
    for path in sorted(folder.iterdir()):
        if path.name in left_out or path.name in CONTROLS or path.name.startswith("~$"):
            continue
        if path.is_dir():
            shutil.copytree(path, out / path.name)
        elif path.is_file() and not (is_passed_over(path.name) and path.name.startswith(".")):
            shutil.copyfile(path, out / path.name)


def _name(source: Source) -> str:
    """A CSV file keeps its name; what is packed or in a workbook is written as the table's."""
    name = source.paths[0].name
    return name if name.casefold().endswith(".csv") else f"{source.table}.csv"


def _corrected(source: Source, mends: Mends) -> Iterator[_Corrected]:
    table = TABLES[source.table]
    path = source.paths[0]
    try:
        if source.sheet is not None:
            read = sheet_table(source.sheet, table)
            cells = read.cells
            is_mendable = not (read.without_value or read.warnings or source.sheet.has_unread)
        else:
            cells, is_mendable = read_cells(path, table), True
    except (UnreadableError, OSError, pyarrow.ArrowInvalid):
        yield _Corrected(source, b"", (), is_mendable=False)
        return
    is_mendable = is_mendable and not cells.ragged and all(one.is_certain for one in cells.remedies)
    rows = cells.rows
    changes = list(_of_file(source, cells))
    for name in cells.matched.names:
        values, found = _of_column(rows[name].to_pylist(), _readings(rows[name], table, name, mends.get(name, {})))
        rows = rows.set_column(rows.column_names.index(name), name, pyarrow.array(values, pyarrow.string()))
        changes += [
            Change(path.name, _name(source), source.table, (name,), problem, count, shown(before), after)
            for problem, (count, before, after) in found.items()
        ]
    yield _Corrected(source, _csv(cells, rows, ends=_is_ended(path)), tuple(_gathered(changes)), is_mendable)


def _apart(source: Source) -> Iterator[Change]:
    """That a table has another file in the copy."""
    file, written = source.paths[0].name, _name(source)
    if source.sheet is not None:
        problem = "the sheet is written as a file of its own"
        yield Change(file, written, source.table, (), problem, 1, source.sheet.name, written)
    elif file != written:
        yield Change(file, written, source.table, (), "the file is written unpacked", 1, file, written)


def _of_file(source: Source, cells: Cells) -> Iterator[Change]:
    """What is corrected of a file as a whole."""
    file, written = source.paths[0].name, _name(source)
    for one in cells.remedies:
        yield Change(file, written, source.table, (), one.problem, one.total, one.value, one.read_as)


def _readings(
    column: pyarrow.ChunkedArray, table: Table, name: str, mends: Mapping[str, Mended]
) -> dict[str, tuple[str, str]]:
    """As what each value is read that can be read in one way, and what is wrong with it."""
    found = {value: (one.text, one.problem) for value, one in mends.items() if one.is_certain and one.text is not None}
    if table.columns[name].kind == "text":
        for value in column.unique().to_pylist():
            if value is not None and value not in found and (once := read_once(value)) is not None:
                found[value] = (once, DECODED)
    return found


def _of_column(
    values: list[str | None], readings: Mapping[str, tuple[str, str]]
) -> tuple[list[str | None], dict[str, tuple[int, str, str]]]:
    """The values as they are written; and by problem how many differ, and one of them before and after."""
    found: dict[str, tuple[int, str, str]] = {}
    written = list[str | None]()
    for value in values:
        text, problem = readings.get(value, (value, "")) if value is not None else (None, "")
        written.append(text)
        if problem and value is not None and text is not None:
            count, before, after = found.get(problem, (0, value, text))
            found[problem] = (count + 1, before, after)
    return written, found


def _gathered(changes: Iterable[Change]) -> Iterator[Change]:
    """One change for each cause, of all columns."""
    by_problem: dict[str, list[Change]] = {}
    for one in changes:
        by_problem.setdefault(one.problem, []).append(one)
    for own in by_problem.values():
        first = own[0]
        columns = tuple(dict.fromkeys(column for one in own for column in one.columns))
        count = sum(one.count for one in own)
        yield Change(first.file, first.written, first.table, columns, first.problem, count, first.before, first.after)


def _csv(cells: Cells, rows: pyarrow.Table, *, ends: bool) -> bytes:
    """The rows as a CSV file by the contract; rows of empty cells are empty lines, as rows are counted by them."""
    names = [name for name in rows.column_names if name != "_row"]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["" if name.startswith("column ") and name not in cells.matched.names else name for name in names])
    for row in zip(*(rows[name].to_pylist() for name in names), strict=True):
        if any(value is not None for value in row):
            writer.writerow(["" if value is None else value for value in row])
        else:
            text.write("\n")
    said = text.getvalue()
    return (said if ends else said.removesuffix("\n")).encode("utf-8-sig")


def _is_ended(path: Path) -> bool:
    """Whether the last line of a CSV file has its end: one that was cut shows by that, in the copy as well."""
    if not path.name.casefold().endswith(".csv"):
        return True
    return path.read_bytes().endswith((b"\n", b"\r", b"\n\0", b"\0\n"))
