"""Files into typed tables of the database.

Every value is parsed strictly: what does not parse is reported with its row and never becomes another value. A table
that cannot be read, or lacks a required column, is reported and left out of the rules.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import duckdb
import pyarrow

from dualsite.errors import why
from dualsite.i18n import tellable
from dualsite.schema import TABLES, Column, Table
from dualsite.schema.likeness import nearest
from dualsite.store import faults, mapped, refusals
from dualsite.store.contents import UnreadableError
from dualsite.store.diagnosis import columns, money, spreadsheet_errors
from dualsite.store.diagnosis.columns import Mends, Relation
from dualsite.store.faults import CellFault
from dualsite.store.findings import Tallied, finding
from dualsite.store.parsing import NUMERIC, TYPES, parsed
from dualsite.store.parts import Part, csv_part, mapped_part, parquet_part, quoted, sheet_part
from dualsite.store.places import ExportRows
from dualsite.store.sheets import SheetTable, sheet_table
from dualsite.store.sources import Source


@dataclass(frozen=True)
class Reading:
    """How a table was read, and whether it can be held to the rules."""

    table: Table
    rows: int
    is_complete: bool
    mends: Mends
    """As what the values are read that are not written as the contract wants them."""
    is_plain: bool
    """Whether it is known that every character of its files is ASCII."""
    letters: Mapping[str, str]
    """The letters of its columns where it lies in a sheet, by their names."""
    exports: ExportRows | None = None
    """Where its rows lie in exports, where it is made of these."""
    left_out: frozenset[str] = frozenset()
    """What stands in rows that were left out."""


def read(
    cursor: duckdb.DuckDBPyConnection,
    place: str,
    source: Source,
    found: list[Tallied],
    sheet: SheetTable | None = None,
) -> Reading | None:
    """Create the table `place` with every column of the contract and `_row`; None when it cannot be read.

    The rows of a folder of parts count on from part to part, in order of name. `sheet`: what stands in the sheet of the
    source, where that was read already.
    """
    table = TABLES[source.table]
    named = source.names + source.others
    if len(named) > 1:
        problem = f"more than one source for one table: {', '.join(named[:3])}"
        found.append((finding("E14", table.name, problem, advice="Keep one of them."), 0))
        return None
    typed = ", ".join(f'"{column.name}" {TYPES[column.kind]}' for column in table.columns.values())
    cursor.execute(f"CREATE TABLE {place} (_row BIGINT, {typed})").fetchall()
    path = source.paths[0] if source.paths else source.root
    try:
        parts: list[Part] = []
        exports = mapped.cells(source.root, source.mapped, source.opened) if source.mapped is not None else None
        if exports is not None:
            parts.append(mapped_part(cursor, exports, source, found))
        elif source.sheet is not None:
            parts.append(sheet_part(cursor, sheet or sheet_table(source.sheet, table), source, found))
        for path in source.paths if source.sheet is None and source.mapped is None else ():
            part = (parquet_part if source.is_parquet else csv_part)(cursor, path, source, found)
            parts.append(part)
        is_complete = has_all_columns(table, parts, found)
        rows, mends = 0, Mends()
        for part in parts:
            path = part.path
            rows += _append(cursor, place, table, part, rows, found, mends)
    except (duckdb.Error, pyarrow.ArrowInvalid, OSError, UnreadableError) as error:
        # A Parquet file may break off only where its values are read.
        of_file = "" if source.mapped is not None else f"{path.name} cannot be read: "
        row = error.row if isinstance(error, UnreadableError) else None
        reason = str(error) if isinstance(error, UnreadableError) else why(error)
        found.append((finding("E14", table.name, of_file + reason, row=row), 0))
        cursor.execute(f"DROP TABLE {place}").fetchall()
        return None
    finally:
        cursor.unregister("from_file")
    letters = parts[0].letters if parts else {}
    place_ = exports.place if exports is not None else None
    left_out = frozenset[str]().union(*(part.left_out for part in parts))
    return Reading(table, rows, is_complete, mends, all(part.is_plain for part in parts), letters, place_, left_out)


def has_all_columns(table: Table, parts: list[Part], found: list[Tallied]) -> bool:
    """Whether every part has the required columns; what is missing or unknown is reported once per table."""
    unknown = list(dict.fromkeys(name for part in parts for name in part.matched.unknown))
    unnamed = [name for name in unknown if re.fullmatch(r"column \d+", name)]
    blank = [name for name in unnamed if all(part.is_blank(name) for part in parts if name in part.matched.unknown)]
    if len(blank) > 1:
        problem = f"{len(blank)} columns have neither a name nor a value; they were not read"
        found += [(finding("W01", table.name, problem, column=name, cause="blank columns"), 0) for name in blank]
        unknown = [name for name in unknown if name not in blank]
    lacking = {name: part for name in table.columns for part in parts if name not in part.matched.names}
    # What a required column was probably called is told with that.
    meant = {nearest(name, lacking[name].matched.unknown) for name in table.required if name in lacking}
    for name in (one for one in unknown if one not in meant):
        near = nearest(name, lacking)
        hint = tellable(f"; did you mean {near}?") if near else ""
        problem = f"the contract has no such column; it was not read{hint}"
        found.append((finding("W01", table.name, problem, column=name), 0))
    for name in table.required:
        if name in lacking:
            part = lacking[name]
            near = nearest(name, part.matched.unknown)
            where = f" in {part.path.name}" if len(parts) > 1 else ""
            hint = tellable(f"; the header says “{near}”") if near else ""
            problem = f"the column is not there{where}{hint}"
            found.append((finding("E01", table.name, problem, row=1, column=name), 0))
    return not any(name in lacking for name in table.required)


def _append(
    cursor: duckdb.DuckDBPyConnection,
    place: str,
    table: Table,
    part: Part,
    before: int,
    found: list[Tallied],
    mends: Mends,
) -> int:
    """Add the rows of a part after the `before` rows that are there, and report what does not parse; their number."""
    present = [column for column in table.columns.values() if column.name in part.matched.names]
    values = {column.name: parsed(column, part.stored[column.name]) for column in present}
    names = "".join(f', "{name}"' for name in values)
    chosen = "".join(f", {value}" for value in values.values())
    cursor.execute(f"INSERT INTO {place} (_row{names}) SELECT _row + {before}{chosen} FROM {part.relation}")
    rows = int(cursor.fetchall()[0][0])
    relation = Relation(part.relation, before)
    for name, told in part.refused.items():
        refusals.add(cursor, place, name, f"SELECT unnest([{', '.join(map(str, told))}])")
    texts = [one for one in present if part.stored[one.name] == "VARCHAR"]
    own = _errors(cursor, relation, place, part, texts)
    wrong: list[CellFault] = []
    amounts = [one.name for one in texts if money.is_money(one, table) and "currency" in values]
    if part.filled is None or _is_short(cursor, place, present, rows, part.filled):
        wrong = faults.present(cursor, relation, list(faults.faults(table, part, present, values)))
        _join(own, _mended(cursor, relation, texts, wrong, amounts))
    if part.may_hold_unseen:
        ids = [one for one in texts if one.kind == "text" and (one.references or one.name in table.key)]
        _join(own, columns.of_unseen(cursor, relation, ids))
    if own:
        columns.apply(cursor, relation, place, values, own)
        found += columns.said(cursor, relation, table.name, own)
    for one in wrong:
        found += faults.found_of(cursor, relation, place, table, one, own.get(one.column.name, {}))
    if amounts:
        found += money.of_threes(cursor, relation, place, table, amounts, own)
    _join(mends, own)
    return rows


def _is_short(
    cursor: duckdb.DuckDBPyConnection, place: str, present: list[Column], rows: int, filled: Mapping[str, int]
) -> bool:
    """Whether fewer values stand in a table of one file than in its cells, or a required one is not there."""
    wanted = [filled[column.name] if column.nullable else rows for column in present]
    counted = ", ".join(f'count("{column.name}")' for column in present)
    return bool(present) and wanted != list(cursor.execute(f"SELECT {counted} FROM {place}").fetchall()[0])


def _errors(
    cursor: duckdb.DuckDBPyConnection, relation: Relation, place: str, part: Part, texts: list[Column]
) -> Mends:
    """The cells of a spreadsheet that hold no value; what nothing else refuses, as text is text, is refused."""
    if not part.may_hold_errors:
        return {}
    found = spreadsheet_errors.of_errors(cursor, relation, [one.name for one in texts], part.formulas)
    for one in texts:
        if one.kind == "text" and one.name in found:
            told = ", ".join(quoted(value) for value in found[one.name])
            rows = f'SELECT _row + {relation.before} FROM {relation.sql} WHERE "{one.name}" IN ({told})'
            refusals.add(cursor, place, one.name, rows)
    return found


def _mended(
    cursor: duckdb.DuckDBPyConnection,
    relation: Relation,
    texts: list[Column],
    wrong: list[CellFault],
    amounts: list[str],
) -> Mends:
    """How the values that are wrong are read, where they are text."""
    concerned = {one.column.name: (one.column, one.condition) for one in wrong if one.is_of_values}
    of_texts = {one.name: concerned[one.name] for one in texts if one.name in concerned}
    own = columns.of_values(cursor, relation, of_texts, amounts)
    _join(own, columns.of_pointed_numbers(cursor, relation, [one for one in texts if one.kind in NUMERIC], own))
    return own


def _join(mends: Mends, more: Mends) -> None:
    for name, own in more.items():
        mends[name] = own | mends.get(name, {})
