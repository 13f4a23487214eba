"""Choices that stand in the URL by an id, so that a link means the same in every language.

Streamlit's own binding writes what is displayed. A choice that stands in no option is dropped from the URL.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from dualsite.screens.shared import visit


def asked(key: str, ids: Collection[str]) -> str | None:
    """The id that the URL asks for; None when it asks for none, or for one that is not there."""
    wanted = st.query_params.get(key)
    return wanted if wanted in ids else None


def one_of(key: str, ids: Collection[str], first: str | None = None) -> dict[str, Any]:
    """What a widget over `ids` takes so that the one chosen stands in the URL as `key`.

    At first that is what the URL asks for, else `first`, for which the URL says nothing.
    """
    _follow(key, ids, lambda wanted: wanted[0] if wanted else first)
    visit.note_choice(key, st.session_state[key], first)
    return {"key": key, "on_change": partial(_tell, key, first)}


def any_of(key: str, ids: Collection[str], most: int | None = None) -> dict[str, Any]:
    """The same for a widget in which several may be chosen; at first none, or the first `most` the URL asks for."""
    _follow(key, ids, lambda wanted: wanted[:most])
    visit.note_choice(key, st.session_state[key])
    return {"key": key, "on_change": partial(_tell, key, None)}


def tabs(key: str, names: Mapping[str, str]) -> dict[str, Any]:
    """Tabs by their ids, the open one in the URL as `key`; at first that is the first. `names` are their labels."""
    first = next(iter(names))
    _follow(key, names, lambda wanted: names[wanted[0] if wanted else first])
    made = st.tabs(
        list(names.values()),
        key=key,
        on_change=partial(_tell, key, first, {name: id_ for id_, name in names.items()}),
    )
    opened = next((id_ for id_, name in names.items() if name == st.session_state[key]), first)
    visit.note_choice(key, opened, first)
    return dict(zip(names, made, strict=True))


def choose(key: str, id_: str | Sequence[str] | None) -> None:
    """Choose for the reader, in a callback: the widget and the URL then say so."""
    st.session_state[key] = id_
    _tell(key, None)


def is_new(key: str) -> bool:
    """Whether something was chosen since this was last asked: for what opens once, by a link too."""
    return bool(st.session_state.pop(_new(key), False))


def _new(key: str) -> str:
    return f"{key} newly chosen"


def _seen(key: str) -> str:
    return f"{key} in the URL"


def _follow(key: str, ids: Collection[str], chosen: Callable[[list[str]], Any]) -> None:
    """Take over what the URL says when it is not what the widget wrote there: a bookmark, or a link of the app."""
    now = st.query_params.get_all(key)
    if now == st.session_state.get(_seen(key), []) and key in st.session_state:
        return
    wanted = [one for one in now if one in ids]
    st.session_state[key] = chosen(wanted)
    st.session_state[_new(key)] = bool(wanted)
    if now and not wanted:
        del st.query_params[key]
    st.session_state[_seen(key)] = st.query_params.get_all(key)


def _tell(key: str, first: str | None, ids: Mapping[str, str] | None = None) -> None:
    """Write what was chosen into the URL."""
    chosen = st.session_state[key]
    st.session_state[_new(key)] = bool(chosen)
    if ids is not None:
        chosen = ids[chosen]
    if not chosen or chosen == first:
        if key in st.query_params:
            del st.query_params[key]
    else:
        st.query_params[key] = chosen
    st.session_state[_seen(key)] = st.query_params.get_all(key)
