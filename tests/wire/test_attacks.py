"""Attacks with the app's own protocol, over a raw websocket: what is refused, to everybody and to whoever is not in."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from bench.server import Server, serve
from tests.browser.provider import ACCESS, COOKIE_SECRET, Provider, secrets
from tests.data_folder import DataFolder
from tests.wire.line import line

USER = "_streamlit_user"


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the app's secrets and access file; the provider is never asked."""
    folder = tmp_path_factory.mktemp("attacks")
    (folder / "secrets.toml").write_text(secrets(Provider(9)))
    (folder / "access.toml").write_text(ACCESS)
    DataFolder().keep("sources", "sites", "suites", "partners", "products").write(folder / "data")
    return folder


@pytest.fixture(scope="module")
def server(work: Path) -> Iterator[Server]:
    with serve(work, work / "data") as running:
        yield running
    assert "Traceback" not in running.log.read_text()


def signed_in(server: Server, email: str = "ada@example.com", **claims: Any) -> dict[str, str]:
    """The cookies of somebody who has signed in."""
    now = int(time.time())
    told = {
        "sub": email, "email": email, "email_verified": True, "nonce": str(time.monotonic_ns()),
        "iat": now, "exp": now + 3600, "provider": "default", "origin": server.url, "is_logged_in": True, **claims,
    }  # fmt: skip
    return {USER: create_signed_value(COOKIE_SECRET, USER, json.dumps(told)).decode()}


def test_nobody_is_told_of_the_repository(server: Server) -> None:
    with line(server, signed_in(server)) as tab:
        tab.connection.send(BackMsg(load_git_info=True).SerializeToString())
        tab.run("slots")
        tab.run("slots")
        assert not any(message.HasField("git_info_changed") for message in tab.sent)
