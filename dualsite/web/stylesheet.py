"""The style sheet, the script of a tab, the ways of the keyboard and the switch of languages.

They are put into the page that Streamlit sends first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dualsite import i18n
from dualsite.web import assets, languages, streamlit_private, ways

_ICONS = (
    '@font-face { font-family: "Material Symbols Rounded"; font-display: block; '
    f"src: url({assets.hashed('/app/static/fonts/icons.woff2', assets.ROOT / 'fonts' / 'icons.woff2')}) "
    'format("woff2"); }'
)
"""Those that are used, in the place of Streamlit's 4,000: of two fonts of a name the last one holds."""

STYLE = f"<style>{_ICONS}{Path(__file__).with_name('dualsite.css').read_text(encoding='utf-8')}</style>".encode()

SCRIPT_PATH = "/app/tab.js"
_SCRIPT_FILE = Path(__file__).with_name("tab.js")

_FIGURES = assets.figure_scripts()
_TAB = assets.hashed(SCRIPT_PATH, _SCRIPT_FILE)
_FONT = '<link rel="preload" href="/app/static/fonts/inter-latin.woff2" as="font" type="font/woff2" crossorigin>'

_EVERYWHERE = streamlit_private.scripts_of("DateInput", "Selectbox", "Checkbox", "Html", "DownloadButton")
_BELOW = [one for one in streamlit_private.scripts_of("BidiComponent", "DataFrame") if one not in _EVERYWHERE]


def _beside(addresses: Iterable[str]) -> str:
    """Fetch them beside everything else, instead of after the page has told of something they draw."""
    return "".join(f'<link rel="modulepreload" href="{one}">' for one in addresses)


DRAWS_LATER = (
    f'<head><script src="{_TAB}" data-later="{" ".join(_FIGURES)}"></script>{_FONT}{_beside(_EVERYWHERE)}'
).encode()
"""Where no figure is drawn at once, what draws them is fetched when the browser has nothing else to do."""

DRAWS = f'<head><script src="{_TAB}"></script>{_FONT}{_beside((*_FIGURES, *_EVERYWHERE, *_BELOW))}'.encode()
"""Where figures are drawn: all other pages."""

_OTHER_FONT = re.compile(rb'<link\s+rel="preload"[^>]*SourceSans[^>]*>')
"""Streamlit's page asks for a font that the theme does not use."""

_OTHER_FACES = re.compile(r"@font-face\s*{[^}]*font-family:\s*['\"]?(Source Sans|Material Symbols Rounded)\b[^}]*}")
"""Its style sheet names that font, too, and all 4,000 icons."""


_SHEET_PATH = f"/{streamlit_private.STYLE_SHEET.relative_to(streamlit_private.PAGE.parent).as_posix()}"


def _faces() -> Response:
    """Streamlit's style sheet without the fonts that are not used."""
    sheet = streamlit_private.STYLE_SHEET.read_text(encoding="utf-8")
    return Response(_OTHER_FACES.sub("", sheet), media_type="text/css", headers={"cache-control": assets.FOR_GOOD})


async def _script(_request: Request) -> Response:
    return FileResponse(_SCRIPT_FILE, media_type="text/javascript", headers={"cache-control": assets.FOR_GOOD})


SCRIPT = Route(SCRIPT_PATH, _script)


class Stylesheet:
    """Puts the style sheet into Streamlit's own page: in force before anything is drawn, so that nothing moves.

    It goes behind the page's root: of equal rules the last one holds, and Streamlit writes its own into the head.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == _SHEET_PATH:
            await _faces()(scope, receive, send)
            return
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
                    head = DRAWS_LATER if scope["path"] == "/" else DRAWS
                    head = head.replace(b"<script ", f"<script{ways.keys(i18n.locale())} ".encode(), 1)
                    above = ways.skip_link(i18n.locale()) + languages.switch(i18n.locale())
                    styled = (
                        _OTHER_FONT.sub(b"", body)
                        .replace(b'<html lang="en">', _html().encode(), 1)
                        .replace(b"<head>", head, 1)
                        .replace(b"<body>", b"<body>" + above.encode(), 1)
                        .replace(b"</body>", STYLE + b"</body>", 1)
                    )
                    await send({**start, "headers": _of_another_body(start["headers"], len(styled))})
                    await send({"type": "http.response.body", "body": styled})

        await self.app({**scope, "headers": asked}, receive, send_styled)


def _html() -> str:
    """The root of the page in the reader's language. A browser that translated a page would leave what arrives later as
    it is, and old facts would stand under new headings."""
    return f'<html lang="{i18n.language()}" translate="no">'


def _of_another_body(headers: Iterable[tuple[bytes, bytes]], length: int) -> list[tuple[bytes, bytes]]:
    """The headers of a page after its body has changed: what names the old one is left out."""
    named_after_the_old = {b"content-length", b"etag", b"last-modified"}
    kept = [(name, value) for name, value in headers if name.lower() not in named_after_the_old]
    return [*kept, (b"content-length", str(length).encode())]
