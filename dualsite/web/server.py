"""What surrounds the pages: warm-up before the first visitor, static files, and the headers of every response."""

from __future__ import annotations

import base64
import gc
import hashlib
import logging
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio.to_thread
import streamlit
import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config

from dualsite.errors import DataError, DualsiteError
from dualsite.i18n import _
from dualsite.screens.shared.text import plain
from dualsite.web import admission, meeting_routes, openid, session
from dualsite.web.gate import Gate
from dualsite.web.landing import Landing
from dualsite.web.stylesheet import Stylesheet

_LOG = logging.getLogger(__name__)

ROUTER = Path(__file__).with_name("router.py")
STATIC = Path(__file__).parents[2] / "static"

ROUTES = [Mount("/app/static", StaticFiles(directory=STATIC)), *meeting_routes.ROUTES]
"""Fonts, the icon and the world's outlines, where nothing private lies; and the way into a meeting and out of it."""


def _script_hashes() -> str:
    """Hashes of the scripts that stand in Streamlit's own page, so that no other inline script may run."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    return " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in scripts
    )


HEADERS = {
    "content-security-policy": "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {_script_hashes()}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self' data: blob:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class SecurityHeaders:
    """Adds `HEADERS` to every response; plain ASGI, so that nothing is buffered."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message.get("headers", ()),
                    *((name.encode(), value.encode()) for name, value in HEADERS.items()),
                ]
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def settings() -> openid.Settings | None:
    """The sign-in this server is to be started with. Ends the process, with the reason, when that were not safe."""
    try:
        found = openid.settings()
    except DataError as error:
        raise SystemExit(f"Dualsite does not start.\n{error}") from None
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
        Middleware(Gate, settings=found),
        Middleware(Landing),
        Middleware(meeting_routes.MeetingCookies),
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
        _("This page could not be shown. Tell whoever runs this server the reference {reference}.").format(
            reference=reference
        ),
        icon=":material/error:",
    )
    return True


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Load the data and what draws it before anyone looks.

    Streamlit collects garbage after every run; freezing what is loaded here keeps it from being walked each time,
    which is most of a rerun (93 → 51 ms).
    """
    found = openid.settings()
    if found is not None:
        # Faults of the access file stand in the log before the first person meets them.
        admission.access_file(found)
    await anyio.to_thread.run_sync(session.warm_up)
    gc.collect()
    gc.freeze()
    yield
