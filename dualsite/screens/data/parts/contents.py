"""The data and their definitions, one tab each: tables, findings, rows, KPIs, dictionary, rules and sources."""

from __future__ import annotations

import streamlit as st

from dualsite import formats
from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.data import contract, sources
from dualsite.insights.data import tables as delivery
from dualsite.insights.kpis.tiles import tiles
from dualsite.schema import TABLES, dictionary
from dualsite.schema.rules import RULES
from dualsite.screens import shared as ui
from dualsite.screens.shared import downloads
from dualsite.store import Version

MOST = 500
"""Rows of a table shown; the download holds all of them."""


def show_tables(view: View) -> None:
    """Every table with its rows, file and freshness."""
    ui.table(delivery.TABLES_SPEC, delivery.tables(view))


def show_findings(version: Version) -> None:
    """What the check of a version found, counted by rule and then row by row."""
    found = delivery.findings(version)
    if not len(found):
        st.markdown(_("No findings: every table keeps every rule."))
        return
    totals = [
        _("{rule} {title}, in {table}: {rows}").format(
            rule=rule, title=RULES[rule].title.lower(), table=table, rows=formats.number(rows)
        )
        for (rule, table), rows in version.report.totals.items()
    ]
    st.markdown("\n".join(f"- {ui.plain(total)}" for total in totals))
    ui.table(delivery.FINDINGS_SPEC, found)


def show_rows(view: View) -> None:
    """The rows of a table that the reader picks."""
    table = st.selectbox(_("Table"), view.version.tables, key="table", bind="query-params", width=300)
    st.markdown(ui.plain(TABLES[table].description))
    ui.table(
        delivery.rows_of_spec(table),
        delivery.rows_of(view, table, MOST),
        count=view.version.rows[table],
        everything=lambda: delivery.rows_of(view, table),
    )


def show_kpis(view: View) -> None:
    """The KPI dictionary, searched by words, and the card of any of them."""
    words = st.text_input(_("Search"), key="kpi", bind="query-params", width=300, placeholder=_("release, FDA, …"))
    listed = delivery.kpis(words)
    ui.table(delivery.KPIS_SPEC, listed)
    by_label = dict(zip(listed.label, listed.id, strict=True))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        label = st.selectbox(_("Card of"), by_label, width=300)
        if label and st.button(_("Show the card")):
            ui.show_card(view, tiles(view, [by_label[label]])[0])


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
        )


def show_rules() -> None:
    """Every rule of the check."""
    ui.table(contract.RULES_SPEC, contract.rules())


def show_sources(view: View) -> None:
    """Where the public rows come from."""
    if view.has("sources"):
        ui.table(sources.SOURCES_SPEC, sources.sources(view))
    else:
        ui.empty("sources", _("where the public rows come from"))
