"""What is the same for everybody is sent compressed: scripts, styles, outlines. It is most of a first visit.

Figures are, each by itself (`screens/shared/figures/encoding.py`). Nothing else is: a page or a file that mixes what
only its reader may know with what a stranger can choose would tell, by its length, one of the other (BREACH).
"""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send
from starlette_compress import CompressMiddleware

FOR_EVERYBODY = ("/static/", "/app/static/")
"""Where what is the same for everybody lies: Streamlit's own and ours."""


class Compression:
    """Sends what lies there by zstd, brotli or gzip, as the browser takes it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._compressing = CompressMiddleware(app)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_for_everybody = scope["type"] == "http" and scope["path"].startswith(FOR_EVERYBODY)
        await (self._compressing if is_for_everybody else self._app)(scope, receive, send)
