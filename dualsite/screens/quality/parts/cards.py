"""Cards beside the quality page: how a deviation came back, and the rows behind a month of a chart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.kpis import evidence
from dualsite.insights.quality import chains, charts
from dualsite.insights.quality.chains import RecurrenceChain
from dualsite.insights.quality.charts import ChartMonth
from dualsite.screens import shared as ui
from dualsite.screens.quality.figures.chain import chain as chain_of
from dualsite.screens.quality.figures.pareto import CHAIN
from dualsite.screens.shared import visit
from dualsite.screens.shared.tiles import CARD

MONTH = "month"
"""The parameter of the URL that names the KPI, site and month whose rows are shown."""


def chain_from_rows(rows: pd.DataFrame) -> Callable[[int], None]:
    """What `ui.table` calls when the button of a row is clicked; the rows have a `group`."""
    groups = list(rows.group)

    def ask(row: int) -> None:
        st.query_params[CHAIN] = groups[row]

    return ask


def month_from_mark(customdata: Any) -> None:
    """What `ui.figure` calls when a month of a chart is clicked."""
    if customdata:
        st.query_params[MONTH] = customdata[0]


def show_asked(view: View) -> None:
    """The card that the URL asks for, one at a time; nothing where a tile's is open. Stands at the end of a page."""
    if visit.is_chosen(CARD):
        return
    month = charts.month_named(view, st.query_params.get(MONTH, ""))
    chain = chains.chain(view, st.query_params[CHAIN]) if CHAIN in st.query_params else None
    if month is not None:
        visit.note_choice(MONTH, month.name)
        st.dialog(charts.month_in_words(view, month), width="large", position="right", on_dismiss=_close)(_draw_month)(
            view, month
        )
    elif chain is not None:
        visit.note_choice(CHAIN, st.query_params[CHAIN])
        st.dialog(_("Recurrence history"), width="large", position="right", on_dismiss=_close)(_draw_chain)(view, chain)


def _close() -> None:
    for name in (MONTH, CHAIN):
        st.query_params.pop(name, None)


def _draw_chain(view: View, chain: RecurrenceChain) -> None:
    ui.figure(
        chains.chain_title(chain),
        chain_of(chain.rows, view.as_of),
        rows=chain.rows,
        measures=_(chains.MEASURES),
        key="chain_of_events",
        alt=chains.chain_in_words(chain),
    )
    st.markdown(ui.plain(chains.chain_in_words(chain)))
    spec = chains.CHAIN_SPEC.hiding("capa_id") if view.scope.is_limited else chains.CHAIN_SPEC
    ui.table(spec.hiding_unknown(chain.rows), chain.rows, is_printed=True)
    ui.card_menu(view, chains.chain_title(chain))


def _draw_month(view: View, month: ChartMonth) -> None:
    at_site = charts.at_site(view, month)
    st.markdown(ui.plain(charts.month_standing(view, month)))
    spec = evidence.evidence_spec(view, month.kpi)
    rows = evidence.evidence(at_site, month.kpi, evidence.LISTED, month.window)
    count = evidence.count(at_site, month.kpi, month.window)
    ui.table(spec.hiding_unknown(rows), rows, count=count, is_printed=True, has_download=False)
    ui.download(spec, count, lambda: evidence.evidence(at_site, month.kpi, window=month.window), of=month.name)
    ui.card_menu(view, charts.month_in_words(view, month), **{MONTH: month.name})
