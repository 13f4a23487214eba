"""The data behind the pages: one store per process, one connection per session."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import cast

import duckdb
import ibis
import streamlit as st

from dualsite import i18n, screens, web
from dualsite.access import LOCAL_EXECUTIVE, View, view
from dualsite.errors import DataError, DualsiteError
from dualsite.i18n import _
from dualsite.insights import first_views
from dualsite.insights.data import provenance
from dualsite.sitemap import PageId
from dualsite.store import Version
from dualsite.store.care import care
from dualsite.store.engines import AnyStore, store_of
from dualsite.store.engines.address import AnyAddress
from dualsite.web import engine, lately, limits
from dualsite.web.audit import data

_LOG = logging.getLogger(__name__)

ROUTER = "dualsite.web.router"

PREPARE = "DUALSITE_PREPARE"
"""Set to `no`, the pages' first views are answered when somebody asks and not before."""

MOST_LOCALES = 4
"""Locales for which first views are answered at most: those in which somebody looked last."""

_spoken: dict[str, None] = {}
"""The locales in which somebody has looked since the start, the latest last."""
_speaking = threading.Lock()

PASSING = (OSError, DualsiteError, duckdb.Error)
"""What fails for a while, for a disk or for data that were dropped meanwhile."""

HELD_BACK_S = 30.0
"""How long a new version is held back, the one before staying on show, while its first views are answered. What has
been begun by then is ended, and the rest is answered once it is on show."""

ASKED_S = 20.0
"""How long the screens that were asked for lately are answered at most, before a version is shown and after."""

PATIENCE_S = 1.0
"""How long a load may take for pages to wait for it; after that they show what was on show, or how far it has come."""


def data_folder() -> Path:
    """The folder named by DUALSITE_DATA, else `data/` beside the app."""
    return Path(os.environ.get("DUALSITE_DATA") or Path(__file__).parents[2] / "data")


@cache
def _store_of(folder: Path, address: AnyAddress | None) -> AnyStore:
    def before_shown(version: Version) -> None:
        _prepare_before(_store_of(folder, address), version)

    return store_of(address, folder, before_shown=before_shown, care=care())


def store() -> AnyStore:
    """The store of the engine or, without one, of the data folder; the same for all sessions."""
    return _store_of(data_folder(), engine.configured())


def close() -> None:
    """Close the store, whose file goes with the server."""
    store().close()
    _store_of.cache_clear()


def version() -> Version:
    """The version on show. While the first one loads, the page shows how far it is and waits.

    Raises DataError when there is nothing to show.
    """
    found = store().version(timeout=max(0.0, PATIENCE_S - store().looking_s))
    if found is not None:
        data.note(store(), found)
        return found
    bar = st.progress(0.0)
    while (found := store().version(timeout=0.2)) is None:
        if (progress := store().progress) is not None:
            bar.progress(min(progress.done, 1.0), _("Loading and checking the data: {part}").format(part=progress.part))
        elif store().is_arriving:
            bar.progress(0.0, _("Files are arriving; they are read once complete."))
    bar.empty()
    data.note(store(), found)
    return found


def connection() -> ibis.BaseBackend:
    """This session's own connection to the store."""
    key = f"connection to {engine.configured() or data_folder()}"
    if key not in st.session_state:
        st.session_state[key] = store().connect()
    return cast(ibis.BaseBackend, st.session_state[key])


def is_prepared() -> bool:
    """Whether the pages' first views are answered before anybody asks."""
    return os.environ.get(PREPARE) != "no"


def note_locale() -> None:
    """Somebody looks in the locale in use: from now on first views are answered in it as well."""
    with _speaking:
        _spoken.pop(i18n.short_locale(), None)
        _spoken[i18n.short_locale()] = None
        for oldest in list(_spoken)[:-MOST_LOCALES]:
            del _spoken[oldest]


def _locales() -> list[str]:
    """In which first views are answered: as people look, in order of name; in English before anybody does."""
    with _speaking:
        return sorted(_spoken) or [i18n.DEFAULT]


