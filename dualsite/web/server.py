"""What the app is made of: its layers and routes, its start and its end, and what a page shows that fails."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import secrets
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import anyio.to_thread
import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Mount
from streamlit import config

from dualsite import audit
from dualsite.audit import watch
from dualsite.errors import DataError, DualsiteError, InputError
from dualsite.i18n import _
from dualsite.screens.shared import drawing
from dualsite.screens.shared.text import plain
from dualsite.store.care import care
from dualsite.web import addresses, answers, assets, engine, full, health, limits, log, session, streamlit_private
from dualsite.web.addresses import Addresses
from dualsite.web.audit import life
from dualsite.web.audit.requests import Requests
from dualsite.web.compression import Compression
from dualsite.web.gate import Gate
from dualsite.web.headers import SecurityHeaders
from dualsite.web.languages import ReadersLanguage
from dualsite.web.meeting import routes as meeting
from dualsite.web.signin import admission, endings, openid, pages, sessions
from dualsite.web.signin.cookie import SigninCookie
from dualsite.web.signin.landing import Landing
from dualsite.web.stylesheet import SCRIPT, Stylesheet
from dualsite.web.tabs import Tabs

_LOG = logging.getLogger(__name__)

_over = threading.Event()
"""Set when the server ends."""

COLLECT_EVERY_S = 60.0
"""How long garbage may lie that refers to itself; everything else goes at once."""

SWITCH_EVERY_S = 0.0005
"""How soon a run that waits for its turn within Python gets it. A run loses its turn whenever it asks the database: one
of 60 queries took 7.2 times as long beside another with Python's 5 ms, and takes 2.6 times as long with this."""

FOLLOW_EVERY_S = 2.0
"""How soon a change of the secrets counts."""

PREPARE_EVERY_S = 2.0
"""How soon after another version is on show its first views are answered."""

ROUTER = Path(__file__).with_name("router.py")

ROUTES = [Mount("/app/static", assets.Assets()), SCRIPT, health.ROUTE, full.ROUTE, *meeting.ROUTES, *pages.ROUTES]
"""Fonts, the icon and the world's outlines, where nothing private lies; the way into a meeting and out of it; and what
the server says of itself to whoever watches it."""


def settings() -> openid.Settings | None:
    """The sign-in this server is to be started with. Ends the process, with the reason, when that were not safe."""
    log.make_harmless()
    log.speak()
    try:
        found = openid.settings()
        audit.check_settings()
        care()
        engine.check()
        limits.most_tabs()
    except (DataError, InputError) as error:
        raise SystemExit(f"Dualsite does not start.\n{error}") from None
    if config.get_option("server.baseUrlPath"):
        raise SystemExit(
            "Dualsite does not start under a path: its protections are those of a whole address. Unset "
            "server.baseUrlPath, and give it a name of its own, such as dash.example.com."
        )
    if addresses.trusts_everybody():
        raise SystemExit(
            f"Dualsite does not start with {addresses.TRUSTED}={os.environ[addresses.TRUSTED]}: whoever asks could say "
            "that they ask from elsewhere. Name the addresses of your proxies there, or leave it out."
        )
    address = config.get_option("server.address")
    if found is None and address not in openid.LOOPBACK:
        raise SystemExit(
            f"Dualsite does not start on the address {address or 'of every network'}: without sign-in, whoever reaches "
            "it sees everything. Set server.address to 127.0.0.1, or configure sign-in as docs/security.md says."
        )
    return found


def middleware(found: openid.Settings | None) -> list[Middleware]:
    """What every request goes through, outermost first."""
    return [
        Middleware(SecurityHeaders),
        Middleware(ReadersLanguage),
        Middleware(Requests, settings=found),
        *([Middleware(Addresses)] if found is not None else []),
        Middleware(Gate, settings=found),
        Middleware(SigninCookie, settings=found),
        Middleware(Landing),
        Middleware(meeting.MeetingPages),
        Middleware(Tabs, settings=found),
        Middleware(Compression),
        Middleware(Stylesheet),
    ]


def explain(error: Exception) -> bool:
    """Say on the page that it failed, and under which reference the log, which has it already, holds the reason."""
    if isinstance(error, DualsiteError):
        st.error(plain(str(error)), icon=":material/error:")
        return True
    reference = secrets.token_hex(4)
    _LOG.error("The failure above has the reference %s.", reference)
    st.error(
        _("This page could not be shown. Give your administrator the reference {reference}.").format(
            reference=reference
        ),
        icon=":material/error:",
    )
    return True


def parts() -> dict[str, Any]:
    """All that `st.App` is made of. Ends the process, with the reason, when it is not safe to start."""
    return {
        "script_path": ROUTER,
        "lifespan": lifespan,
        "middleware": middleware(settings()),
        "routes": ROUTES,
        "on_script_error": explain,
    }


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Load the data and what draws it before anyone looks; at the end, take the database away.

    Streamlit would collect garbage after every run, which took longer than most pages and stopped everyone; that is
    switched off (`runner.postScriptGC`). It is collected on a timer, and what is loaded here is never walked.
    """
    found = openid.settings()
    life.start(found)
    if found is not None:
        # Faults of the access file stand in the log before the first person meets them.
        admission.access_file(found)
        endings.tidy(time.time())
        sessions.tidy(time.time())
    streamlit_private.give_random_ids()
    address, _imported = assets.figure_scripts()
    streamlit_private.give_script(drawing.COMPONENT, '<div class="figure"></div>', assets.FIGURE_SCRIPT, address)
    await anyio.to_thread.run_sync(answers.keep)
    await anyio.to_thread.run_sync(session.warm_up)
    gc.collect()
    gc.freeze()
    sys.setswitchinterval(SWITCH_EVERY_S)
    tasks = [asyncio.create_task(one()) for one in (_collect_garbage, _follow_secrets, _check_trail, _prepare_views)]
    for task in tasks:
        task.add_done_callback(tell_of_failure)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        _over.set()
        life.stop()
        session.close()


def tell_of_failure(task: asyncio.Task[None]) -> None:
    """Say in the log that something the server does by itself has failed, and is not done any more."""
    if not task.cancelled() and (error := task.exception()) is not None:
        what = getattr(task.get_coro(), "__name__", "").replace("_", " ").strip()
        _LOG.error("The server has ceased to %s. Restart it; the reason:", what, exc_info=error)


async def _prepare_views() -> None:
    """Keep the first views answered: after the start, and whenever another version of the data is on show."""
    _over.clear()
    prepared = ""
    while session.is_prepared():
        with _going_on("prepare views"):
            prepared = await anyio.to_thread.run_sync(session.prepare_first_views, prepared, _over.is_set)
        await asyncio.sleep(PREPARE_EVERY_S)


async def _check_trail() -> None:
    while True:
        with _going_on("check the trail"):
            await anyio.to_thread.run_sync(watch.check)
        await asyncio.sleep(watch.EVERY_S)


@contextmanager
def _going_on(what: str) -> Iterator[None]:
    """What fails for a while, for a disk or for data that were dropped meanwhile, is said and tried again later."""
    try:
        yield
    except session.PASSING as error:
        if not _over.is_set():
            _LOG.warning("The server could not %s, and will try again: %s", what, error)


async def _collect_garbage() -> None:
    while True:
        await asyncio.sleep(COLLECT_EVERY_S)
        gc.collect()


async def _follow_secrets() -> None:
    while True:
        await asyncio.sleep(FOLLOW_EVERY_S)
        with _going_on("follow the secrets"):
            openid.follow()
            if openid.settings() is not None:
                life.note_key()
