"""Data and definitions: can I trust this number?

What is kept of earlier versions, who did what, and what is uploaded are no part of what the page says of its data.
"""

from __future__ import annotations

from collections.abc import Iterator

from dualsite.access import View
from dualsite.exports.content import Chosen, blocks
from dualsite.exports.document import Block, PageContent
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.data import contract, sources
from dualsite.insights.data import tables as data_version
from dualsite.schema import TABLES
from dualsite.sitemap import PageId


def page(view: View, chosen: Chosen) -> PageContent:
    """The tables of the version on show, its findings, the rows of the table chosen, and the definitions."""
    made = tuple(_blocks(view, chosen))
    return blocks.page(view, PageId.DATA, data_version.answer(view, None), made, view.version.tables)


def _blocks(view: View, chosen: Chosen) -> Iterator[Block]:
    yield blocks.table(view, "tables", _("Tables"), data_version.TABLES_SPEC, data_version.tables(view))
    yield from _findings(view)
    yield _rows(view, chosen.get("table", ""))
    listed = data_version.kpis(chosen.get("search", ""))
    yield blocks.table(view, "kpis", _("KPIs"), data_version.KPIS_SPEC, listed)
    yield blocks.table(view, "dictionary", _("Dictionary"), contract.COLUMNS_SPEC, contract.columns())
    yield blocks.table(view, "rules", _("Rules"), contract.RULES_SPEC, contract.rules())
    yield (
        blocks.missing(view, ("sources",))
        or blocks.table(view, "sources", _("Sources"), sources.SOURCES_SPEC, sources.sources(view))
    )


def _findings(view: View) -> Iterator[Block]:
    """What the check found: a line per cause, then row by row."""
    version = view.version
    found = data_version.lines(version)
    if not len(found):
        yield blocks.sentence("findings", _(data_version.NO_FINDING), title=_("Findings"))
        return
    spec = data_version.with_cells(data_version.LINES_SPEC, version)
    yield blocks.table(view, "findings", _("Findings"), spec, found)
    spec, rows = data_version.with_cells(data_version.FINDINGS_SPEC, version), data_version.findings(version)
    note = data_version.first_of_each(version)
    yield blocks.table(view, "findings in rows", _("Row by row"), spec, rows, note=note)


def _rows(view: View, asked: str) -> Block:
    """The first rows of a table as its files hold them."""
    table = asked if asked in view.version.tables else view.version.tables[0]
    rows, total = data_version.rows_of(view, table, data_version.LISTED), data_version.count_of(view, table)
    cut = wording.first_rows(len(rows), total) if total > len(rows) else ""
    note = wording.sentences(_(TABLES[table].description), cut)
    return blocks.table(
        view, "rows", _("Rows of {table}").format(table=table), data_version.rows_of_spec(table), rows, note=note
    )
