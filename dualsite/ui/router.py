"""The script that Streamlit runs for every page: the frame around it, and the page that was asked for."""

from contextlib import suppress

import streamlit as st

from dualsite.ui import page, signin, sitemap

st.set_page_config(page_title="Dualsite", page_icon="/app/static/favicon.png", layout="wide")
who = signin.person()
chosen = st.navigation(sitemap.pages(who.viewer), position="top")
page.frame_open(who, chosen.url_path)
with suppress(page.EndOfPage):
    chosen.run()
page.frame_close()
