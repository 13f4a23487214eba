"""Attacks with the app's own protocol, over a raw websocket: what is refused, to everybody and to whoever is not in."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed

from dualsite.web.tabs import ASK_ANEW
from tests.browser.provider import ACCESS, COOKIE_SECRET, NEXT_SECRET, Provider, changed, put_in_force, secrets
from tests.data_folder import DataFolder
from tests.wire.line import PATIENCE_S, USER, Line, line, signed_in
from tools.forks import serve
from tools.server import Server


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
    with serve(work, work / "data", settings={"HELD": str(work)}, app="tests/wire/held.py") as running:
        yield running
    assert "Traceback" not in running.log.read_text()


def test_nobody_is_told_of_the_repository(server: Server) -> None:
    with line(server, signed_in(server)) as tab:
        tab.connection.send(BackMsg(load_git_info=True).SerializeToString())
        tab.run("slots")
        tab.run("slots")
        assert not any(message.HasField("git_info_changed") for message in tab.sent)


def closed(server: Server, cookies: dict[str, str], *said: BackMsg) -> tuple[int, int]:
    """Why a socket was closed by the server, and how many messages came before."""
    came = 0
    with line(server, cookies) as tab:
        with suppress(ConnectionClosed):
            for one in said:
                tab.connection.send(one.SerializeToString())
            while True:
                tab.connection.recv(timeout=PATIENCE_S)
                came += 1
        return tab.connection.close_code or 0, came


def asked_to_run() -> BackMsg:
    said = BackMsg()
    said.rerun_script.SetInParent()
    return said


@pytest.mark.parametrize("who", [None, "zed@elsewhere.example"])
def test_nothing_runs_for_a_socket_before_it_is_signed_in(who: str | None, server: Server) -> None:
    """Forty empty messages on a socket without a cookie stopped everyone for seconds."""
    cookies = signed_in(server, who) if who else {}
    assert closed(server, cookies, *[asked_to_run()] * 40) == (ASK_ANEW, 0)


def test_a_tab_is_closed_when_its_person_goes(server: Server, work: Path) -> None:
    with line(server, signed_in(server)) as tab:
        tab.run("slots")
        (work / "access.toml").write_text(ACCESS.replace("ada@example.com", "other@example.com"))
        try:
            with suppress(ConnectionClosed):
                while True:
                    tab.connection.recv(timeout=PATIENCE_S)
        finally:
            (work / "access.toml").write_text(ACCESS)
        assert tab.connection.close_code == ASK_ANEW


def test_a_tab_is_closed_when_its_session_has_lasted_as_long_as_may_be(server: Server) -> None:
    """By itself: nobody says anything. The page that it asks for then says why."""
    now = time.time()
    old = signed_in(server, iat=now - 12 * 3600 + 3, exp=now + 3600)
    assert closed(server, old, asked_to_run())[0] == ASK_ANEW
    assert time.time() - now > 2.9
    asked = urllib.request.Request(server.url, headers={"Cookie": f"{USER}={old[USER]}", "Accept": "text/html"})
    with urllib.request.urlopen(asked, timeout=30) as answer:
        assert "This session reached the limit of 12 hours." in answer.read().decode()


def test_whoever_is_signed_in_stays_so_when_the_cookie_secret_changes(server: Server, work: Path) -> None:
    """And nobody any more whose cookie is signed with the former one, once that is no longer named."""
    file, ada = work / "secrets.toml", signed_in(server)
    before = file.read_text()
    asked = urllib.request.Request(server.url, headers={"Cookie": f"{USER}={ada[USER]}", "Accept": "text/html"})
    try:
        with line(server, ada) as tab:
            tab.run("slots")
            put_in_force(server, file, changed(before))
            tab.run("slots")
        with line(server, ada) as tab:
            assert any("ada" in told.delta.new_element.markdown.body for told in tab.run("slots"))
        with urllib.request.urlopen(asked, timeout=30) as answer:
            given = SimpleCookie("; ".join(one.partition(";")[0] for one in answer.headers.get_all("set-cookie")))
        put_in_force(server, file, before.replace(COOKIE_SECRET, NEXT_SECRET))
        assert closed(server, ada, asked_to_run()) == (ASK_ANEW, 0)
        with line(server, {USER: given[USER].value}) as tab:
            tab.run("slots")
            put_in_force(server, file, before)
            with pytest.raises(ConnectionClosed):
                tab.run("slots")
            assert tab.connection.close_code == ASK_ANEW, "a tab that was open is closed, too"
    finally:
        if file.read_text() != before:
            put_in_force(server, file, before)


def test_a_download_of_one_person_is_no_others(server: Server) -> None:
    """Its id worked for whoever named it, and the address of the file for whoever was signed in."""
    ada, gus = signed_in(server), signed_in(server, "gus@example.com", groups=["executives"])
    with line(server, ada) as mine, line(server, gus) as theirs:
        shown = mine.run("data")
        theirs.run("data")
        button = next(one for one in (told.delta.new_element.download_button for told in shown) if one.deferred_file_id)
        asked = BackMsg()
        asked.backend_operation_request.session_id = session_of(theirs)
        asked.backend_operation_request.deferred_file.file_id = button.deferred_file_id
        theirs.connection.send(asked.SerializeToString())
        # Had it been answered, the answer would come before the end of this run.
        told = theirs.run("data")
        assert not any(one.HasField("backend_operation_response") for one in (*told, *theirs.run("data")))
        asked.backend_operation_request.session_id = session_of(mine)
        url = mine.say(asked)[-1].backend_operation_response.deferred_file.url
    assert fetched(server, url, ada) == 200
    assert fetched(server, url, gus) == 403
    assert fetched(server, url, {}) == 403
    assert fetched(server, "/media/" + "0" * 56 + ".csv", ada) == 403
    with line(server, gus) as theirs:
        told = theirs.run("data", f"tab=audit&who={url}%20x")
        assert any(url.encode() in one.SerializeToString() for one in told), "what they look for is told them again"
    assert fetched(server, url, gus) == 403, "and no address of theirs for that"


def test_six_tabs_of_a_client_do_not_keep_an_executive_waiting(server: Server, work: Path) -> None:
    """One of them runs, the others wait for it; `python -m bench.flood` measures how long anybody else waits."""
    kim = signed_in(server, "kim@client.example")
    with ExitStack() as stack:
        tabs = [stack.enter_context(line(server, kim)) for _ in range(6)]
        executive = stack.enter_context(line(server, signed_in(server)))
        (work / "hold").touch()
        tabs[0].connection.send(asked_to_run().SerializeToString())
        while not (work / "waits").exists():
            time.sleep(0.01)
        for tab in tabs[1:]:
            tab.connection.send(asked_to_run().SerializeToString())
        executive.run("slots")
        with pytest.raises(TimeoutError):
            tabs[1].connection.recv(timeout=1.0)
        (work / "waits").unlink()
        for tab in tabs:
            tab.hear()


def session_of(tab: Line) -> str:
    return next(told.new_session.initialize.session_id for told in tab.sent if told.HasField("new_session"))


def fetched(server: Server, path: str, cookies: dict[str, str]) -> int:
    """How a request for a file is answered."""
    carried = "; ".join(f"{name}={value}" for name, value in cookies.items())
    try:
        asked = urllib.request.Request(f"{server.url}/{path.lstrip('/')}", headers={"Cookie": carried})
        with urllib.request.urlopen(asked, timeout=30) as answer:
            assert answer.headers["cache-control"] == "private, no-store"
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        return refusal.code
