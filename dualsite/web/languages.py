"""The language of what the server itself sends, and the switch that stands in every page.

Choosing a language loads the page anew, at the same address with another `lang`: all that was chosen stands there.
"""

from __future__ import annotations

from html import escape

from starlette.datastructures import QueryParams
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from dualsite import i18n
from dualsite.i18n import _
from dualsite.screens.shared.language import LANG


def of_request(scope: Scope) -> str:
    """The locale of whoever asks: what the address says, else the first that the browser names."""
    return at_address(scope, scope.get("query_string", b""))


def at_address(scope: Scope, parameters: bytes | str) -> str:
    """The same of whoever asks from an address with these parameters."""
    usual = HTTPConnection(scope).headers.get("accept-language", "").split(",")[0].split(";")[0].strip()
    return i18n.preferred(QueryParams(parameters).get(LANG), usual or None)


class ReadersLanguage:
    """The layer that lets what lies within it speak to whoever asks."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        with i18n.speaking(of_request(scope)):
            await self.app(scope, receive, send)


def switch(locale: str) -> str:
    """The switch as HTML; empty where there is one language alone."""
    if len(i18n.offered()) == 1:
        return ""
    with i18n.speaking(locale):
        label, spoken = _("Language"), i18n.language()
    options = "".join(
        f'<option value="{one}" lang="{one}"{" selected" if one == spoken else ""}>{escape(i18n.name_of(one))}</option>'
        for one in i18n.offered()
    )
    return f'<nav class="languages"><select aria-label="{escape(label)}">{options}</select></nav>'
