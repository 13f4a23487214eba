"""A figure with the download of the rows it is drawn from."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from dualsite.i18n import _
from dualsite.screens.shared.elements import chart, csv_download
from dualsite.screens.shared.figures.style import Drawing
from dualsite.screens.shared.text import plain


def evidence(
    key: str,
    title: str,
    rows: pd.DataFrame,
    draw: Callable[[], Drawing],
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
