"""The language of a session: what its address asks for, then what it asked for before, then its browser's."""

from __future__ import annotations

import streamlit as st

from dualsite import i18n

LANG = "lang"
"""The parameter of the address, as in `?lang=ko`."""

_ASKED = "language asked for"


def speak() -> None:
    """Speak the reader's language from here on in this run. A language that was asked for stays in the address."""
    told = st.query_params.get(LANG)
    if told in i18n.offered():
        st.session_state[_ASKED] = told
    elif _ASKED in st.session_state:
        # Going to another page within the session drops it.
        st.query_params[LANG] = st.session_state[_ASKED]
    i18n.use_locale(i18n.preferred(st.session_state.get(_ASKED), st.context.locale))


def of_session() -> str | None:
    """The reader's locale, for what runs in a session but not in its script; None where no browser is known."""
    usual = st.context.locale
    return None if usual is None else i18n.preferred(st.session_state.get(_ASKED), usual)


def parameters() -> dict[str, str]:
    """What a link of the app carries so that it opens in the language asked for; nothing where none was."""
    return {LANG: st.session_state[_ASKED]} if _ASKED in st.session_state else {}
