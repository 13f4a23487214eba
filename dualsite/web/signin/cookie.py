"""The sign-in cookie: what is kept in it of all that a provider tells of a person.

A provider may name hundreds of groups, which no cookie and no proxy carries. Kept is who somebody is, how long the
sign-in is good, and of every other claim the values that the access file names. The provider's tokens stay here: of
them, signing out may have to show one, and nothing else needs any. A cookie signed with the former secret is signed
anew with the present one.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dualsite.access.access_file import AccessFile
from dualsite.web import streamlit_private
from dualsite.web.signin import admission, keys, openid, signout
from dualsite.web.signin.landing import CALLBACK
from dualsite.web.streamlit_private import TOKENS_COOKIE_NAME, USER_COOKIE_NAME

KEPT = (
    "provider", "sub", "iss", "email", "email_verified", "exp", "iat", "nonce", "origin", "is_logged_in",
)  # fmt: skip
"""What is kept of everybody."""

LONGEST_SHOWN = 4000
"""Characters of an ID token that is shown to the provider at the end, within an address."""
MOST_HELD = 10_000

_held: dict[str, str] = {}
"""The ID tokens of those signed in, by sign-in."""
_lock = threading.Lock()


def kept(user: Mapping[str, Any], file: AccessFile | None) -> dict[str, Any]:
    """What is kept of all that is told of a user. Without a readable access file nobody's claims are known to matter.

    With it goes what the access file named at the time: of a claim it names later, nothing is known.
    """
    named = file.named if file is not None else {}
    found: dict[str, Any] = {name: user[name] for name in KEPT if name in user}
    for name, values in named.items():
        told = user.get(name)
        if name not in found and told is not None:
            told_values = told if isinstance(told, list) else [told]
            found[name] = [one for one in told_values if isinstance(one, str) and one in values]
    return {**found, admission.ASKED: sorted(admission.asked(*one) for one in _pairs(named))}


def _pairs(named: Mapping[str, frozenset[str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, values in named.items() for value in values]


class SigninCookie:
    """The layer: cuts the cookie down as it is set, and shows the provider its token where somebody signs out."""

    def __init__(self, app: ASGIApp, settings: openid.Settings | None) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.settings is not None and scope["type"] in ("http", "websocket"):
            scope, send = _signing_anew(scope, send)
        if self.settings is not None and scope["type"] == "http":
            if scope["path"] == CALLBACK:
                send = _cutting(send, scope, self.settings)
            elif scope["path"] == signout.LOGOUT:
                scope = _showing_the_token(scope, self.settings)
        await self.app(scope, receive, send)


def _signing_anew(scope: Scope, send: Send) -> tuple[Scope, Send]:
    """A cookie that is signed with the former secret, as if with the present one: Streamlit knows that alone.

    The browser is given it as well, with the next page.
    """
    present, *former = keys.verifying()
    cookies = HTTPConnection(scope).cookies
    if not former or USER_COOKIE_NAME not in cookies or streamlit_private.user_in(cookies, [present]) is not None:
        return scope, send
    user = streamlit_private.user_in(cookies, former)
    if user is None:
        return scope, send
    made = streamlit_private.user_cookies(user)
    headers = MutableHeaders(raw=list(scope["headers"]))
    others = [one.strip() for one in headers.get("cookie", "").split(";") if not _is_named(one)]
    headers["cookie"] = "; ".join([*others, *(f"{name}={value}" for name, value in made.items())])

    async def send_with_cookie(message: Message) -> None:
        is_page = message["type"] == "http.response.start" and "text/html" in Headers(raw=message["headers"]).get(
            "content-type", ""
        )
        if is_page:
            message["headers"] = [*message["headers"], *_set_cookies(made)]
        await send(message)

    return {**scope, "headers": headers.raw}, send_with_cookie


def _is_named(cookie: str) -> bool:
    return cookie.strip().startswith(USER_COOKIE_NAME)


def _set_cookies(made: Mapping[str, str], gone: Iterable[str] = ()) -> list[tuple[bytes, bytes]]:
    """The headers that give a browser these cookies, and take others away."""
    answer = Response()
    for name, value in made.items():
        answer.set_cookie(name, value, max_age=admission.LONGEST_S, httponly=True, samesite="lax")
    for name in gone:
        answer.delete_cookie(name, httponly=True, samesite="lax")
    return [(name, value) for name, value in answer.raw_headers if name == b"set-cookie"]


def _cutting(send: Send, scope: Scope, settings: openid.Settings) -> Send:
    """The answer to a sign-in with as much in its cookies as is needed."""

    async def send_cut(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = _cut(message.get("headers", ()), HTTPConnection(scope).cookies, settings)
        await send(message)

    return send_cut


def _cut(headers: Any, before: Mapping[str, str], settings: openid.Settings) -> list[tuple[bytes, bytes]]:
    """The headers of an answer with the cookies of a sign-in made anew; as they are when it sets none."""
    others = [(name, value) for name, value in headers if not _is_of_signin(name, value)]
    cookies = (value.decode("latin-1").partition(";")[0] for name, value in headers if _is_of_signin(name, value))
    told = dict(cookie.split("=", 1) for cookie in cookies)
    user = streamlit_private.user_in(told, [streamlit_private.cookie_secret()])
    if user is None:
        return list(headers)
    cut = kept(user, admission.access_file(settings))
    _hold(cut, streamlit_private.id_token_in(told))
    made = streamlit_private.user_cookies(cut)
    gone = [name for name in before if _is_named(name) and name not in made]
    return [*others, *_set_cookies(made, gone)]


def _is_of_signin(name: bytes, value: bytes) -> bool:
    return name.lower() == b"set-cookie" and value.startswith(USER_COOKIE_NAME.encode())


def _hold(user: Mapping[str, Any], token: str | None) -> None:
    if token is not None and len(token) <= LONGEST_SHOWN:
        with _lock:
            if len(_held) >= MOST_HELD:
                del _held[next(iter(_held))]
            _held[admission.key(openid.claims_of(user))] = token


def _showing_the_token(scope: Scope, settings: openid.Settings) -> Scope:
    """The request to sign out, as if the browser had kept the token that Streamlit shows the provider."""
    cookies = HTTPConnection(scope).cookies
    with _lock:
        token = _held.pop(admission.key(openid.claims_in(cookies, settings.origin)), None)
    if token is None:
        return scope
    headers = MutableHeaders(raw=list(scope["headers"]))
    carried = streamlit_private.signed(TOKENS_COOKIE_NAME, {"id_token": token})
    headers["cookie"] = f"{headers.get('cookie', '')}; {TOKENS_COOKIE_NAME}={carried}"
    return {**scope, "headers": headers.raw}
