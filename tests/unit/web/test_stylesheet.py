"""What is put into Streamlit's own page: our look, and word of what to fetch; what nobody uses is taken out."""

from __future__ import annotations

import re

import pytest
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse
from starlette.types import Message

from dualsite.web import assets, streamlit_private, stylesheet
from tests.unit.web import asgi
from tools.server import ROOT

PAGE = streamlit_private.PAGE.read_text(encoding="utf-8")


def got(path: str) -> tuple[Headers, str]:
    """What a browser is sent that asks for a page or a style sheet."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    asked = asgi.scope("http", path, more={"accept": "text/html"})
    asgi.run(stylesheet.Stylesheet(HTMLResponse(PAGE)), asked, receive, send)
    return Headers(raw=sent[0]["headers"]), b"".join(message.get("body", b"") for message in sent[1:]).decode()


@pytest.mark.parametrize("path", ["/", "/network"])
def test_a_page_asks_for_no_font_that_the_theme_does_not_use(path: str) -> None:
    assert "SourceSans" in PAGE
    _headers, page = got(path)
    assert "SourceSans" not in page
    assert page.count('as="font"') == 1
    assert "inter-latin.woff2" in page


def test_what_draws_figures_is_fetched_with_a_page_that_draws_them_and_later_where_none_is() -> None:
    for script in assets.figure_scripts():
        assert f'<link rel="modulepreload" href="{script}">' in got("/network")[1]
        assert f'href="{script}"' not in got("/")[1]
        assert script in re.findall(r'data-later="([^"]*)"', got("/")[1])[0].split()


def test_the_style_sheet_of_streamlit_comes_without_fonts_that_nobody_uses() -> None:
    path = f"/{streamlit_private.STYLE_SHEET.relative_to(streamlit_private.PAGE.parent).as_posix()}"
    headers, sheet = got(path)
    assert path.removeprefix("/") in PAGE
    assert headers["content-type"].startswith("text/css")
    assert headers["cache-control"] == assets.FOR_GOOD
    assert "Source Sans" not in sheet
    assert "Material Symbols" not in sheet
    assert len(sheet) > 0.9 * streamlit_private.STYLE_SHEET.stat().st_size


def test_every_icon_that_is_named_is_in_the_font() -> None:
    there = (assets.ROOT / "fonts" / "icons.txt").read_text(encoding="utf-8").split()
    files = [*(ROOT / "dualsite").rglob("*.py"), *(ROOT / "pages").glob("*.py")]
    files += (streamlit_private.PAGE.parent / "static" / "js").glob("*.js")
    named = {
        name for file in files for name in re.findall(r":material/([a-z0-9_]+):", file.read_text(encoding="utf-8"))
    }
    # One that Streamlit names is not in its own font either.
    assert named - set(there) <= {"star_filled"}
    assert "download" in there
