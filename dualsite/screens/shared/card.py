"""The card of a KPI: what it means, the numbers put into its formula, and what it was computed from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import streamlit as st

from dualsite import formats
from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.data import tables as data_version
from dualsite.insights.kpis import card_words, evidence, months, signals
from dualsite.insights.kpis.tiles import Tile
from dualsite.kpi import Kpi
from dualsite.kpi.windows import Window, months_after
from dualsite.screens.shared.card_menu import card_menu
from dualsite.screens.shared.control_chart import control_chart
from dualsite.screens.shared.tables import download, table
from dualsite.screens.shared.text import plain


def show_card(view: View, tile: Tile, closed: Callable[[], None] | None = None) -> None:
    """The card beside the page, over everything else; `closed` is called when it is closed."""
    st.dialog(_(tile.kpi.label), width="large", position="right", on_dismiss=closed or "ignore")(_draw)(view, tile)


def _draw(view: View, tile: Tile) -> None:
    kpi, figure = tile.kpi, tile.figure
    st.markdown(plain(_(kpi.definition)))
    badge = f" :gray-badge[{_('illustrative')}]" if figure.is_illustrative else ""
    st.markdown(f"**{plain(card_words.computed(tile))}**{badge}")
    st.caption(plain(card_words.window(view, tile)))
    month = _months(view, kpi) if signals.has_months(kpi) else None
    if month or figure.reason is None:
        _rows(view, kpi, month)
    if "site" in kpi.splits:
        st.markdown(f"**{_('By site')}**")
        table(
            evidence.by_site_spec(kpi), evidence.by_site(view, kpi), currency=view.currency, of=kpi.id, is_printed=True
        )
    # How many rows a table has, and when it came, is everyone's.
    if not view.scope.is_limited:
        _sources(view, tile)
    card_menu(view, _(kpi.label), card=kpi.id)


def _months(view: View, kpi: Kpi) -> Window | None:
    """The control chart of the KPI, one for each row that it has by nature, and the month that is selected on them."""
    selected: list[Any] = []
    for signal in signals.signals(view, [kpi.id]):
        name = formats.parts(signals.names(view, signal))
        said = months.title(signal)
        selected += control_chart(
            view,
            signal,
            key=f"months {kpi.id} {name}".strip(),
            title=_("{row}: {said}").format(row=name, said=said) if name else said,
            selects=evidence.is_placed(kpi),
        )
    if not selected:
        return None
    first = date.fromisoformat(str(selected[-1][0]))
    return Window(first, months_after(first, 1) - timedelta(days=1))


def _rows(view: View, kpi: Kpi, month: Window | None) -> None:
    """The rows behind the KPI, or behind one month of it."""
    if month:
        st.markdown(_("**Rows behind {month}**").format(month=formats.month(month.first)))
    else:
        st.markdown(f"**{_('Rows behind it')}**")
    spec, rows = evidence.evidence_spec(view, kpi), evidence.evidence(view, kpi, evidence.LISTED, month)
    of, count = f"{kpi.id} {month.first:%Y-%m}" if month else kpi.id, evidence.count(view, kpi, month)
    table(spec.hiding_unknown(rows), rows, count=count, is_printed=True, has_download=False)
    download(spec, count, lambda: evidence.evidence(view, kpi, window=month), of=of)
    if not month and evidence.is_placed(kpi) and signals.has_months(kpi):
        st.caption(_("Select a month of the chart for its rows alone."))


def _sources(view: View, tile: Tile) -> None:
    """The tables the KPI reads, with their rows and when their files last changed."""
    tables = data_version.tables(view)
    used = tables[tables.table.isin(tile.kpi.tables)]
    st.markdown(f"**{_('Computed from')}**")
    table(
        data_version.USED_SPEC,
        used,
        of=tile.kpi.id,
        is_printed=True,
    )
