"""The small page in Streamlit, with Vega, its own charts."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import streamlit as st

sys.path.insert(0, str(Path(__file__).parents[2]))

from bench.peers import in_streamlit


def line(frame: pd.DataFrame, x: str, y: str) -> None:
    st.line_chart(frame, x=x, y=y)


def bars(frame: pd.DataFrame, x: str, y: str) -> None:
    st.bar_chart(frame, x=x, y=y)


in_streamlit.page(line, bars)
