"""Where one lands after signing in: on the page one came for, which Streamlit forgets on the way to the provider."""

from __future__ import annotations

from urllib.parse import quote, unquote, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dualsite import sitemap

LOGIN, CALLBACK = "/auth/login", "/oauth2callback"
WANTED = "dualsite_wanted"
KEPT_S = 15 * 60
"""How long somebody may take at the provider and still land on the page."""

LONGEST = 2000
"""Characters of an address that a cookie holds with certainty."""


class Landing:
    """Keeps the address of the page that sends somebody to sign in, in a cookie that the way back alone is sent."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] not in (LOGIN, CALLBACK):
            await self.app(scope, receive, send)
            return
        is_back = scope["path"] == CALLBACK
        wanted = _kept(scope) if is_back else _asked_from(scope)

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start" and wanted:
                headers = MutableHeaders(scope=message)
                headers.append("set-cookie", _cookie("" if is_back else wanted))
                if is_back and headers.get("location") == "/":
                    headers["location"] = wanted
            await send(message)

        await self.app(scope, receive, send_on)


def own_page(address: str) -> str:
    """The path and query of an address, when a page of the app stands there; else nothing. The host is left out."""
    try:
        found = urlsplit(address)
    except ValueError:
        return ""
    place = f"{found.path}?{found.query}" if found.query else found.path
    is_page = found.path in sitemap.places(sitemap.EXECUTIVE) | sitemap.places(sitemap.CLIENT)
    return place if is_page and place.isascii() and place.isprintable() and len(place) <= LONGEST else ""


def _asked_from(scope: Scope) -> str:
    return own_page(HTTPConnection(scope).headers.get("referer", ""))


def _kept(scope: Scope) -> str:
    return own_page(unquote(HTTPConnection(scope).cookies.get(WANTED, "")))


def _cookie(wanted: str) -> str:
    """The cookie, gone for nothing wanted. Secure where the app is served so, like all cookies, by the gate."""
    kept = Response()
    life = KEPT_S if wanted else 0
    kept.set_cookie(WANTED, quote(wanted, safe=""), max_age=life, path=CALLBACK, httponly=True, samesite="lax")
    return kept.headers["set-cookie"]
