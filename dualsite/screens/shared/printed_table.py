"""A plain table of the page: readable on a projector, and printed whole, which a drawn grid is not."""

from __future__ import annotations

import html
from typing import Any

import pandas as pd

from dualsite.cache import cached_by_content
from dualsite.i18n import _, pgettext
from dualsite.insights import cells
from dualsite.insights.table_spec import SIGNS, ColumnSpec, TableSpec
from dualsite.screens.shared import markup

MOST = 40
"""Rows shown."""

LONG = 28
"""Letters from which a text may break into lines."""


def as_html(spec: TableSpec, rows: pd.DataFrame, currency: str = "") -> str:
    """The first `MOST` rows as an HTML table, its cells in words; amounts need the currency they are in."""
    return _as_html(spec, rows[[column.name for column in spec.shown]].head(MOST), currency)


@cached_by_content
def _as_html(spec: TableSpec, rows: pd.DataFrame, currency: str) -> str:
    head = "".join(
        f'<th scope="col"{_right(column)}>{html.escape(heading)}</th>'
        for column, heading in zip(spec.shown, spec.headings(currency).values(), strict=True)
    )
    body = "".join(
        "<tr>" + "".join(_cell(column, value) for column, value in zip(spec.shown, row, strict=True)) + "</tr>"
        for row in rows.itertuples(index=False, name=None)
    )
    return (
        f'<div class="listing" tabindex="0" role="region" aria-label="{html.escape(_(spec.title))}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _right(column: ColumnSpec) -> str:
    return ' class="number"' if column.is_numeric else ""


def _cell(column: ColumnSpec, value: Any) -> str:
    said = cells.in_words(column, value)
    shown = html.escape(said)
    if column.kind == "standing" and value in SIGNS:
        shown = markup.signed(SIGNS[value], said)
    elif column.kind == "link" and said.startswith(("https://", "http://")):
        shown = (
            f'<a href="{shown}" target="_blank" rel="noopener noreferrer">{html.escape(pgettext("a link", "open"))}</a>'
        )
    elif column.is_strong:
        shown = f"<strong>{shown}</strong>"
    return f"<td{_kind(column, said)}>{shown}</td>"


def _kind(column: ColumnSpec, said: str) -> str:
    """Numbers stand at the right, days never break; texts too long for one line may."""
    if column.kind == "day":
        return ' class="day"'
    return _right(column) or (' class="long"' if len(said) > LONG else "")
