"""What the server says of itself, and to whom."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import Response

from dualsite.web import health, session
from tests.data_folder import DataFolder
from tests.unit.web.asgi import scope


def asked(host: str = "127.0.0.1:8501", client: str = "127.0.0.1", **more: str) -> Response:
    told = scope("http", health.PATH, host, more=more)
    return health.health(Request({**told, "client": (client, 1)}))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    written = DataFolder().keep("sources", "sites", "partners").write(tmp_path / "data")
    monkeypatch.setenv("DUALSITE_DATA", str(written))
    return written


def test_it_says_which_version_of_which_age_from_which_engine(folder: Path) -> None:
    version = session.store().version()
    assert version is not None
    answer = asked()
    told = json.loads(bytes(answer.body))
    assert answer.status_code == 200
    assert told == {
        "status": "ok",
        "engine": "duckdb",
        "engine_answers": True,
        "version": version.id,
        "as_of": "2027-03-01",
        "age_s": told["age_s"],
        "is_newest_refused": False,
        "sessions": 0,
        "tabs": 0,
        "most_tabs": 200,
    }
    assert 0 <= told["age_s"] < 600


def test_while_there_is_nothing_to_show_it_fails(folder: Path) -> None:
    (folder / "sites.csv").write_text("site_id\n")
    with pytest.raises(Exception, match="cannot be shown"):
        session.store().version()
    answer = asked()
    assert answer.status_code == 503
    assert json.loads(bytes(answer.body))["status"] == "nothing to show"


def test_nobody_elsewhere_is_told(folder: Path) -> None:
    """Which version it is rests on the rows of every client."""
    assert asked(host="dash.example.com").status_code == 404
    assert asked(client="192.0.2.7").status_code == 404
    assert asked(**{"x-forwarded-for": "192.0.2.7"}).status_code == 404
