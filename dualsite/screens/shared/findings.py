"""What was found, and the figure that shows it."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.data import provenance
from dualsite.insights.table_spec import TableSpec
from dualsite.screens.shared.drawing import draw
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.style import is_blank
from dualsite.screens.shared.tables import download
from dualsite.screens.shared.text import plain


class Markup(str):
    """A figure as HTML, in which every text of the data is escaped."""


def heading(title: str, *rows: pd.DataFrame, said: Sequence[str] = ()) -> None:
    """The finding over a part of the page, marked when any of the rows it rests on is illustrative; below it what else
    is `said`, line by line."""
    badge = f" :gray-badge[{_('illustrative')}]" if any(map(provenance.has_illustrative, rows)) else ""
    st.markdown(f"**{plain(title)}**{badge}" + "".join(f"  \n{plain(line)}" for line in said))


def figure(
    title: str,
    drawn: Drawing | Markup,
    *,
    rows: pd.DataFrame,
    measures: str,
    alt: str,
    key: str,
    beside: Sequence[pd.DataFrame] = (),
    spec: TableSpec | None = None,
    currency: str = "",
    said: Sequence[str] = (),
    selects: bool | Callable[[Any], None] = False,
    config: Mapping[str, Any] | None = None,
) -> list[Any]:
    """A figure under its finding, with what it measures; a word in its place when it has no marks.

    A figure of a few marks is one block of HTML, which costs a browser nothing; `alt` is then its label. `rows` are
    those it is drawn from, `beside` any others; with `spec` they can be downloaded as CSV, amounts in `currency`.
    Leave it out where a table beside the figure lists them. `alt` is the figure in words, and `said` stands under
    its finding. With `selects`, gives the selected points' `customdata`; where that is a function, it is called
    with that of a mark that is clicked.
    """
    heading(title, rows, *beside, said=said)
    if isinstance(drawn, Markup):
        with st.container(key=key):
            st.html(f'<div role="img" aria-label="{html.escape(alt)}">{drawn}</div>')
        _below(measures, rows, spec, currency)
        return []
    if is_blank(drawn):
        st.caption(_(wording.NOTHING_TO_DRAW))
        return []
    selected = draw(drawn, key=key, alt=alt, config=config, selects=selects)
    _below(measures, rows, spec, currency)
    return selected


def _below(measures: str, rows: pd.DataFrame, spec: TableSpec | None, currency: str) -> None:
    """What the figure measures, and its rows."""
    st.caption(plain(measures))
    if spec is not None:
        download(spec, len(rows), lambda: rows, currency=currency)
