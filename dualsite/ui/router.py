"""The script that Streamlit runs for every page: the frame around it, and the page that was asked for."""

from contextlib import suppress
from dataclasses import replace

import streamlit as st

from dualsite.ui import filters, meeting, page, signin, sitemap

st.set_page_config(page_title="Dualsite", page_icon="/app/static/favicon.png", layout="wide")
who = signin.person()
lock = meeting.lock(who.viewer)
if lock is not None and not (lock.partner and lock.is_inside):
    page.show_lock(lock)
else:
    if lock is not None:
        who = replace(who, viewer=lock.viewer)
    chosen = sitemap.chosen(who.viewer, filters.has_code_names(who.viewer))
    page.frame_open(who, chosen.url_path, lock)
    with suppress(page.EndOfPage):
        chosen.run()
    page.frame_close()
