"""The app. `streamlit run dashboard.py` serves it on 127.0.0.1:8501."""

import streamlit as st

from dualsite.web import server

app = st.App(**server.parts())
