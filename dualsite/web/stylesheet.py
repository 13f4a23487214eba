"""The style sheet and the script of a tab, put into the page that Streamlit sends before it runs anything."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dualsite.web import streamlit_private

STYLE = f"<style>{Path(__file__).with_name('dualsite.css').read_text(encoding='utf-8')}</style>".encode()

SCRIPT_PATH = "/app/tab.js"
HEAD = (
    f'<head><script src="{SCRIPT_PATH}"></script>'
    # Where no figure is drawn at once, its script is fetched when the browser has nothing else to do.
    f'<link rel="prefetch" href="{streamlit_private.FIGURES}" as="script">'
).encode()


async def _script(_request: Request) -> Response:
    return FileResponse(Path(__file__).with_name("tab.js"), media_type="text/javascript")


SCRIPT = Route(SCRIPT_PATH, _script)


class Stylesheet:
    """Puts the style sheet into Streamlit's own page: in force before anything is drawn, so that nothing moves.

    It goes behind the page's root: of equal rules the last one holds, and Streamlit writes its own into the head.
    """

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
                    styled = body.replace(b"<head>", HEAD, 1).replace(b"</body>", STYLE + b"</body>", 1)
                    await send({**start, "headers": _of_another_body(start["headers"], len(styled))})
                    await send({"type": "http.response.body", "body": styled})

        await self.app({**scope, "headers": asked}, receive, send_styled)


def _of_another_body(headers: Iterable[tuple[bytes, bytes]], length: int) -> list[tuple[bytes, bytes]]:
    """The headers of a page after its body has changed: what names the old one is left out."""
    named_after_the_old = {b"content-length", b"etag", b"last-modified"}
    kept = [(name, value) for name, value in headers if name.lower() not in named_after_the_old]
    return [*kept, (b"content-length", str(length).encode())]
