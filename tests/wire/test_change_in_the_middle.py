"""A change of role, or a meeting that begins, while something is under way: nothing of the old scope is handed over.

Ada, an executive, becomes Oak's partner, or begins a meeting with Oak, at a moment that the test chooses: what she has
asked for is held in the middle, on the server, and let go after the change.
"""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed

from dualsite.web.tabs import ASK_ANEW
from tests.browser.provider import ACCESS, Provider, secrets
from tests.wire import variants
from tests.wire.line import PATIENCE_S, Line, line, signed_in
from tools.forks import serve
from tools.server import Server

DEMOTED = ACCESS.replace(
    '"ada@example.com"\nrole = "executive"', '"ada@example.com"\nrole = "partner"\npartner = "OAK"'
)
ELSEWHERE = "country=JP"
"""Opens a card of the page of trials on which another client's product stands."""
OTHERS = variants.words_of_others()

Cookies = dict[str, str]
Change = Callable[[Cookies], None]


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("middle")
    (folder / "secrets.toml").write_text(secrets(Provider(9)))
    (folder / "access.toml").write_text(ACCESS)
    variants.reference().write(folder / "data")
    return folder


@pytest.fixture(scope="module")
def server(work: Path) -> Iterator[Server]:
    with serve(work, work / "data", settings={"HELD": str(work), "HELD_S": "0.3"}, app="tests/wire/held.py") as running:
        yield running


@pytest.fixture
def me(server: Server) -> Cookies:
    """Ada's browser, a new one each time."""
    return {**signed_in(server), "dualsite_browser": str(time.monotonic_ns())}


@pytest.fixture(params=["another role", "a meeting"])
def change(request: pytest.FixtureRequest, server: Server, work: Path) -> Iterator[Change]:
    """What changes who may see what in that browser."""

    def demote(_cookies: Cookies) -> None:
        (work / "access.toml").write_text(DEMOTED)

    def meet(cookies: Cookies) -> None:
        begin_meeting(server, cookies)

    yield demote if request.param == "another role" else meet
    (work / "hold").unlink(missing_ok=True)
    (work / "access.toml").write_text(ACCESS)


def begin_meeting(server: Server, cookies: Cookies) -> None:
    """Choose the client on the page Meeting, and start, in a tab of its own."""
    with line(server, cookies) as tab:
        # The filters, where a client can be chosen too, stand above the page.
        client = [one.delta.new_element.selectbox for one in tab.run("meeting") if client_of(one)][-1]
        message = asked("meeting")
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.string_value = client.id, variants.CLIENT_NAME
        start = next(one.delta.new_element.button for one in tab.say(message) if button_of(one))
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.trigger_value = start.id, True
        tab.connection.send(message.SerializeToString())
        assert closed_because(tab) == ASK_ANEW


def client_of(message: ForwardMsg) -> bool:
    return variants.CLIENT_NAME in message.delta.new_element.selectbox.options


def button_of(message: ForwardMsg) -> bool:
    return message.delta.new_element.button.label == "Start the meeting"


def asked(page: str, query: str = "", fragment: str = "") -> BackMsg:
    message = BackMsg()
    message.rerun_script.page_name = page
    message.rerun_script.query_string = query
    message.rerun_script.fragment_id = fragment
    message.rerun_script.context_info.locale = "en-US"
    return message


def download(tab: Line, shown: list[ForwardMsg]) -> BackMsg:
    """What asks for the first download on screen."""
    message = BackMsg()
    message.backend_operation_request.request_id = "1"
    message.backend_operation_request.session_id = tab.session
    message.backend_operation_request.deferred_file.file_id = next(
        one.delta.new_element.download_button.deferred_file_id
        for one in shown
        if one.delta.new_element.download_button.deferred_file_id
    )
    return message


@contextmanager
def held(work: Path) -> Iterator[Callable[[], None]]:
    """Hold what runs next; gives what waits until it is held. At the end it goes on."""
    (work / "hold").touch()

    def until_held() -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not (work / "waits").exists():
            assert time.monotonic() < deadline, "nothing was held"
            time.sleep(0.01)

    try:
        yield until_held
    finally:
        for name in ("hold", "waits"):
            (work / name).unlink(missing_ok=True)


