"""The script that Streamlit runs for every page: the frame around it, and the page that was asked for."""

from contextlib import suppress
from dataclasses import replace

import streamlit as st

from dualsite.screens.shared import filters, language
from dualsite.screens.shared.page import EndOfPage
from dualsite.web import code_names, frame, limits, navigation
from dualsite.web.meeting.lock import lock_of
from dualsite.web.signin import screen as signin

st.set_page_config(page_title="Dualsite", page_icon="/app/static/favicon.png", layout="wide")
# Asked once for the whole run; parts that run alone ask again.
language.speak()
who = signin.person()
limits.run_as(who.id)
lock = lock_of(who)
if lock is not None and not (lock.partner and lock.is_inside):
    frame.show_lock(lock)
else:
    if lock is not None:
        who = replace(who, viewer=lock.viewer)
    code_names.restore(who)
    chosen = navigation.chosen(who.viewer, filters.has_code_names(who.viewer))
    frame.open_frame(who, chosen.url_path, lock)
    with suppress(EndOfPage):
        chosen.run()
    frame.close_frame()
