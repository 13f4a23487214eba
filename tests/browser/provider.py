"""An OpenID provider on this machine, and an app that lets its people in."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page

from dualsite.audit import APP, Entry, What, reading
from tools.server import Server, end, free_port, wait_until_healthy

COOKIE_SECRET = "0123456789abcdef" * 4

GROUPS = [str(uuid.uuid5(uuid.NAMESPACE_DNS, str(number))) for number in range(199)]
"""Names of groups as directories make them, which no compression makes short."""

PEOPLE = {
    "ada": {"email": "Ada@Example.com", "email_verified": True},
    "max": {"email": "max@example.com", "email_verified": True},
    "kim": {"email": "kim@client.example"},
    "gus": {"email": "gus@example.com", "groups": ["others", "executives"]},
    "eve": {"email": "ada@example.com", "email_verified": False},
    "zed": {"email": "zed@elsewhere.example", "email_verified": True},
    "pat": {"email": "pat@example.com", "groups": [*GROUPS, "executives"]},
    "tim": {"email": "tim@client.example", "email_verified": True},
}
"""Who can sign in at the provider, by the name of their button there."""

ACCESS = """
contact = "Dana Whitfield, dana@example.com"
trusted_for_email = ["default"]

[[people]]
email = "ada@example.com"
role = "executive"

[[people]]
email = "max@example.com"
role = "account_manager"
partners = ["OAK"]

[[people]]
email = "kim@client.example"
role = "partner"
partner = "OAK"

[[people]]
email = "tim@client.example"
role = "partner"
partner = "YEW"

[[people]]
claim = { groups = "executives" }
role = "executive"
"""


@dataclass(frozen=True)
class Provider:
    """A running provider."""

    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def provider(work: Path) -> Iterator[Provider]:
    """A provider that knows PEOPLE, until the block ends. `work` is a folder for its log."""
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--host", "127.0.0.1"]
    for name, claims in PEOPLE.items():
        command += ["--user-claims", json.dumps({"sub": name, **claims})]
    log = work / f"provider-{port}.log"
    with log.open("wb") as said:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT)
    try:
        wait_until_healthy(process, f"http://127.0.0.1:{port}/.well-known/openid-configuration", log)
        yield Provider(port)
    finally:
        end(process)


def secrets(at: Provider, redirect_uri: str = "http://127.0.0.1:{port}/oauth2callback") -> str:
    """The secrets of an app that knows this provider alone."""
    return f"""
[auth]
redirect_uri = "{redirect_uri}"
cookie_secret = "{COOKIE_SECRET}"
client_id = "dualsite"
client_secret = "not a secret"
server_metadata_url = "{at.url}/.well-known/openid-configuration"
client_kwargs = {{ scope = "openid profile email", prompt = "select_account" }}
"""


NEXT_SECRET = "fedcba9876543210" * 4


def changed(text: str) -> str:
    """The secrets after a change of the cookie secret; the one before still counts."""
    former = f'former_cookie_secret = "{COOKIE_SECRET}"\nformer_until = {datetime.now(UTC).date()}\n'
    return text.replace(COOKIE_SECRET, NEXT_SECRET) + former


def put_in_force(server: Server, file: Path, text: str) -> None:
    """Change the secrets of a running server, and wait until it has taken them over."""

    def times() -> int:
        return server.log.read_text().count("The secrets of the sign-in have changed")

    before, deadline = times(), time.monotonic() + 30
    file.write_text(text)
    while times() == before:
        assert time.monotonic() < deadline, server.log.read_text()[-2000:]
        time.sleep(0.05)


def sign_in(page: Page, name: str, button: str = "Sign in") -> None:
    """From the sign-in page through the provider to the first page that follows."""
    page.get_by_role("button", name=button, exact=True).click()
    page.get_by_role("button", name=name, exact=True).click()
    page.locator(".st-key-title, .st-key-denied, main.denied").first.wait_for()


def wait_for_sign_in_page(page: Page) -> None:
    """Wait until the app asks to sign in, and shows nothing else."""
    page.locator("main.signin").get_by_role("button", name="Sign in").first.wait_for()
    page.locator(".st-key-title, .st-key-filters, [data-testid=stDataFrame]").first.wait_for(state="detached")


def audited(server: Server) -> list[Entry]:
    """What the server has written of people into its audit trail, oldest first, without what was denied."""
    found = reading.entries(server.log.with_name("audit.jsonl"))
    return [one for one in reversed(list(found)) if one.who != APP and one.what is not What.DENIED]


def status(url: str) -> int:
    """How a server answers a plain request, redirects not followed."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: object) -> None:
            return None

    try:
        with urllib.request.build_opener(Stay).open(url, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        return refusal.code