def prepare_first_views(prepared: str = "", is_over: Callable[[], bool] = lambda: False) -> str:
    """Answer what the pages say first, unless that was done for the version on show and all locales that are in use.

    Gives what it was done for, which is `prepared` the next time. Nothing more is begun once `is_over`. What fails
    for a while is raised; what fails for another reason is in the log, and is not tried again for that version.
    """
    try:
        found = store().version(timeout=0)
    except DataError:
        return prepared
    if found is None or (now := " ".join([found.schema, *_locales()])) == prepared:
        return prepared
    failure = _failure(store(), found, is_over)
    if isinstance(failure, PASSING):
        raise failure
    _tell(found, failure)
    return now


def _prepare(of: AnyStore, version: Version, is_over: Callable[[], bool]) -> None:
    """The first page, then the screens that were asked for lately, then every other page."""
    limits.run_in_background()
    connection = of.connect()
    whole = view(version, connection, LOCAL_EXECUTIVE)
    _prepare_pages(whole, is_over, [PageId.TODAY])
    _prepare_asked(version, connection, is_over)
    _prepare_pages(whole, is_over, [page for page in PageId if page is not PageId.TODAY])
    if not is_over():
        _LOG.info("Every first view is ready.")


def _prepare_pages(whole: View, is_over: Callable[[], bool], pages: Collection[PageId]) -> None:
    for locale in _locales():
        with i18n.speaking(locale):
            for page, seconds in first_views.prepare(whole, is_over, pages):
                _LOG.info("The first view of /%s is ready in %s, after %.1f s.", page, locale, seconds)
            screens.build_first_figures(whole, is_over, pages)


def _prepare_asked(version: Version, connection: ibis.BaseBackend, is_over: Callable[[], bool]) -> None:
    """Answer the screens that were asked for lately; one of a site or client that is no more is left out."""
    began, asked, ready = time.monotonic(), lately.asked(), 0

    def is_enough() -> bool:
        return is_over() or time.monotonic() > began + ASKED_S

    for one in asked:
        if is_enough():
            break
        with suppress(DualsiteError), i18n.speaking(one.locale):
            seen = one.view(version, connection)
            for _done in first_views.prepare(seen, is_enough, [one.page]):
                ready += 1
            screens.build_first_figures(seen, is_enough, [one.page])
    if asked:
        took = time.monotonic() - began
        _LOG.info("%d of the %d screens that were asked for last are ready, after %.1f s.", ready, len(asked), took)


def _prepare_before(of: AnyStore, version: Version) -> None:
    """Answer the first views of a version that is to be shown, for as long as it may be held back for them.

    It is shown whatever fails here; the page in question says then what is wrong.
    """
    if not is_prepared():
        return
    until = time.monotonic() + HELD_BACK_S
    _tell(version, _failure(of, version, lambda: time.monotonic() > until))


def _failure(of: AnyStore, version: Version, is_over: Callable[[], bool]) -> BaseException | None:
    """Prepare in a thread of its own; what has failed there."""
    with ThreadPoolExecutor(1, "prepare") as preparing:
        return preparing.submit(_prepare, of, version, is_over).exception()


def _tell(version: Version, failure: BaseException | None) -> None:
    if failure is not None:
        _LOG.warning("The first views of data version %s could not be prepared:", version.id, exc_info=failure)


def _load_frame() -> None:
    """Import what stands around the pages; the router is no module, but the script that Streamlit runs."""
    for module in walk_packages(web.__path__, f"{web.__name__}."):
        if module.name != ROUTER:
            import_module(module.name)


def warm_up() -> None:
    """Load the data and whatever answers and draws, so that the first visitor does not wait for it."""
    # Python loads the room of a page when the page is first drawn.
    screens.load()
    _load_frame()
    try:
        found = store().version()
    except DataError:
        # The pages say what is wrong.
        return
    if found is not None:
        data.note(store(), found)
        provenance.classes(view(found, store().connect(), LOCAL_EXECUTIVE))
