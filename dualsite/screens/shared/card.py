"""The card of a KPI: what it means, the numbers put into its formula, and what it was computed from."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dualsite import formats
from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.data import tables as data_version
from dualsite.insights.kpis import evidence
from dualsite.insights.kpis.tiles import Tile
from dualsite.screens.shared.tables import table
from dualsite.screens.shared.text import plain


def show_card(view: View, tile: Tile, closed: Callable[[], None] | None = None) -> None:
    """The card beside the page, over everything else; `closed` is called when it is closed."""
    st.dialog(_(tile.kpi.label), width="large", position="right", on_dismiss=closed or "ignore")(_draw)(view, tile)


def _draw(view: View, tile: Tile) -> None:
    kpi, figure = tile.kpi, tile.figure
    st.markdown(plain(_(kpi.definition)))
    st.markdown(f"**{plain(_computed(tile))}**")
    st.caption(
        _("Window {first} to {last}, as of {as_of}").format(
            first=formats.day(figure.window.first), last=formats.day(figure.window.last), as_of=formats.day(view.as_of)
        )
        + (f" · {plain(kpi.standard)}" if kpi.standard else "")
    )
    if figure.reason is None:
        st.markdown(_("**Rows behind it**"))
        table(
            evidence.evidence_spec(kpi),
            evidence.evidence(view, kpi, evidence.LISTED),
            of=kpi.id,
            count=evidence.count(view, kpi),
            everything=lambda: evidence.evidence(view, kpi),
        )
    if "site" in kpi.splits:
        st.markdown(_("**By site**"))
        table(evidence.by_site_spec(kpi), evidence.by_site(view, kpi), currency=view.currency, of=kpi.id)
    # How many rows a table has, and when it came, is everyone's.
    if not view.scope.is_limited:
        _sources(view, tile)


def _computed(tile: Tile) -> str:
    """The formula in words with the numbers put in."""
    figure = tile.figure
    if figure.value is None:
        return f"{_(tile.kpi.formula)} = {formats.UNKNOWN} ({figure.reason})"
    shown = formats.measure(figure.value, tile.kpi.unit, tile.currency)
    if tile.kpi.is_rate:
        top, bottom = (
            formats.number(figure.numerator, _digits(figure.numerator)),
            formats.number(figure.denominator, _digits(figure.denominator)),
        )
        return f"{_(tile.kpi.formula)} = {top} ÷ {bottom} = {shown}"
    return f"{_(tile.kpi.formula)} = {shown}"


def _digits(value: float | None) -> int:
    return 0 if value is None or float(value).is_integer() else 1


def _sources(view: View, tile: Tile) -> None:
    """The tables the KPI reads, with their rows and when their files last changed."""
    tables = data_version.tables(view)
    used = tables[tables.table.isin(tile.kpi.tables)]
    st.markdown(_("**Computed from**"))
    table(
        data_version.TABLES_SPEC.showing("table", "rows", "illustrative", "changed"),
        used,
        of=tile.kpi.id,
    )
