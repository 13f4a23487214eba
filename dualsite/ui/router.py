"""The script that Streamlit runs for every page: the frame around it, and the page that was asked for."""

from pathlib import Path

import streamlit as st

from dualsite.ui import filters, meeting, page, server, signin, sitemap

st.set_page_config(page_title="Dualsite", page_icon=str(server.STATIC / "favicon.png"), layout="wide")
st.html(Path(__file__).with_name("dualsite.css"))
viewer = signin.viewer()
lock = meeting.lock(viewer)
if lock is not None and not (lock.partner and lock.is_inside):
    page.show_lock(lock)
else:
    viewer = lock.viewer if lock else viewer
    chosen = st.navigation(sitemap.pages(viewer, filters.has_code_names(viewer)), position="top")
    page.frame_open(viewer, lock)
    try:
        chosen.run()
    finally:
        # A page that stops early, for want of a table, still has its footer.
        page.frame_close()
