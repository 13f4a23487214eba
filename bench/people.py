"""People who are signed in at a server that is measured: its access file, their cookies, and how they open a socket."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from streamlit.web.server.starlette.starlette_app_utils import create_signed_value, generate_xsrf_token_string

COOKIE_SECRET = "0123456789abcdef" * 4
SECRETS = f"""
[auth]
redirect_uri = "{{origin}}/oauth2callback"
cookie_secret = "{COOKIE_SECRET}"
client_id = "dualsite"
client_secret = "not a secret"
server_metadata_url = "http://127.0.0.1:9/.well-known/openid-configuration"
"""

ORIGIN = "http://127.0.0.1:{port}"
"""The address of an app without a proxy; Streamlit puts its port in."""


def write(work: Path, people: Mapping[str, str | None], origin: str = ORIGIN) -> None:
    """The secrets and the access file of an app at this address that knows these e-mails: each an executive (None) or
    the client whose id it is."""
    (work / "secrets.toml").write_text(SECRETS.format(origin=origin))
    entries = (
        f'[[people]]\nemail = "{email}"\n'
        + ('role = "executive"\n' if partner is None else f'role = "partner"\npartner = "{partner}"\n')
        for email, partner in people.items()
    )
    (work / "access.toml").write_text("".join(['contact = "Dana"\n', *entries]))


def cookie(url: str, email: str) -> str:
    """The cookie of somebody who has signed in at the app of this address."""
    now = int(time.time())
    told = {
        "sub": email, "email": email, "email_verified": True, "iat": now, "exp": now + 3600, "provider": "default",
        "origin": url, "is_logged_in": True,
    }  # fmt: skip
    return "_streamlit_user=" + create_signed_value(COOKIE_SECRET, "_streamlit_user", json.dumps(told)).decode()


def spoken(url: str, carried: str, address: str) -> dict[str, Any]:
    """How a page of the app opens its socket, from an address of its own."""
    token = generate_xsrf_token_string()
    cookies = "; ".join(one for one in (carried, f"_streamlit_xsrf={token}") if one)
    return {
        "uri": url.replace("http", "ws", 1) + "/_stcore/stream",
        "subprotocols": ["streamlit", token],
        "additional_headers": {"Cookie": cookies, "X-Forwarded-For": address},
        "origin": url,
        "max_size": None,
        "compression": None,
    }
