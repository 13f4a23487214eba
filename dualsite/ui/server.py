"""What surrounds the pages: warm-up before the first visitor, static files, and the headers of every response."""

from __future__ import annotations

import base64
import gc
import hashlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio.to_thread
import streamlit
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dualsite.ui import meeting_routes, session

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


MIDDLEWARE = [Middleware(SecurityHeaders), Middleware(meeting_routes.MeetingCookies)]


@asynccontextmanager
async def lifespan(_: object) -> AsyncIterator[None]:
    """Load the data and what draws it before anyone looks.

    Streamlit collects garbage after every run; freezing what is loaded here keeps it from being walked each time,
    which is most of a rerun (93 → 51 ms).
    """
    await anyio.to_thread.run_sync(session.warm_up)
    gc.collect()
    gc.freeze()
    yield
