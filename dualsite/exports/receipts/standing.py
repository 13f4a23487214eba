"""Which numbers of a document stand in its file: slides have the first rows of a long table, a sheet what fits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dualsite.exports.document import PageContent
from dualsite.exports.receipts.receipt import ReadSheet
from dualsite.exports.stated import Stated, numbers, stated

_DRAWN = re.compile(r"(?:\d+:)?(?:chart:.*|gantt:.*/(?:from|to|on))")
"""What a mark is drawn at, which a chart holds as a number of its own, and in no words."""


def numbers_of(pages: Sequence[PageContent]) -> list[Stated]:
    """Every number of the pages, each with a key of its own; where there are several pages, after the page's place."""
    if len(pages) == 1:
        return stated(pages[0])
    return [replace(one, of=f"{place}:{one.of}") for place, page in enumerate(pages, 1) for one in stated(page)]


def numbers_in(
    pages: Sequence[PageContent], shown: Sequence[PageContent], sheets: Sequence[ReadSheet], *, is_typed: bool = False
) -> tuple[Stated, ...]:
    """Those that stand in the file: in the part of the pages that it shows, and among what can be read there.

    `is_typed` says that it holds values instead of words: a workbook, from which nothing is left out.
    """
    there = {one.of for one in numbers_of(shown)}
    read = {one for sheet in sheets for line in sheet.lines for one in numbers(line)}
    return tuple(one for one in numbers_of(pages) if one.of in there and (is_typed or _is_read(one, read)))


def _is_read(one: Stated, read: set[str]) -> bool:
    return _DRAWN.fullmatch(one.of) is not None or read.issuperset(numbers(one.text))
