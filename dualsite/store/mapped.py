"""Tables that a `mapping.toml` beside the data makes of exports: which files these are, and what stands in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path

import pyarrow

from dualsite.errors import DataError
from dualsite.mapping import BELOW, MAPPING, MappedTable, MappingFinding, converted
from dualsite.mapping.books import Opened
from dualsite.mapping.spec import MappingProblem, TableMapping, read_sections
from dualsite.store.contents import UnreadableError
from dualsite.store.findings import SHOWN_PER_LINE, Finding, Tallied, finding
from dualsite.store.places import ExportRows


@dataclass(frozen=True)
class MappedCells:
    """What exports hold of a table."""

    rows: pyarrow.Table
    """Every column as text, where only the empty cell is null, and `_row`."""
    refused: Mapping[str, tuple[int, ...]]
    """Cells that could not be converted, by column: they are told already, and empty."""
    found: tuple[Tallied, ...]
    place: ExportRows


def sections(folder: Path) -> tuple[tuple[TableMapping, ...], tuple[MappingProblem, ...]]:
    """The tables that the folder's mapping makes, and what is wrong with it; nothing where there is none."""
    path = folder / MAPPING
    try:
        status = path.stat()
    except OSError:
        return (), ()
    return _read(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=8)
def _read(path: Path, _changed_ns: int, _size: int) -> tuple[tuple[TableMapping, ...], tuple[MappingProblem, ...]]:
    return read_sections(path)


def patterns(folder: Path) -> frozenset[str]:
    """How the folder's mapping names its exports, those of a section with a mistake among them."""
    told, wrong = sections(folder)
    return names_of([*(one for table in told for one in table.files), *(one for each in wrong for one in each.files)])


def names_of(files: Iterable[str]) -> frozenset[str]:
    """The names of files as a section gives them, without those of sheets; none that leads out of the folder."""
    names = (one.partition("#")[0] for one in files)
    return frozenset(one for one in names if one and not Path(one).is_absolute() and ".." not in Path(one).parts)


def is_named(name: str, patterns: Iterable[str]) -> bool:
    """Whether a file of the folder is named as an export, and so holds none of our tables itself."""
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def problems(found: Sequence[MappingProblem]) -> Iterator[Finding]:
    """What is wrong with a mapping, table by table."""
    for one in found:
        yield finding(
            "E14", one.table or "mapping", f"{MAPPING} {one.said}", advice="Correct the mapping.", kind=one.said
        )


def cells(folder: Path, told: TableMapping, opened: Opened) -> MappedCells:
    """What the exports hold. Raises UnreadableError when one is not there or cannot be read."""
    try:
        table = converted(folder, told, opened)
    except DataError as error:
        raise UnreadableError(error.in_english) from error
    place, numbers = _numbered(table)
    columns = {
        name: pyarrow.array([row[at] or None for row in table.rows], pyarrow.string())
        for at, name in enumerate(table.columns)
    }
    rows = pyarrow.table({**columns, "_row": pyarrow.array(numbers, pyarrow.int64())})
    refused: dict[str, list[int]] = {}
    for one in table.findings:
        if one.row is not None and one.ours:
            refused.setdefault(one.ours, []).append(place.number(one.file, one.row))
    return MappedCells(rows, {name: tuple(own) for name, own in refused.items()}, tuple(_told(table, place)), place)


def _numbered(table: MappedTable) -> tuple[ExportRows, list[int]]:
    """Where the rows lie, and the number of each."""
    last: dict[str, int] = {}
    told = [(one.file, one.row) for one in table.findings if one.row is not None]
    below = [(one.file, one.row) for one in table.below]
    for file, row in (*table.places, *told, *below):
        last[file] = max(row, last.get(file, 0))
    lasts: list[int] = []
    for row in last.values():
        lasts.append(row + (lasts[-1] if lasts else 0))
    place = ExportRows(tuple(last), tuple(lasts), table.sources, table.sheets)
    return place, [place.number(file, row) for file, row in table.places]


def _told(table: MappedTable, place: ExportRows) -> Iterator[Tallied]:
    """What could not be converted: the first cells of each column, and how many more there are; what does not show."""
    for sheet in table.sheets.values():
        for hidden in sheet.unseen:
            told = finding("W21", table.table, hidden.problem, kind=hidden.kind)
            yield replace(told, file=sheet.file, sheet=sheet.sheet), 0
    for left in table.below:
        row = place.number(left.file, left.row)
        yield finding("W01", table.table, left.problem, row=row, advice=BELOW, kind=f"below {left.file}"), 0
    by_kind: dict[tuple[str, str], list[MappingFinding]] = {}
    for one in table.findings:
        by_kind.setdefault((one.ours, one.problem) if one.row is not None else (one.message, ""), []).append(one)
    for same in by_kind.values():
        for number, one in enumerate(same[:SHOWN_PER_LINE]):
            further = max(len(same) - SHOWN_PER_LINE, 0) if number == 0 else 0
            if one.row is None:
                problem = one.message.rstrip(".")
                yield finding("E01", table.table, problem, advice=f"Correct the name in {MAPPING}."), further
                continue
            row = place.number(one.file, one.row)
            problem = one.problem if one.ours or not one.column else f"{one.problem}, in {one.column}"
            yield (
                finding(
                    "E02", table.table, problem, row=row, column=one.ours, value=one.value, advice=one.advice,
                    kind=one.problem,
                ),
                further,
            )  # fmt: skip
