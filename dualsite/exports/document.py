"""What is exported: pages of blocks, which every writer is given and none computes.

A block is one idea: tiles, sentences, a table, a chart, spans along time, a shaded matrix, a map, a tree. Its title is
the finding, `measures` says what is measured, in which unit and period. Days are dates, unknown values None.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

import pandas as pd

from dualsite.exports.figures import Figure
from dualsite.insights.kpis.tiles import Tile
from dualsite.insights.table_spec import TableSpec
from dualsite.sitemap import PageId


@dataclass(frozen=True)
class TileBlock:
    """KPIs with target, signal and n; `said` stands above them."""

    key: str
    tiles: Sequence[Tile]
    said: str = ""
    note: str = ""


@dataclass(frozen=True)
class Sentence:
    """One sentence of a list, with the sign that it carries."""

    text: str
    sign: Literal["good", "watch", "bad", ""] = ""
    is_illustrative: bool = False


@dataclass(frozen=True)
class TextBlock:
    """A list of sentences, or one."""

    key: str
    title: str
    sentences: Sequence[Sentence]


@dataclass(frozen=True)
class TableBlock:
    """Rows by their spec; amounts in `currency`."""

    key: str
    title: str
    spec: TableSpec
    rows: pd.DataFrame
    currency: str = ""
    is_illustrative: bool = False
    note: str = ""


Block = TileBlock | TextBlock | TableBlock | Figure


@dataclass(frozen=True)
class PageContent:
    """A page of the app: what it says first, and its blocks in the order of the screen."""

    id: PageId
    title: str
    """As in the navigation."""
    answer: str
    """The finding in a sentence or two, as the page begins with it."""
    blocks: tuple[Block, ...]
    comment: str = ""
    """What whoever made the pack adds to it."""
    sources: tuple[str, ...] = ()
    """The tables that the page rests on, by their names in the contract."""
    lacking: tuple[str, ...] = ()
    """Those that it would rest on besides, and that are not there: what they say is left out."""
    card: tuple[Block, ...] = ()
    """The blocks of the card that is open beside it, as they follow its own."""
    layout: Literal["whole", "one sheet"] = "whole"
    """Whether its blocks take as many sheets as they need, or stand side by side on one, cut to what fits.

    On one sheet tiles stand above, the other blocks beside one another: the first has the most room, four are the most.
    """


def one_sheet(title: str, answer: str, *parts: tuple[PageContent, Sequence[str]]) -> PageContent:
    """Blocks of one or several pages, by their keys and in that order, on one sheet under an answer.

    A key that a page has no block of is passed over. It keeps the id of the first page and the sources of all.
    """
    by_key = [({block.key: block for block in page.blocks}, keys) for page, keys in parts]
    blocks = tuple(found[key] for found, keys in by_key for key in keys if key in found)
    sources = tuple(dict.fromkeys(source for page, _keys in parts for source in page.sources))
    lacking = tuple(dict.fromkeys(table for page, _keys in parts for table in page.lacking))
    comment = " ".join(page.comment for page, _keys in parts if page.comment)
    return PageContent(parts[0][0].id, title, answer, blocks, comment, sources, lacking, layout="one sheet")


@dataclass(frozen=True)
class Imprint:
    """What every sheet of a document says of where it comes from."""

    data: str
    """The title of the data."""
    operator: str
    as_of: date
    filters: tuple[str, ...]
    """The filters in force, in words; none: empty."""
    currency: str
    scenario: str
    """Empty: the data as they are."""
    version: str
    """The data version; empty in a client's document, which it would tell of the rows of others."""
    client: str
    """For whom it was prepared; empty for one of the executive's own."""
    illustrative: str
    """How much of it is made up, in words; empty in a client's document."""
    locale: str
    made_at: datetime
    receipt: str
    """The id under which the audit trail and the receipt know this document."""
    notice: str = ""
    """What is to be known of the data: that tables are left out, that a newer delivery was refused."""

    @property
    def confidential(self) -> str:
        """The name of the client that the document is confidential to; empty for none."""
        return self.client


@dataclass(frozen=True)
class Document:
    """Pages under a title: one page exported, or a board pack."""

    title: str
    imprint: Imprint
    pages: tuple[PageContent, ...]
    subtitle: str = ""
    definitions: tuple[tuple[str, str], ...] = field(default=())
    """Terms and KPIs that the pages use, and what they mean."""


@dataclass(frozen=True)
class MadeFile:
    """A document as a file, and its pages as far as they stand in it: without what was cut to fit."""

    content: bytes
    pages: tuple[PageContent, ...]
