"""What tables held: a digest of the rows of each, as far as a view may see them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator

import pyarrow as pa
from pyarrow import csv

from dualsite import i18n
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.exports.document import PageContent, TableBlock, TileBlock
from dualsite.schema import TABLES


def rested_on(view: View, pages: Collection[PageContent]) -> tuple[str, ...]:
    """The tables that pages rest on: what they name, and those of their tiles and rows."""
    named = {name for page in pages for name in _named(page)}
    return tuple(name for name in TABLES if name in named and view.has(name))


def _named(page: PageContent) -> Iterator[str]:
    yield from page.sources
    for block in page.blocks:
        if isinstance(block, TileBlock):
            for tile in block.tiles:
                yield from tile.kpi.tables
        if isinstance(block, TableBlock) and block.spec.extends:
            yield block.spec.extends


def digests(view: View, names: Collection[str]) -> dict[str, str]:
    """The tables with a digest each of their rows as they are in scope and known on the day, by no filter.

    The same in every language: rows are told under the names that all know.
    """
    asked = view.unfiltered
    with i18n.speaking(None):
        return {name: _digest(asked, name) for name in names}


@cached_per_view
def _digest(view: View, name: str) -> str:
    """SHA-256 of the rows in the order of their key, as CSV."""
    rows = view.table(name)
    key = [column for column in TABLES[name].key if column in rows.columns] or list(rows.columns)
    sink = _Digest()
    csv.write_csv(rows.order_by(key).to_pyarrow(), pa.PythonFile(sink, mode="w"))
    return sink.hexdigest()


class _Digest:
    """A file that keeps nothing but the digest of what is written to it."""

    closed = False

    def __init__(self) -> None:
        self._digest = hashlib.sha256()

    def write(self, content: bytes) -> int:
        self._digest.update(content)
        return len(content)

    def flush(self) -> None:
        pass

    def close(self) -> None:
        self.closed = True

    def hexdigest(self) -> str:
        return self._digest.hexdigest()
