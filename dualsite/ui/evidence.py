"""A figure with the download of the rows it is drawn from."""

from __future__ import annotations

from collections.abc import Callable
from gettext import gettext as _

import pandas as pd
import streamlit as st

from dualsite.charts.style import Figure
from dualsite.ui.elements import chart, csv_download
from dualsite.ui.text import plain


def evidence(
    key: str,
    title: str,
    rows: pd.DataFrame,
    draw: Callable[[], Figure],
    *,
    measures: str,
    alt: str,
    selects: Callable[[], None] | None = None,
    is_listed: bool = False,
) -> None:
    """The figure that `draw` gives of the rows, under its finding; the finding alone when there are no rows.

    `key` also names the file of the download, which is left out where the rows are listed in a table (`is_listed`).
    """
    if not len(rows):
        st.markdown(f"**{plain(title)}**")
        st.caption(_("Nothing to draw under these filters."))
        return
    chart(title, draw(), measures=measures, rows=[rows], key=key, alt=alt, selects=selects or False)
    if not is_listed:
        csv_download(key, len(rows), lambda: rows)
