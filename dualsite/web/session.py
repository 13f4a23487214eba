"""The data behind the pages: one store per process, one connection per session."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import cast

import ibis
import streamlit as st

from dualsite.access import LOCAL_EXECUTIVE, view
from dualsite.errors import DataError
from dualsite.insights import first_views
from dualsite.insights.data import provenance
from dualsite.screens.shared.figures import style
from dualsite.store import Store, Version
from dualsite.web.audit import data

_LOG = logging.getLogger(__name__)

PATIENCE = 1.0
"""Seconds a page waits for a load before it shows how far it has come."""


def data_folder() -> Path:
    """The folder named by DUALSITE_DATA, else `data/` beside the app."""
    return Path(os.environ.get("DUALSITE_DATA") or Path(__file__).parents[2] / "data")


@cache
def _store_of(folder: Path) -> Store:
    return Store(folder)


def store() -> Store:
    """The store of the data folder, the same for all sessions."""
    return _store_of(data_folder())


def close() -> None:
    """Close the store, whose file goes with the server."""
    store().close()
    _store_of.cache_clear()


def version() -> Version:
    """The version on show. While the first one loads, the page shows how far it is and waits.

    Raises DataError when there is nothing to show.
    """
    found = store().version(timeout=PATIENCE)
    if found is not None:
        data.note(store(), found)
        return found
    bar = st.progress(0.0)
    while (found := store().version(timeout=0.2)) is None:
        if (progress := store().progress) is not None:
            bar.progress(min(progress.done, 1.0), f"Loading and checking the data: {progress.part}")
    bar.empty()
    data.note(store(), found)
    return found


def connection() -> ibis.BaseBackend:
    """This session's own connection to the store."""
    key = f"connection to {data_folder()}"
    if key not in st.session_state:
        st.session_state[key] = store().connect()
    return cast(ibis.BaseBackend, st.session_state[key])


def prepare_first_views(prepared: str = "", is_over: Callable[[], bool] = lambda: False) -> str:
    """Answer what the pages say first, unless that was done for the version on show; that version's schema.

    `prepared` is the schema of the version for which it was done last. Nothing more is begun once `is_over`.
    """
    try:
        found = store().version(timeout=0)
    except DataError:
        return prepared
    if found is None or found.schema == prepared:
        return prepared
    for page, seconds in first_views.prepare(view(found, store().connect(), LOCAL_EXECUTIVE)):
        if is_over():
            break
        _LOG.info("The first view of /%s is ready, after %.1f s.", page, seconds)
    return found.schema


def warm_up() -> None:
    """Load the data and whatever answers and draws, so that the first visitor does not wait for it."""
    # Plotly loads its parts when they are first used.
    style.warm_up()
    try:
        found = store().version()
    except DataError:
        # The pages say what is wrong.
        return
    if found is not None:
        data.note(store(), found)
        provenance.classes(view(found, store().connect(), LOCAL_EXECUTIVE))