def rest(tab: Line, seconds: float = 0.0) -> list[ForwardMsg]:
    """What the tab is still told until its socket is closed, or nothing has come for so long."""
    came = []
    with suppress(ConnectionClosed, TimeoutError):
        while True:
            came.append(ForwardMsg.FromString(tab.connection.recv(timeout=seconds or PATIENCE_S, decode=False)))
    return came


def closed_because(tab: Line) -> int:
    rest(tab)
    return tab.connection.close_code or 0


def of_others(messages: list[ForwardMsg]) -> list[str]:
    """The words of other clients among the messages."""
    told = "".join(map(str, messages))
    return [word for word in OTHERS if word in told]


def fetched(server: Server, url: str, cookies: Cookies) -> int:
    carried = "; ".join(f"{name}={value}" for name, value in cookies.items())
    try:
        wanted = urllib.request.Request(f"{server.url}/{url.lstrip('/')}", headers={"Cookie": carried})
        with urllib.request.urlopen(wanted, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        return refusal.code


def test_a_run_that_was_under_way_tells_nothing_more(server: Server, work: Path, me: Cookies, change: Change) -> None:
    with line(server, me) as tab:
        with held(work) as until_held:
            tab.connection.send(asked("trials", ELSEWHERE).SerializeToString())
            until_held()
            change(me)
        told = rest(tab)
        assert tab.connection.close_code == ASK_ANEW
    assert of_others(told) == []


def test_nor_does_it_to_a_tab_that_takes_its_session_up_again(
    server: Server, work: Path, me: Cookies, change: Change
) -> None:
    with line(server, me) as tab:
        tab.run("slots")
        session = tab.session
        with held(work) as until_held:
            tab.connection.send(asked("trials", ELSEWHERE).SerializeToString())
            until_held()
            change(me)
            with line(server, me, session) as again:
                (work / "waits").unlink()
                told = rest(again, seconds=0.5)
                told += again.run("trials", ELSEWHERE)
    assert of_others(told) == []


def test_a_card_of_before_is_not_drawn_again(server: Server, me: Cookies, change: Change) -> None:
    """A card is a part of a page that runs alone, with the view it was opened with: for whoever named its session."""
    with line(server, me) as tab:
        shown = tab.run("trials", ELSEWHERE)
        assert of_others(shown)
        card = next(told.delta.fragment_id for told in shown if told.delta.fragment_id)
        session = tab.session
        change(me)
    with line(server, me, session) as again:
        again.connection.send(asked("trials", ELSEWHERE, card).SerializeToString())
        told = rest(again, seconds=0.5) + again.run("trials", ELSEWHERE)
        assert of_others(told) == []
        assert again.session != session


def test_a_session_is_taken_up_again_by_whom_it_belongs_to(server: Server, me: Cookies) -> None:
    """A network that fails for a moment costs nothing."""
    with line(server, me) as tab:
        tab.run("slots")
        session = tab.session
    with line(server, me, session) as again:
        again.run("slots")
        assert again.session == session


def test_a_download_being_made_is_not_handed_over(server: Server, work: Path, me: Cookies, change: Change) -> None:
    with line(server, me) as tab:
        wanted = download(tab, tab.run("data"))
        with held(work) as until_held:
            tab.connection.send(wanted.SerializeToString())
            until_held()
            change(me)
        told = rest(tab)
        assert tab.connection.close_code == ASK_ANEW
    assert not any(one.HasField("backend_operation_response") for one in told)


def test_a_download_asked_for_at_that_moment_is_not_made(
    server: Server, work: Path, me: Cookies, change: Change
) -> None:
    with line(server, me) as tab:
        wanted = download(tab, tab.run("data"))
        change(me)
        (work / "hold").touch()
        with suppress(ConnectionClosed):
            tab.connection.send(wanted.SerializeToString())
        told = rest(tab)
    assert not any(one.HasField("backend_operation_response") for one in told)
    assert not (work / "waits").exists(), "it was made"


def test_a_file_whose_address_was_told_before_is_not_handed_over(server: Server, me: Cookies, change: Change) -> None:
    with line(server, me) as tab:
        url = tab.say(download(tab, tab.run("data")))[-1].backend_operation_response.deferred_file.url
        assert fetched(server, url, me) == 200
        change(me)
        assert fetched(server, url, me) == 403
