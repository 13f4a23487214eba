"""An access file that knows Ada, and the secret that her cookie is signed with."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit import config

from tests.unit.web.asgi import SECRET

FILE = 'contact = "Dana"\n[[people]]\nemail = "ada@example.com"\nrole = "executive"\n'


@pytest.fixture
def access(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The access file of this test."""
    path = tmp_path / "access.toml"
    path.write_text(FILE)
    monkeypatch.setenv("DUALSITE_ACCESS", str(path))
    monkeypatch.setenv("DUALSITE_AUDIT", str(tmp_path / "audit.jsonl"))
    before = config.get_option("server.cookieSecret")
    config.set_option("server.cookieSecret", SECRET)
    browsers = asyncio._get_running_loop()  # Playwright's, where other tests have a browser in this thread.
    asyncio._set_running_loop(None)
    yield path
    asyncio._set_running_loop(browsers)
    config.set_option("server.cookieSecret", before)
