"""The small page in Streamlit, with Plotly."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import plotly.express as px
import streamlit as st

sys.path.insert(0, str(Path(__file__).parents[2]))

from bench.peers import in_streamlit


def line(frame: pd.DataFrame, x: str, y: str) -> None:
    st.plotly_chart(px.line(frame, x=x, y=y))


def bars(frame: pd.DataFrame, x: str, y: str) -> None:
    st.plotly_chart(px.bar(frame, x=x, y=y))


in_streamlit.page(line, bars)
