"""The small page in Streamlit, with whatever draws its line and its bars."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from bench.peers import small

Draw = Callable[[pd.DataFrame, str, str], None]
"""Draws a frame: the columns of x and y are named. One for a line, one for bars."""


@st.cache_data
def rows() -> pd.DataFrame:
    return small.rows()


def page(line: Draw, bars: Draw) -> None:
    """The whole page. Its title stands in a container that tells a browser's driver that it is there."""
    st.set_page_config(layout="wide")
    with st.container(key="title"):
        st.title(small.TITLE)
    site = st.selectbox("Site", small.SITES)
    shown = small.shown(rows(), site)
    for column, (name, value) in zip(st.columns(4), shown.facts.items(), strict=True):
        column.metric(name, value)
    left, right = st.columns(2)
    with left:
        line(shown.months, "day", "litres")
    with right:
        bars(shown.products, "product", "litres")
    st.dataframe(shown.largest)
