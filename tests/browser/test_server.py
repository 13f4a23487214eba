"""What the server lets in, and a bookmark opened before anything else."""

from __future__ import annotations

import socket
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from dualsite.sitemap import EXECUTIVE
from dualsite.web.headers import HEADERS
from tests.browser.tab import new_tab
from tests.data_folder import DataFolder
from tools.forks import serve
from tools.server import Server, begun


def test_only_this_machine_can_reach_it(app: Server) -> None:
    """127.0.0.2 is this machine too, and answers only a server that listens everywhere."""
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", app.port)) == 0
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.2", app.port)) != 0


@pytest.mark.parametrize(
    "path",
    ["/", "/network", "/_stcore/health", "/app/static/geo/world.geojson", "/app/static/nothing", "/no/such/page"],
)
def test_pages_files_and_refusals_alike_carry_the_security_headers(path: str, app: Server) -> None:
    try:
        with urllib.request.urlopen(app.url + path, timeout=30) as answer:
            said = answer.headers
    except urllib.error.HTTPError as refusal:
        said = refusal.headers
    for name, value in HEADERS.items():
        assert said.get_all(name) == [value], name


@pytest.mark.parametrize("path", ["/app/static/../dashboard.py", "/app/static/%2e%2e/dashboard.py", "/pages/today.py"])
def test_no_file_of_the_app_is_served(path: str, app: Server) -> None:
    with socket.create_connection(("127.0.0.1", app.port), timeout=30) as line:
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    assert b"import streamlit" not in answer


def test_a_page_of_another_address_cannot_talk_to_it(app: Server) -> None:
    """A foreign page must not reach the data through the reader's browser."""
    asked = (
        "GET /_stcore/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://elsewhere.example\r\n"
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", app.port), timeout=30) as line:
        line.sendall(asked.encode())
        assert b" 101 " not in line.recv(4096).splitlines()[0]


def test_a_bookmark_is_the_first_thing_a_new_server_shows(context: BrowserContext, tmp_path: Path) -> None:
    """Each page in a session of its own, none of which has seen the first page."""
    delivery = DataFolder(dataset='title = "Small"\nas_of = 2027-03-01\n').keep("sources", "sites", "suites")
    with serve(tmp_path, delivery.write(tmp_path / "data")) as server:
        for entry in reversed(EXECUTIVE):
            tab = new_tab(context, server).open(entry.path, site="Alder Works")
            assert tab.page.locator(".st-key-title p").first.inner_text().lower() == entry.title.lower()
            assert tab.page.get_by_test_id("stException").count() == 0
            assert tab.path == f"/{entry.path or ''}"
            assert tab.query == {"site": ["Alder Works"]}
            assert tab.complaints() == []
            tab.leave()
        assert "Traceback" not in server.log.read_text()


def test_a_server_that_is_ended_leaves_no_rows_behind(tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    data = DataFolder().keep("sources", "sites").write(tmp_path / "data")
    with serve(tmp_path, data, settings={"TMPDIR": str(temporary)}, begin=begun):
        assert len(list(temporary.glob("dualsite-*/tables.duckdb"))) == 1
    assert list(temporary.glob("dualsite-*")) == []
