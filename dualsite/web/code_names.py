"""Code names around the pages: their switch, as the servers remember it, and what the address says.

A reload or another tab of the browser keeps the switch on; it is on screen in `screens.shared.filters`, which knows one
session alone. While it is on, no parameter of the address names a client, a product or a contract: the code stands in
its place, also where a link had the name. A link with codes means the same to whoever it was made by, on or off.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import streamlit as st

from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.insights import frames
from dualsite.screens.shared import filters
from dualsite.web import shared_state, streamlit_private
from dualsite.web.meeting import lock
from dualsite.web.meeting.cookies import BROWSER
from dualsite.web.shared_state import SharedStateError
from dualsite.web.signin.admission import Person

_TURN_ON = "INSERT OR IGNORE INTO code_names VALUES (?, ?)"
_TURN_OFF = "DELETE FROM code_names WHERE browser = ? AND who = ?"

_SAID = "whether this session says codes"
"""Under this key of the session stands how it spoke in its last run."""

_NAMED = {"partners": "partner_id", "products": "product_id", "contracts": "contract_id"}
"""The tables whose rows an address can name, with their keys."""

_LIKE_A_CODE = re.compile(r"\b[0-9A-F]{5,10}\b")

_SHORTEST = 3
"""Characters of a name that is looked for within a longer text."""

_SHORTEST_OTHER = 2
"""The same of a name that is not written in ASCII: of Hangul or kanji, few signs are a name."""


def key_of(who: Person) -> str:
    """What this person's codes are made with: the same in every session and process with this secret of the cookies."""
    told = f"code names of {' at '.join(reversed(who.id))}"
    return hmac.new(streamlit_private.cookie_secret().encode(), told.encode(), hashlib.sha256).hexdigest()


def restore(who: Person) -> None:
    """Before anything is drawn in a new session: the switch as it stood in this browser; on where that is not known."""
    if filters.CODE_NAMES not in st.session_state and (key := _key(who)) is not None:
        with suppress(SharedStateError):
            if not _is_on(*key):
                return
        st.session_state[filters.CODE_NAMES] = True


def remember(who: Person) -> None:
    """After the switch is drawn: how it stands. Raises SharedStateError when it was turned and that cannot be kept."""
    key = _key(who)
    if key is None or filters.CODE_NAMES not in st.session_state:
        return
    is_on = bool(st.session_state[filters.CODE_NAMES])
    if is_on != _is_on(*key):
        shared_state.write((_TURN_ON if is_on else _TURN_OFF, *key))


def follow(whole: View, key: str) -> None:
    """Before the filters are drawn: the address, and what is chosen, say codes if the view does, and names if not.

    `key` is what this viewer's codes are made with. What names somebody and has no code is taken out.
    """
    if whole.scope.is_limited:
        return
    is_coded, asked = whole.code_key is not None, {name: st.query_params.get_all(name) for name in st.query_params}
    is_new = st.session_state.get(_SAID, False) != is_coded
    st.session_state[_SAID] = is_coded
    if not (is_coded or is_new or any(_LIKE_A_CODE.search(one) for values in asked.values() for one in values)):
        return
    words = (_codes if is_coded else _names)(replace(whole, code_key=key))
    told = {
        name: [word for one in values if (word := _said(one, words, is_coded)) is not None]
        for name, values in asked.items()
    }
    if told != asked:
        streamlit_private.retell_address({name: values for name, values in told.items() if values != asked[name]})
    if is_new:
        for name, value in list(st.session_state.items()):
            if (chosen := _chosen(value, words)) != value:
                st.session_state[name] = chosen


@cached_per_view
def _codes(coded: View) -> dict[str, str]:
    """What an address can call a client, a product or a contract by, each with the code that stands for it."""
    named = replace(coded, code_key=None)
    return _words(named, coded, {table: coded.codes(table) for table in _NAMED if coded.has(table)})


@cached_per_view
def _names(coded: View) -> dict[str, str]:
    """The same the other way round, for codes as a reader of any language has them."""
    named = replace(coded, code_key=None)
    ids = {table: {code: id_ for id_, code in coded.codes(table).items()} for table in _NAMED if coded.has(table)}
    return _words(coded, named, ids)


def _words(said: View, meant: View, ids: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """What one view calls something, in the language of any reader, with what another view calls it; `ids` likewise."""
    words: dict[str, str] = {}
    for table, of_ids in ids.items():
        words |= of_ids
        if table != "contracts":
            labels = {id_: label for label, id_ in frames.labels(meant, table, _NAMED[table]).items()}
            called = frames.called_anywhere(said, table, _NAMED[table])
            words |= {label: labels[of_ids[id_]] for label, id_ in called.items()}
    return words


def _said(word: str, words: Mapping[str, str], is_coded: bool) -> str | None:
    """A value of the address in other words; None when it names somebody in a way that has none."""
    if word in words:
        return words[word]
    # Of a contract's year, the contract.
    first, _space, last = word.rpartition(" ")
    if first in words:
        return f"{words[first]} {last}"
    folded = word.casefold()
    long = [one for one in words if len(one) >= (_SHORTEST if one.isascii() else _SHORTEST_OTHER)]
    names_one = any(one.casefold() in folded for one in long)
    return None if is_coded and names_one else word


def _chosen(value: Any, words: Mapping[str, str]) -> Any:
    """What is chosen by a widget, in other words."""
    if isinstance(value, str):
        return _said(value, words, is_coded=False)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return [_said(one, words, is_coded=False) for one in value]
    return value


def _is_on(browser: str, who: str) -> bool:
    return bool(shared_state.rows("SELECT 1 FROM code_names WHERE browser = ? AND who = ?", browser, who))


def _key(who: Person) -> tuple[str, str] | None:
    browser = lock.cookie(BROWSER)
    return (browser, json.dumps(who.id)) if browser else None
