"""Whether a file is as it was exported, and whether its numbers are still those of the data."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dualsite import i18n
from dualsite.access import LOCAL_EXECUTIVE, View, Viewer, seen_by
from dualsite.errors import DataError, DualsiteError, InputError
from dualsite.exports.receipts import keys, reading, standing, tables
from dualsite.exports.receipts.carrying import taken
from dualsite.exports.receipts.receipt import AskedView, ReadSheet, Receipt, parsed
from dualsite.exports.request import document
from dualsite.exports.stated import Stated
from dualsite.scenarios.text import parsed as scenario_parsed
from dualsite.sitemap import PageId

MOST = 20
"""Differences that are told; the others are counted."""

_DIGITS = re.compile(r"\d")


@dataclass(frozen=True)
class EditedLine:
    """A line of the file that is not as it was exported."""

    sheet: str
    was: str
    """Empty: nothing stood there."""
    now: str
    """Empty: nothing stands there any more."""

    @property
    def is_number(self) -> bool:
        """Whether a number is concerned."""
        return _DIGITS.search(self.was + self.now) is not None


@dataclass(frozen=True)
class ChangedNumber:
    """A number that the data give otherwise now."""

    of: str
    was: str
    now: str
    """Empty: the data give none any more."""


@dataclass(frozen=True)
class Verification:
    """What was found."""

    receipt: Receipt
    is_signed: bool
    """Whether the signature is good, and by the key that it was held to."""
    edited: tuple[EditedLine, ...] = ()
    changed: tuple[ChangedNumber, ...] = ()
    tables: tuple[str, ...] = ()
    """Tables whose rows are others now."""
    not_recomputed: str = ""
    """Why the numbers were not computed anew; empty when they were."""
    why_unsigned: str = ""

    @property
    def is_good(self) -> bool:
        """Whether the file is as it was exported, and the data say the same."""
        return self.is_signed and not self.edited and not self.changed

    @property
    def held(self) -> int:
        """How many numbers stand in the file as they were exported."""
        return len(self.receipt.numbers) - len(self.changed)


def verified(file: bytes, key: bytes | None, view: View | None) -> Verification:
    """A file held to its receipt, and the receipt to the data that `view` sees, as the executive and under no filter.

    `key` is the public key that the receipt has to be signed with: that of this installation, or one that is named.
    None where there is none. Without a view nothing is computed anew. Raises InputError for a file of another format
    and for one without a receipt, DataError for a receipt that is damaged.
    """
    sheets = reading.sheets(file)
    signed = taken(file)
    if signed is None:
        raise InputError("The file carries no receipt: it was not exported from here, or somebody has taken it out.")
    receipt = parsed(signed.text)
    why = _why_unsigned(signed.text.encode(), signed.signature, signed.key, key)
    edited = tuple(differences(receipt.sheets, sheets))
    if why or view is None:
        untouched = "" if view is not None else "No data were named to compute the numbers anew from."
        return Verification(receipt, not why, edited, not_recomputed=untouched or why, why_unsigned=why)
    try:
        numbers, digests = _anew(view, receipt)
    except DualsiteError as error:
        return Verification(receipt, True, edited, not_recomputed=str(error))
    changed = tuple(_changed(receipt.numbers, numbers))
    others = tuple(name for name, digest in receipt.tables.items() if digests.get(name) != digest)
    return Verification(receipt, True, edited, changed, others)


def _why_unsigned(text: bytes, signature: bytes, carried: bytes, key: bytes | None) -> str:
    """Why the signature does not count; empty when it does."""
    if not keys.is_signed(text, signature, carried):
        return "The receipt was altered after it was signed."
    if key is None:
        return "There is no key here to hold the signature to. Name the public key of whoever exported it."
    if key != carried:
        return "The receipt was signed with another key than the one it was held to."
    return ""


def differences(was: Sequence[ReadSheet], now: Sequence[ReadSheet]) -> Iterator[EditedLine]:
    """The lines that differ, sheet by sheet, which are known by what they hold; one that is gone or new is one line."""
    matched = difflib.SequenceMatcher(None, [one.lines for one in was], [one.lines for one in now], autojunk=False)
    for what, begin, end, first, last in matched.get_opcodes():
        if what == "equal":
            continue
        before, after = was[begin:end], now[first:last]
        for old, new in zip(before, after, strict=False):
            yield from _lines(old.name, old.lines, new.lines)
        for sheet in before[len(after) :]:
            yield EditedLine(sheet.name, _headed(sheet), "")
        for sheet in after[len(before) :]:
            yield EditedLine(sheet.name, "", _headed(sheet))


def _headed(sheet: ReadSheet) -> str:
    return sheet.lines[0] if sheet.lines else sheet.name


def _lines(name: str, was: Sequence[str], now: Sequence[str]) -> Iterator[EditedLine]:
    for what, begin, end, first, last in difflib.SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        before, after = was[begin:end], now[first:last]
        for place in range(max(len(before), len(after))):
            yield EditedLine(
                name,
                before[place] if place < len(before) else "",
                after[place] if place < len(after) else "",
            )


def _anew(view: View, receipt: Receipt) -> tuple[list[Stated], dict[str, str]]:
    """The numbers as the data give them now, and the digests of the tables. Raises InputError for what cannot be."""
    asked = receipt.asked
    if asked.has_code_names:
        raise InputError("The document speaks in code names, which ended with the session that it was made in.")
    if any(one.page is PageId.ACCESS for one in receipt.request.pages):
        raise InputError("It says who has access, which is not in the data.")
    with i18n.speaking(receipt.locale):
        theirs = _view(view, asked)
        made = document(theirs, receipt.request, receipt.locale, receipt.made_at, receipt.id)
        numbers = standing.numbers_of(made.pages)
    return numbers, tables.digests(theirs, [name for name in receipt.tables if theirs.has(name)])


def _view(view: View, asked: AskedView) -> View:
    """The same question to these data. Raises InputError where they have no such site or client any more."""
    scenario = scenario_parsed(asked.scenario.encode(), "exported").scenario if asked.scenario else None
    # Account managers alone may have rows of some clients under a scenario.
    viewer = LOCAL_EXECUTIVE
    if asked.clients is not None:
        viewer = Viewer("account_manager" if scenario else "partner", frozenset(asked.clients))
    if asked.clients is not None and asked.as_of != view.dataset.as_of:
        raise DataError(
            f"The document is as of {asked.as_of}, and what a client is told now is as of {view.dataset.as_of}."
        )
    return seen_by(
        view,
        viewer,
        as_of=asked.as_of,
        site=asked.site,
        partner=asked.partner,
        currency=asked.currency,
        scenario=scenario,
    )


def _changed(was: Sequence[Stated], now: Sequence[Stated]) -> Iterator[ChangedNumber]:
    """Numbers that are others now, by what they are of; of several of one name, in order."""
    left: dict[str, list[str]] = {}
    for one in now:
        left.setdefault(one.of, []).append(one.text)
    for one in was:
        found = left.get(one.of)
        text = found.pop(0) if found else ""
        if text != one.text:
            yield ChangedNumber(one.of, one.text, text)
