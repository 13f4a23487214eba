"""What a new data version holds less than the one on show, as far as that looks like a delivery that is not whole."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from dualsite.schema import TABLES
from dualsite.store.holdings import Holdings, Profile

Kind = Literal["gone", "less", "cut", "beginning", "emptied", "dataset gone", "dataset spelt", "unlike seal"]


@dataclass(frozen=True)
class Fall:
    """A sum that has fallen."""

    column: str
    currency: str
    """Empty where the table has none, or one alone."""
    before: float
    after: float


@dataclass(frozen=True)
class Difference:
    """Why a data version is held back.

    - `gone`: the file of a table is not there any more
    - `less`: a table has far fewer rows, or sums have fallen far (`falls`)
    - `cut`: the last line of its file has no end, and that of the file on show has one
    - `beginning`: its file is the beginning of the one on show
    - `emptied`: `columns` that were filled are empty
    - `dataset gone`, `dataset spelt`: the file that names the data set is not there, or is called `columns[0]`
    - `unlike seal`: the files are not those that were sealed; `columns` says how
    """

    kind: Kind
    table: str
    rows_before: int = 0
    rows_after: int = 0
    falls: tuple[Fall, ...] = ()
    columns: tuple[str, ...] = ()


def differences(
    before: Holdings, after: Holdings, fall: float, beginnings: Collection[str] = (), unlike_seal: tuple[str, ...] = ()
) -> tuple[Difference, ...]:
    """What speaks against showing `after` in place of `before`, in order of the tables.

    `fall`: how much of the rows or of a sum may go, as a share of what was there; above 1, what tables hold is not
    compared at all. `beginnings`: tables whose files are the beginnings of those on show. `unlike_seal`: how the files
    differ from what was sealed.
    """
    found = list(_of_dataset(before, after))
    if unlike_seal:
        found.append(Difference("unlike seal", "dataset", columns=unlike_seal))
    for table, was in before.tables.items():
        now = after.tables.get(table)
        if now is None:
            found.append(Difference("gone", table, was.rows))
        else:
            found += _of_table(table, was, now, fall, is_beginning=table in beginnings)
    return tuple(found)


def _of_dataset(before: Holdings, after: Holdings) -> Iterator[Difference]:
    if before.dataset and not after.dataset:
        changes = (after.as_of, after.currency, before.as_of, before.currency)
        yield Difference("dataset gone", "dataset", columns=changes)
    elif before.dataset and after.dataset != before.dataset and after.dataset != "dataset.toml":
        yield Difference("dataset spelt", "dataset", columns=(after.dataset,))


def _of_table(table: str, was: Profile, now: Profile, fall: float, *, is_beginning: bool) -> Iterator[Difference]:
    falls = tuple(_falls(was, now, fall))
    if is_beginning:
        yield Difference("beginning", table, was.rows, now.rows, falls)
    elif falls or (_is_sharp(was.rows, now.rows, fall) and (was.rows - now.rows > 1 or not now.rows)):
        yield Difference("less", table, was.rows, now.rows, falls)
    if was.is_ended and not now.is_ended:
        yield Difference("cut", table, was.rows, now.rows)
    emptied = tuple(
        column
        for column, filled in was.filled.items()
        if filled and not now.filled.get(column, 0) and not _is_remark(table, column)
    )
    if emptied and now.rows and fall <= 1:
        yield Difference("emptied", table, was.rows, now.rows, columns=emptied)


def _is_remark(table: str, name: str) -> bool:
    """Whether a column holds what a person may write beside the facts, as a note, and may clear as well."""
    column = TABLES[table].columns.get(name) if table in TABLES else None
    return column is not None and column.is_free and column.nullable


def _falls(was: Profile, now: Profile, fall: float) -> Iterator[Fall]:
    for column, sums in was.sums.items():
        for currency, before in sums.items():
            after = now.sums.get(column, {}).get(currency, 0.0)
            if before > 0 and _is_sharp(before, after, fall):
                yield Fall(column, currency if len(sums) > 1 else "", before, after)


def _is_sharp(before: float, after: float, fall: float) -> bool:
    return after < before and after <= before * (1 - fall)
