"""The script that Streamlit runs for every page: the frame around it, and the page that was asked for."""

from pathlib import Path

import streamlit as st

from dualsite.ui import page, signin, sitemap

st.set_page_config(page_title="Dualsite", page_icon="/app/static/favicon.png", layout="wide")
st.html(Path(__file__).with_name("dualsite.css"))
who = signin.person()
chosen = st.navigation(sitemap.pages(who.viewer), position="top")
page.frame_open(who, chosen.url_path)
try:
    chosen.run()
finally:
    # A page that stops early, for want of a table, still has its footer.
    page.frame_close()
