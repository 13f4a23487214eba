"""What the layers around the app are asked, without a server."""

from __future__ import annotations

import json
import time
from typing import Any

from anyio.from_thread import start_blocking_portal
from starlette.types import ASGIApp
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from dualsite.web.signin import openid

SECRET = "s" * 40
SETTINGS = openid.Settings("https://app.example.com", ("default",))


def cookie(**told: Any) -> str:
    """Ada's cookie."""
    claims = {
        "email": "ada@example.com", "email_verified": True, "iat": time.time(), "exp": time.time() + 60,
        "provider": "default",
        "is_logged_in": True, "origin": SETTINGS.origin, "nonce": time.monotonic_ns(), **told,
    }  # fmt: skip
    return "_streamlit_user=" + create_signed_value(SECRET, "_streamlit_user", json.dumps(claims)).decode()


def scope(
    kind: str,
    path: str,
    host: str | None = "app.example.com",
    server: str = "127.0.0.1",
    cookies: str = "",
    query: str = "",
    more: dict[str, str] | None = None,
) -> Any:
    headers = [(b"host", host.encode())] if host is not None else []
    headers += [(b"cookie", cookies.encode())] if cookies else []
    headers += [(name.encode(), value.encode()) for name, value in (more or {}).items()]
    return {
        "type": kind,
        "method": "GET",
        "path": path,
        "headers": headers,
        "server": (server, 1),
        "query_string": query.encode(),
    }


def run(layer: ASGIApp, *call: Any) -> None:
    """In a thread of its own: in this one, a browser of other tests may have its event loop."""
    with start_blocking_portal() as portal:
        portal.call(layer, *call)
