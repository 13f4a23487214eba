"""What surrounds the pages: warm-up before the first visitor, static files, and the headers of every response."""

from __future__ import annotations

import base64
import gc
import hashlib
import re
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import anyio.to_thread
import streamlit
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dualsite.ui import session

ROUTER = Path(__file__).with_name("router.py")
STATIC = Path(__file__).parents[2] / "static"

ROUTES = [Mount("/app/static", StaticFiles(directory=STATIC))]
"""Fonts, the icon and the world's outlines; nothing private lies there."""


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


class Stylesheet:
    """Puts the style sheet into Streamlit's own page: in force before anything is drawn, so that nothing moves.

    It goes behind the page's root: of equal rules the last one holds, and Streamlit writes its own into the head.
    """

    STYLE = f"<style>{Path(__file__).with_name('dualsite.css').read_text(encoding='utf-8')}</style>".encode()

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or "text/html" not in Headers(scope=scope).get("accept", ""):
            await self.app(scope, receive, send)
            return
        # What is compressed could not be added to.
        asked = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        start: Message | None = None
        body = b""

        async def send_styled(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and Headers(raw=message["headers"]).get(
                "content-type", ""
            ).startswith("text/html"):
                start = message
            elif start is None:
                await send(message)
            elif message["type"] == "http.response.body":
                body += message.get("body", b"")
                if not message.get("more_body"):
                    styled = body.replace(b"</body>", self.STYLE + b"</body>", 1)
                    await send(start | {"headers": _of_another_body(start["headers"], len(styled))})
                    await send({"type": "http.response.body", "body": styled})

        await self.app({**scope, "headers": asked}, receive, send_styled)


def _of_another_body(headers: Iterable[tuple[bytes, bytes]], length: int) -> list[tuple[bytes, bytes]]:
    """The headers of a page after its body has changed: what names the old one is left out."""
    named_after_the_old = {b"content-length", b"etag", b"last-modified"}
    kept = [(name, value) for name, value in headers if name.lower() not in named_after_the_old]
    return [*kept, (b"content-length", str(length).encode())]


MIDDLEWARE = [Middleware(SecurityHeaders), Middleware(Stylesheet)]


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
