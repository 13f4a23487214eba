"""What is asked over the raw protocol stands in the trail, and nothing is handed over that it cannot tell of."""

from __future__ import annotations

import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from dualsite.audit import APP, Entry, What, reading
from dualsite.audit.verification import verify
from tests.data_folder import DataFolder
from tests.wire.line import Line, line
from tools.forks import serve
from tools.server import Server

FORGED = "2026-11-28 12:00:00.000 ada has signed in"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = DataFolder().keep("sites", "sources").write(tmp_path_factory.mktemp("data") / "data")
    with serve(tmp_path_factory.mktemp("log"), folder) as started:
        yield started


def trail(server: Server) -> Path:
    return server.log.with_name("audit.jsonl")


def written(server: Server, what: What | None = None, after: int = 0) -> list[Entry]:
    """What was written after so many entries, oldest first."""
    found = reading.entries(trail(server), reading.Search(what=what))
    return sorted((entry for entry in found if entry.n > after), key=lambda entry: entry.n)


@pytest.fixture
def before(server: Server) -> int:
    """The number of the last entry before this test."""
    return written(server)[-1].n


def status(server: Server, path: str, **headers: str) -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(server.url + path, headers=headers)) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


def test_what_is_denied_is_an_entry_whatever_it_is(server: Server, before: int) -> None:
    """A file that was guessed, an address that is not served, a foreign name, a proxy, and messages of others."""
    assert status(server, "/media/0123456789abcdef.csv", **{"User-Agent": "probe\u00a0\u0085x"}) == 403
    assert status(server, "/_stcore/metrics") == 404
    assert status(server, "/", Host="evil.example") == 421
    assert status(server, "/", Via="1.1 proxy") == 403
    with line(server, {}) as one:
        for kind in ("load_git_info", "clear_cache"):
            asked = BackMsg()
            setattr(asked, kind, True)
            one.connection.send(asked.SerializeToString())
        guessed = BackMsg()
        guessed.backend_operation_request.deferred_file.file_id = "0" * 64
        one.connection.send(guessed.SerializeToString())
        one.run()
    elsewhere = socket.create_connection(("127.0.0.1", server.port))
    with pytest.raises(WebSocketException), connect(f"ws://evil.example:{server.port}/_stcore/stream", sock=elsewhere):
        pass
    denied = written(server, What.DENIED, before)
    assert [(one.name, one.reason.split()[0]) for one in denied] == [
        ("GET /media/0123456789abcdef.csv", "403"),
        ("GET /_stcore/metrics", "404"),
        ("GET /", "421"),
        ("GET /", "403"),
        ("message load_git_info", "not"),
        ("message clear_cache", "not"),
        ("message backend_operation_request deferred_file", "not"),
        ("socket /_stcore/stream", "closed"),
    ]
    assert {one.address for one in denied} == {"127.0.0.1"}
    assert {str(one.who) for one in denied[:4]} == {""}, "nobody's: a foreign page may have asked"
    assert {str(one.who) for one in denied[4:7]} == {"local"}


def test_a_page_and_what_is_chosen_on_it_are_entries(server: Server) -> None:
    with line(server, {}) as one:
        one.run("data", "tab=rows&as_of=2026-01-31")
    assert written(server, What.PAGE)[-1].page == "/data"
    chosen = written(server, What.CHOICE)[-1]
    assert (chosen.page, chosen.as_of, chosen.details) == (
        "/data",
        "2026-01-31",
        {"as_of": "2026-01-31", "tab": "rows"},
    )


def test_no_line_of_the_log_or_the_trail_is_forged(server: Server) -> None:
    for path in (f"/media/x%0A{FORGED.replace(' ', '%20')}", "/media/%E2%80%AE%1B%5B2Jx", "/_stcore/%0D%0A"):
        status(server, path)
    with line(server, {}) as one:
        one.run(f"data\n{FORGED}", f"who=%0A{FORGED.replace(' ', '%20')}&tab=audit&search=%E2%80%AE")
    lines = trail(server).read_bytes().splitlines()
    assert len(lines) == verify(trail(server)).entries
    assert all(b"\\u202e" not in one for one in lines)
    assert not [one for one in server.log.read_text().splitlines() if one.startswith(FORGED)]
    assert not set("\x1b\u202e\x85") & set(server.log.read_text())


def test_the_start_is_an_entry_and_so_is_the_data_version(server: Server) -> None:
    assert [one.who for one in written(server, What.START)] == [APP]
    assert written(server, What.DATA)[0].reason.startswith("shown, as of ")


def test_nothing_is_handed_over_that_cannot_be_written_down(server: Server, before: int) -> None:
    """Its trail is taken away for a while."""

    def ask(one: Line, came: list[ForwardMsg]) -> tuple[str, str]:
        button = next(
            each.delta.new_element.download_button for each in came if each.delta.new_element.download_button.id
        )
        asked = BackMsg()
        asked.backend_operation_request.request_id = "1"
        asked.backend_operation_request.session_id = next(
            each.new_session.initialize.session_id for each in came if each.HasField("new_session")
        )
        asked.backend_operation_request.deferred_file.file_id = button.deferred_file_id
        told = one.say(asked)[-1].backend_operation_response
        return told.deferred_file.url, told.error_msg

    with line(server, {}) as one:
        came = one.run("data")
        url, error = ask(one, came)
        assert (url[:7], error) == ("/media/", "")
        lock = trail(server).with_name("audit.jsonl.lock")
        lock.unlink()
        lock.mkdir()
        url, error = ask(one, came)
        assert url == ""
        assert error.startswith("This file is withheld: its release could not be written to the audit trail.")
        _url, error = ask(one, one.run("data", "lang=ko"))
        assert error.startswith("감사추적에 기록할 수 없어 파일을 제공하지 않습니다.")
        # Everything else goes on.
        assert any(each.HasField("delta") for each in one.run("data", "tab=rules"))
        lock.rmdir()
        url, error = ask(one, one.run("data", "tab=tables"))
        assert (url[:7], error) == ("/media/", "")
    assert [one.name.partition(" (")[0] for one in written(server, What.EXPORT, before)] == ["tables", "tables"]
    (lost,) = written(server, What.LOST, before)
    assert lost.details["export"] == "2"
    assert verify(trail(server)).is_ok
    assert "cannot be written" in server.log.read_text()
