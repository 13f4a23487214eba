"""The small page: four figures, a line, a bar, a table of 20 rows and a filter over 200,000 rows, drawn by `draw`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import streamlit as st

ROWS = 200_000

Draw = Callable[[pd.DataFrame, str, str], None]
"""Draws a frame: the columns of x and y are named. One for a line, one for bars."""


@st.cache_data
def rows() -> pd.DataFrame:
    """One row per lot: `day`, `site`, `product`, `litres`."""
    chance = np.random.default_rng(7)
    return pd.DataFrame(
        {
            "day": pd.Timestamp("2024-01-01") + pd.to_timedelta(chance.integers(0, 730, ROWS), "D"),
            "site": chance.choice(["North", "South"], ROWS),
            "product": chance.choice(["A", "B", "C", "D", "E"], ROWS),
            "litres": chance.gamma(4, 500, ROWS).round(1),
        }
    )


def page(line: Draw, bars: Draw) -> None:
    """The whole page. Its title stands in a container that tells a browser's driver that it is there."""
    st.set_page_config(layout="wide")
    with st.container(key="title"):
        st.title("Small page")
    lots = rows()
    site = st.selectbox("Site", ["Both", "North", "South"])
    if site != "Both":
        lots = lots[lots.site == site]
    facts = {"Lots": len(lots), "Litres": lots.litres.sum(), "Median": lots.litres.median(), "Most": lots.litres.max()}
    for column, (name, value) in zip(st.columns(4), facts.items(), strict=True):
        column.metric(name, f"{value:,.0f}")
    left, right = st.columns(2)
    with left:
        line(lots.groupby(lots.day.dt.to_period("M").dt.start_time).litres.sum().reset_index(), "day", "litres")
    with right:
        bars(lots.groupby("product").litres.sum().reset_index(), "product", "litres")
    st.dataframe(lots.nlargest(20, "litres"))
