"""The script that Streamlit runs for every page: the frame around it, and the page that was asked for."""

from contextlib import suppress

import streamlit as st

from dualsite.ui import page, server, sitemap

st.set_page_config(page_title="Dualsite", page_icon=str(server.STATIC / "favicon.png"), layout="wide")
chosen = st.navigation(sitemap.pages(), position="top")
page.frame_open()
with suppress(page.EndOfPage):
    chosen.run()
page.frame_close()
