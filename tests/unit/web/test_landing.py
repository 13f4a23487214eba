"""Where one lands after signing in."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from anyio.from_thread import start_blocking_portal
from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.types import Message

from dualsite.web.signin.landing import CALLBACK, LOGIN, WANTED, Landing, own_page

APP = "https://app.example.com"


def answer(path: str, **headers: str) -> Headers:
    """The headers of the answer to a request; the app under the layer leads to the root."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    told = [(name.encode(), value.encode()) for name, value in headers.items()]
    asked = {"type": "http", "method": "GET", "path": path, "headers": told, "query_string": b"", "server": ("a", 1)}
    with start_blocking_portal() as portal:
        portal.call(Landing(RedirectResponse("/", 302)), asked, receive, send)
    return Headers(raw=sent[0]["headers"])


@pytest.mark.parametrize(
    ("referer", "place"),
    [
        (f"{APP}/contracts?site=Main%20Site&as_of=2026-01-31", "/contracts?site=Main%20Site&as_of=2026-01-31"),
        (f"{APP}/", "/"),
        (f"{APP}/agreements", "/agreements"),
        ("https://evil.example/contracts", "/contracts"),
    ],
)
def test_one_lands_on_the_page_that_asked_to_sign_in(referer: str, place: str) -> None:
    kept = answer(LOGIN, referer=referer)["set-cookie"]
    back = answer(CALLBACK, cookie=kept.split(";")[0])
    assert back["location"] == place
    assert "Max-Age=0" in back["set-cookie"]


def test_the_cookie_is_sent_on_the_way_back_alone() -> None:
    kept = answer(LOGIN, referer=f"{APP}/contracts")["set-cookie"]
    assert {f"Path={CALLBACK}", "HttpOnly", "SameSite=lax"} <= set(kept.split("; "))


@pytest.mark.parametrize(
    "address",
    [
        "",
        f"{APP}/nowhere",
        f"{APP}//evil.example/contracts",
        f"{APP}/contracts/../../evil",
        f"{APP}/contracts?a={'x' * 3000}",
        "https://[broken/contracts",
        "//evil.example",
        "/\\evil.example",
        "/contracts?a=é",
    ],
)
def test_no_other_place_is_kept(address: str) -> None:
    assert own_page(address) == ""
    assert "set-cookie" not in answer(LOGIN, referer=address)
    assert answer(CALLBACK, cookie=f"{WANTED}={quote(address, safe='')}")["location"] == "/"


def test_without_a_page_one_lands_on_the_first() -> None:
    assert answer(CALLBACK)["location"] == "/"
