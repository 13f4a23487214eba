"""What pages are made of besides figures and tables: the answer, and blank states."""

from __future__ import annotations

import streamlit as st

from dualsite.i18n import _
from dualsite.schema import TABLES, dictionary
from dualsite.screens.shared import downloads
from dualsite.screens.shared.text import plain


def answer(sentence: str) -> None:
    """The page's answer in words."""
    with st.container(key="answer"):
        st.markdown(plain(sentence))


def empty(table: str, shows: str) -> None:
    """The blank state of a part that needs a table the data do not have: which, what it would show, and a template."""
    with st.container(border=True):
        st.markdown(
            _("The table `{table}` is missing. With it, you would see {shows} here.").format(table=table, shows=shows)
        )
        downloads.button(
            _("Empty template of {table}").format(table=table),
            lambda: dictionary.header(TABLES[table]),
            f"{table}.csv",
            "text/csv",
            key=f"template {table}",
            is_answer=False,
        )
