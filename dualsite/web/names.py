"""Names in the address, said in the language of whoever opens it.

A link of the app says sites and clients by the names that its maker saw. Whoever opens it in another
language has the same rows under other names: the address, and what is chosen, then say those.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from dualsite import i18n
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.insights import frames
from dualsite.screens.shared import filters
from dualsite.web import streamlit_private

_SPOKEN = "language of the names chosen"
"""Under this key of the session stands in which language its last run said names."""

_NAMED: Mapping[str, Callable[[View], Mapping[str, str]]] = {
    filters.SITE: lambda view: frames.labels(view, "sites", "site_id"),
    filters.PARTNER: lambda view: frames.labels(view, "partners", "partner_id"),
    "client": lambda view: frames.labels(view, "partners", "partner_id"),
}
"""The parameters of the address that are names, each with the names that it may be, and their ids."""


def follow(whole: View) -> None:
    """Before the filters are drawn: names of other languages become those of the reader's."""
    is_new = st.session_state.get(_SPOKEN, i18n.language()) != i18n.language()
    st.session_state[_SPOKEN] = i18n.language()
    told = {}
    for key, named in _NAMED.items():
        asked, chosen = st.query_params.get_all(key), st.session_state.get(key) if is_new else None
        said = [*asked, *([chosen] if isinstance(chosen, str) else [])]
        here = named(whole) if said else {}
        if any(one not in here for one in said):
            words = _elsewhere(whole, key)
            told[key] = [one if one in here else words.get(one, one) for one in asked]
            if chosen in words:
                st.session_state[key] = words[chosen]
    changed = {key: said for key, said in told.items() if said != st.query_params.get_all(key)}
    if changed:
        streamlit_private.retell_address(changed)


@cached_per_view
def _elsewhere(whole: View, key: str) -> dict[str, str]:
    """What each is called in other languages, with what the reader calls it."""
    here = {id_: label for label, id_ in _NAMED[key](whole).items()}
    found: dict[str, str] = {}
    for language in i18n.offered():
        with i18n.speaking(language):
            found |= {label: here[id_] for label, id_ in _NAMED[key](whole).items()}
    return found
