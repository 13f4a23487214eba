"""Rows as a table with a download of the same rows, both by the table spec that stands beside the frame."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from dualsite import formats
from dualsite.access import View
from dualsite.exports.rows import KINDS, LABELS, as_file
from dualsite.i18n import _, language, ngettext, pgettext
from dualsite.insights import cells, wording
from dualsite.insights.table_spec import ColumnSpec, TableSpec
from dualsite.screens.shared import downloads, printed_table
from dualsite.screens.shared.page import VIEW


def table(
    spec: TableSpec,
    rows: pd.DataFrame,
    *,
    currency: str = "",
    of: str = "",
    opens: Callable[[int], None] | None = None,
    opener: str | None = None,
    is_printed: bool = False,
    count: int | None = None,
    everything: Callable[[], pd.DataFrame] | None = None,
    has_download: bool = True,
) -> None:
    """The rows as `spec` says, with a download of them under the same headings.

    A grid to sort and search; with `opens` each of its rows begins with a button that calls it with the row's number,
    counted from 0, and says what it does: `opener`, or that it opens the row. `is_printed` makes it a plain table of
    the page instead, there at once, readable on a projector and printed whole.
    Where `rows` are but the first of `count`, the caption says so and the download holds `everything`.
    `currency` is that of the amounts, `of` tells tables of one spec apart where a page has several. Without
    `has_download` the rows are to be had elsewhere.
    """
    spec = _for_reader(spec)
    if is_printed:
        st.html(printed_table.as_html(spec, rows, currency))
        shown = min(len(rows), printed_table.MOST)
    else:
        _draw_grid(spec, rows, currency, of, opens, opener or pgettext("a link", "Open"))
        shown = len(rows)
    total = len(rows) if count is None else count
    if total > shown:
        st.caption(wording.first_rows(shown, total))
    if has_download:
        download(spec, total, everything or (lambda: rows), currency=currency, of=of)


def download(
    spec: TableSpec,
    count: int,
    rows: Callable[[], pd.DataFrame],
    *,
    currency: str = "",
    of: str = "",
    label: str | None = None,
) -> None:
    """A download of `count` rows in the reader's format, as `spec` says; they are fetched when it is clicked.

    Its label says how many there are, unless one is given, which may name the `format`. Nothing without rows.
    """
    if not count:
        return
    spec, name = _for_reader(spec), _named(spec, of)
    kind, seen_as = downloads.rows_as(), downloads.seen_as()
    counted = ngettext("Download {count} row as {format}", "Download {count} rows as {format}", count)
    downloads.button(
        (label or counted).format(count=formats.number(count), format=LABELS[kind]),
        lambda: as_file(kind, spec, rows(), currency, seen_as),
        f"{name}.{kind}",
        KINDS[kind],
        key=f"download {name}",
    )


def _for_reader(spec: TableSpec) -> TableSpec:
    """What of a table whoever looks at the page may be told."""
    view: View | None = st.session_state.get(VIEW)
    return spec if view is None else spec.for_reader(view)


def _named(spec: TableSpec, of: str) -> str:
    return f"{of} {spec.id}".strip()


def _draw_grid(
    spec: TableSpec, rows: pd.DataFrame, currency: str, of: str, opens: Callable[[int], None] | None, opener: str
) -> None:
    shown = cells.told(spec, rows, currency)
    configured = {
        heading: _configured(column)
        for column, heading in zip(spec.shown, spec.headings(currency).values(), strict=True)
    }
    if opens:
        key = f"open {_named(spec, of)}"
        shown.insert(0, key, opener)
        configured[key] = st.column_config.ButtonColumn(
            "", type="tertiary", key=key, on_click=lambda: opens(int(st.session_state[key]["row"]))
        )
    st.dataframe(
        shown,
        hide_index=True,
        width="stretch",
        column_config=configured,
        placeholder=formats.UNKNOWN,
        alt=ngettext("{title}: {count} row", "{title}: {count} rows", len(rows)).format(
            title=_(spec.title), count=formats.number(len(rows))
        ),
    )


_DAYS = {
    "en": ("D MMM YYYY", "MMM YYYY", "[Q]Q YYYY"),
    "ko": ("YYYY년 M월 D일", "YYYY년 M월", "YYYY년 Q분기"),
    "ja": ("YYYY年M月D日", "YYYY年M月", "YYYY/[Q]Q"),
}
"""How the grid writes a day, a month and a quarter, as `formats` does: https://momentjs.com/docs/#/displaying/format/."""


def _configured(column: ColumnSpec) -> Any:
    """How the grid shows a column. It writes days itself, so that they sort as days."""
    day, month, quarter = _DAYS.get(language(), ("localized", "YYYY-MM", "[Q]Q YYYY"))
    match column.kind:
        case "fraction":
            return st.column_config.NumberColumn(width=column.width, format="percent")
        case "whole" | "number" | "amount":
            return st.column_config.NumberColumn(width=column.width, format="localized")
        case "day":
            return st.column_config.DateColumn(width=column.width, format=day)
        case "month":
            return st.column_config.DateColumn(width=column.width, format=month)
        case "quarter":
            return st.column_config.DateColumn(width=column.width, format=quarter)
        case "time":
            return st.column_config.DatetimeColumn(
                width=column.width, format=day if day == "localized" else f"{day}, HH:mm"
            )
        case "link":
            return st.column_config.LinkColumn(width=column.width, display_text=pgettext("a link", "open"))
        case _:
            return st.column_config.Column(width=column.width)
