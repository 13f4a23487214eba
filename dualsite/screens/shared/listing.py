"""Rows as a plain table of the page: readable on a projector, and printed whole, which a drawn grid is not."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from dualsite import formats
from dualsite.i18n import _
from dualsite.screens.shared.elements import csv_download

MOST = 40
"""Rows shown; the download has them all."""

LONG = 28
"""Letters from which a text may break into lines."""

_SIGNS = {
    "met": '<span class="good">✓ {}</span>',
    "missed": '<span class="watch">▲ {}</span>',
    "overdue": '<span class="watch">▲ {}</span>',
    "late": '<span class="watch">▲ {}</span>',
}
"""Words that carry a sign and its colour."""


def listing(name: str, rows: pd.DataFrame, columns: Mapping[str, str], *, strong: Sequence[str] = ()) -> None:
    """The rows as a table with a download of the same rows. `columns` maps the frame's columns to their headings.

    Days, numbers and unknowns are written as everywhere; `strong` columns stand out. With more than `MOST` rows the
    first are shown, and the caption says how many there are.
    """
    shown = rows[[column for column in columns if column in rows]]
    headings = [columns[column] for column in shown]
    is_number = {column: _is_number(shown[column]) for column in shown}
    head = "".join(
        f'<th scope="col"{_right(is_number[column])}>{html.escape(heading)}</th>'
        for column, heading in zip(shown, headings, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(
            f"<td{_kind(is_number[column], value)}>{_cell(value, column in strong)}</td>"
            for column, value in zip(shown, row, strict=True)
        )
        + "</tr>"
        for row in shown.head(MOST).itertuples(index=False)
    )
    st.html(
        f'<div class="listing" tabindex="0" role="region" aria-label="{html.escape(name)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
    if len(shown) > MOST:
        st.caption(_("The first {shown} of {total} rows.").format(shown=MOST, total=formats.number(len(shown))))
    csv_download(name, len(shown), lambda: shown.rename(columns=dict(columns)))


def _is_number(values: pd.Series) -> bool:
    return any(isinstance(value, int | float) and not isinstance(value, bool) for value in values)


def _right(is_number: bool) -> str:
    return ' class="number"' if is_number else ""


def _kind(is_number: bool, value: Any) -> str:
    """Numbers stand at the right, days never break; texts too long for one line may."""
    if isinstance(value, date):
        return ' class="day"'
    return _right(is_number) or (' class="long"' if isinstance(value, str) and len(value) > LONG else "")


def _cell(value: Any, is_strong: bool) -> str:
    said = html.escape(_written(value))
    if isinstance(value, str) and value in _SIGNS:
        return _SIGNS[value].format(html.escape(_(value)))
    return f"<strong>{said}</strong>" if is_strong else said


def _written(value: Any) -> str:
    if value is None or value != value:
        return formats.UNKNOWN
    if isinstance(value, date):
        return formats.day(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return formats.number(value, 0 if float(value).is_integer() else 1)
    return str(value)
