"""The data and their definitions, one tab each: tables, findings, rows, KPIs, dictionary, rules and sources."""

from __future__ import annotations

import streamlit as st

from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.data import contract, sources
from dualsite.insights.data import tables as data_version
from dualsite.insights.kpis.tiles import tiles
from dualsite.schema import TABLES, dictionary
from dualsite.screens import shared as ui
from dualsite.screens.shared import choices, downloads, visit
from dualsite.store import Version


def show_tables(view: View) -> None:
    """Every table with its rows, file and freshness."""
    ui.table(data_version.TABLES_SPEC, data_version.tables(view))


def show_findings(version: Version) -> None:
    """What the check of a version found: a line per cause or rule and column, and behind it row by row."""
    found = data_version.lines(version)
    if not len(found):
        st.markdown(_(data_version.NO_FINDING))
        return
    ui.table(data_version.with_cells(data_version.LINES_SPEC, version), found)
    with st.expander(_("Row by row")):
        ui.table(data_version.with_cells(data_version.FINDINGS_SPEC, version), data_version.findings(version))
        if said := data_version.first_of_each(version):
            st.caption(said)


def show_rows(view: View) -> None:
    """The rows of a table that the reader picks."""
    tables = view.version.tables
    table = st.selectbox(_("Table"), tables, width=300, **choices.one_of("table", tables, tables[0]))
    st.markdown(ui.plain(_(TABLES[table].description)))
    ui.table(
        data_version.rows_of_spec(table),
        data_version.rows_of(view, table, data_version.LISTED),
        count=data_version.count_of(view, table),
        everything=lambda: data_version.rows_of(view, table),
    )


def show_kpis(view: View) -> None:
    """The KPI dictionary, searched by words, and the card of any of them."""
    words = st.text_input(_("Search"), key="search", bind="query-params", width=300, placeholder=_("release, FDA, …"))
    visit.note_choice("search", words)
    listed = data_version.kpis(words)
    ui.table(data_version.KPIS_SPEC, listed)
    labels = dict(zip(listed.id, listed.label, strict=True))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        card = st.selectbox(
            _("Card of"),
            list(labels),
            None,
            format_func=labels.__getitem__,
            placeholder=_("Open a card"),
            width=300,
            **choices.one_of("kpi", labels),
        )
        if card and (st.button(_("Show the card")) | choices.is_new("kpi")):
            ui.show_card(view, tiles(view, [card])[0])


def show_dictionary() -> None:
    """Every column of the contract, and empty templates."""
    ui.table(contract.COLUMNS_SPEC, contract.columns())
    with st.container(horizontal=True):
        wanted = st.selectbox(_("Empty template of"), list(TABLES), key="template", width=300)
        downloads.button(
            _("Download template"),
            lambda: dictionary.header(TABLES[wanted]),
            f"{wanted}.csv",
            "text/csv",
            key="download template",
            is_answer=False,
        )


def show_rules() -> None:
    """Every rule of the check."""
    ui.table(contract.RULES_SPEC, contract.rules())


def show_sources(view: View) -> None:
    """Where the public rows come from."""
    if view.has("sources"):
        ui.table(sources.SOURCES_SPEC, sources.sources(view))
    else:
        ui.empty("sources", _("the sources of the public data"))
