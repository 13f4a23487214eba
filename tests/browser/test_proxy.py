"""The shipped nginx example: the app over TLS, websockets and sign-in included."""

from __future__ import annotations

import socket
import ssl
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

from tests.browser.provider import ACCESS, provider, secrets, sign_in, wait_for_sign_in_page
from tests.browser.tab import PROBES, new_tab
from tests.data_folder import DataFolder
from tools.forks import serve
from tools.nginx import nginx, trusting_nobody
from tools.server import Server, free_port


@dataclass(frozen=True)
class Proxied:
    """The app, and the ports at which nginx serves it."""

    app: Server
    tls: int
    plain: int

    @property
    def url(self) -> str:
        return f"https://localhost:{self.tls}"


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxied]:
    """One process of the app behind nginx, which looks for two, with a provider."""
    work = tmp_path_factory.mktemp("proxy")
    data = DataFolder().keep("sources", "sites", "suites", "partners").write(work / "data")
    app, tls, plain, nobody = (free_port(range(first, first + 150)) for first in (9000, 9150, 9300, 9450))
    with provider(work) as at:
        (work / "secrets.toml").write_text(secrets(at, f"https://localhost:{tls}/oauth2callback"))
        (work / "access.toml").write_text(ACCESS)
        with serve(work, data, port=app) as server, nginx(work, (app, nobody), tls, plain):
            yield Proxied(server, tls, plain)


def test_the_shipped_example_serves_the_app_over_tls_with_websockets(proxied: Proxied, browser: Browser) -> None:
    context = browser.new_context(ignore_https_errors=True)
    context.set_default_timeout(120_000)
    tab = new_tab(context, proxied.app)
    sockets: list[str] = []
    tab.page.on("websocket", lambda line: sockets.append(line.url))
    # By the plain address first, which must lead to the other.
    tab.page.goto(f"http://localhost:{proxied.plain}/slots")
    wait_for_sign_in_page(tab.page)
    assert tab.page.url == f"{proxied.url}/slots"
    sign_in(tab.page, "ada")
    tab.ready()
    tab.go("Slot finder")
    assert tab.page.url.startswith(proxied.url)
    assert set(sockets) == {f"wss://localhost:{proxied.tls}/_stcore/stream"}
    # Every cookie of the app goes by https alone, and scripts see none but the one made for them.
    cookies = {kept["name"]: kept for kept in context.cookies(proxied.url) if kept["name"].startswith("_streamlit")}
    assert cookies.keys() >= {"_streamlit_user", "_streamlit_xsrf"}
    for name, kept in cookies.items():
        assert kept["secure"], name
        assert kept["sameSite"] == "Lax", name
        assert kept["httpOnly"] == (name != "_streamlit_xsrf"), name
    assert [error for error in tab.errors if not PROBES.search(error) and proxied.url in error] == []
    context.close()


def test_somebody_in_two_hundred_groups_comes_in(proxied: Proxied, browser: Browser) -> None:
    """Their claims in a cookie were too much for the proxy (25 groups) and for the socket (120): a blank page."""
    context = browser.new_context(ignore_https_errors=True)
    context.set_default_timeout(120_000)
    tab = new_tab(context, proxied.app)
    tab.page.goto(f"{proxied.url}/slots")
    wait_for_sign_in_page(tab.page)
    sign_in(tab.page, "pat")
    tab.ready()
    assert "pat@example.com, executive" in tab.page.locator(".st-key-footer").inner_text().replace("\u2060", "")
    kept = {one["name"]: len(one["value"]) for one in context.cookies(proxied.url) if "user" in one["name"]}
    assert kept.keys() == {"_streamlit_user"}
    assert kept["_streamlit_user"] < 1000
    context.close()


def test_behind_tls_the_headers_of_the_app_stay_and_hsts_is_added(proxied: Proxied) -> None:
    with urllib.request.urlopen(f"{proxied.url}/slots", context=trusting_nobody(), timeout=30) as answer:
        assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["server"] == "nginx"


@pytest.mark.parametrize("name", ["127.0.0.1", "elsewhere.example"])
def test_no_other_name_is_served(name: str, proxied: Proxied) -> None:
    """Neither by its own address nor by a name that somebody has pointed at it."""
    with socket.create_connection(("127.0.0.1", proxied.plain), timeout=30) as line:
        line.sendall(f"GET / HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n".encode())
        assert line.recv(100) == b""
    with socket.create_connection(("127.0.0.1", proxied.tls), timeout=30) as line, pytest.raises(ssl.SSLError):
        trusting_nobody().wrap_socket(line, server_hostname=name)
