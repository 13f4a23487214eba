"""Which messages of an open tab reach the app, and when its socket is closed."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.types import Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackendOperationRequest, BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dualsite.access import access_file
from dualsite.web import full, limits, looking
from dualsite.web.meeting import cookies, registry
from dualsite.web.meeting.cookies import BROWSER, MEETING
from dualsite.web.messages import Heard
from dualsite.web.signin import admission, openid, sessions
from dualsite.web.tabs import ASK_ANEW, FULL, MEETING_OVER, Tabs
from tests.unit.web.asgi import SETTINGS, cookie, run, scope

pytestmark = pytest.mark.usefixtures("access")


def rerun(**told: Any) -> bytes:
    message = BackMsg()
    message.rerun_script.query_string = told.pop("query", "")
    message.rerun_script.page_script_hash = "page"
    message.rerun_script.fragment_id = told.pop("fragment", "")
    return message.SerializeToString()


def download(file: str = "file") -> bytes:
    message = BackMsg()
    message.backend_operation_request.deferred_file.file_id = file
    return message.SerializeToString()


def shown(kind: str, **told: str) -> ForwardMsg:
    message = ForwardMsg()
    element = getattr(message.delta.new_element, kind)
    element.SetInParent()
    for name, value in told.items():
        setattr(element, name, value)
    return message


SHOWN = [shown("download_button", deferred_file_id="file"), shown("file_uploader")]
"""What the tab has on screen."""


def talk(carried: str, *steps: Any) -> tuple[list[bytes], int | None]:
    """The messages that reach the app, and the reason why the socket was closed on this side, if it was.

    A step is a message, or something to do before the next one.
    """
    reached: list[bytes] = []
    closed: list[int] = []
    left = [{"type": "websocket.connect", "subprotocols": ["streamlit"]}, *steps]

    async def app(_scope: Scope, receive: Receive, send: Send) -> None:
        for shown in SHOWN:
            await send({"type": "websocket.send", "bytes": shown.SerializeToString()})
        while (message := await receive())["type"] != "websocket.disconnect":
            if message["type"] == "websocket.receive":
                reached.append(message["bytes"])
                done = ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY)
                await send({"type": "websocket.send", "bytes": done.SerializeToString()})

    async def receive() -> Message:
        while left and callable(left[0]):
            left.pop(0)()
        if not left:
            return {"type": "websocket.disconnect"}
        said = left.pop(0)
        return said if isinstance(said, dict) else {"type": "websocket.receive", "bytes": said}

    async def send(message: Message) -> None:
        if message["type"] == "websocket.close":
            closed.append(message["code"])

    run(Tabs(app, SETTINGS), scope("websocket", "/_stcore/stream", cookies=carried), receive, send)
    return reached, next(iter(closed), None)


def test_people_are_not_hindered() -> None:
    said = [rerun(query="a"), rerun(fragment="f"), download()]
    assert talk(cookie(), *said) == (said, None)


def test_one_tab_too_many_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of one person, or of everybody: it is closed at once, and led to a page that says why."""
    first, found = rerun(query="a"), list[tuple[list[bytes], int | None]]()

    def another() -> None:
        found.append(talk(cookie(email="ada@example.com"), first))

    monkeypatch.setenv(limits.TABS, "1")
    assert talk(cookie(), first, another) == ([first], None)
    monkeypatch.delenv(limits.TABS)
    monkeypatch.setattr(limits, "SOCKETS", 0)
    assert found == [([], FULL)]
    assert talk(cookie(), first) == ([], FULL)


@pytest.mark.parametrize(
    ("came_from", "wanted"),
    [
        ("https://app.example.com/contracts?partner=A%20%26%20B", "/contracts?partner=A%20%26%20B"),
        ("https://app.example.com", "/"),
        ("https://app.example.com/full", "/"),
        ("https://app.example.com//elsewhere.example/", "/"),
        ("https://elsewhere.example/contracts", "/"),
        ("", "/"),
    ],
)
def test_it_may_try_again_where_it_was(came_from: str, wanted: str) -> None:
    answered: list[Message] = []

    async def send(message: Message) -> None:
        answered.append(message)

    run(Starlette(routes=[full.ROUTE]), scope("http", full.PATH, more={"referer": came_from}), None, send)
    assert answered[0]["status"] == 503
    assert f'href="{wanted}"' in answered[1]["body"].decode()


@pytest.mark.parametrize("asked", [download(), rerun(fragment="f"), rerun(), b"\xff\xff"])
def test_nothing_runs_for_whoever_is_not_in(asked: bytes) -> None:
    """The tab is told to ask anew, and is given the sign-in page."""
    assert talk("", asked, asked) == ([], ASK_ANEW)
    assert talk(cookie(email="zed@example.com"), asked) == ([], ASK_ANEW)
    assert talk(cookie(exp=time.time() - 1), asked) == ([], ASK_ANEW)


@pytest.mark.parametrize("asked", [download(), rerun(fragment="f"), rerun()])
def test_a_tab_is_closed_whose_person_is_out(asked: bytes, access: Path) -> None:
    first = rerun(query="a")

    def remove() -> None:
        access.write_text('contact = "Dana"\n')

    assert talk(cookie(), first, remove, asked, asked) == ([first], ASK_ANEW)


@pytest.mark.parametrize("asked", [download(), rerun(fragment="f"), rerun()])
def test_a_tab_is_closed_whose_person_has_another_role(asked: bytes, access: Path) -> None:
    first = rerun(query="a")

    def demote() -> None:
        access.write_text(access.read_text().replace('"executive"', '"partner"\npartner = "OAK"'))

    assert talk(cookie(), first, demote, asked) == ([first], ASK_ANEW)


def test_a_click_is_something_done_and_the_first_run_of_a_tab_is_not() -> None:
    """A tab connects again by itself, and would keep its session alive in an empty room."""
    for said, is_done in (([rerun()], False), ([rerun(), rerun()], True), ([rerun(), download()], True),
                          ([rerun(), BackMsg(app_heartbeat=True).SerializeToString()], False)):  # fmt: skip
        carried = cookie()
        talk(carried, *said)
        assert (admission.key(claims_of(carried)) in sessions.known()) is is_done


def test_a_tab_is_closed_in_which_nothing_was_done_for_too_long(access: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, old = rerun(), cookie(iat=time.time() - 3590, exp=time.time() + 9999)

    def wait() -> None:
        access.write_text(access.read_text() + "[sessions]\nidle_minutes = 59\n")

    monkeypatch.setattr(sessions, "STARTED_AT", 0.0)
    assert talk(old, first, wait, rerun()) == ([first], ASK_ANEW)


def test_whoever_looks_as_somebody_else_takes_nothing_and_brings_nothing(access: Path) -> None:
    """What begins and ends it closes every tab of the session, and of no other."""
    access.write_text(access.read_text() + '[[people]]\nemail = "kim@example.com"\nrole = "partner"\npartner = "OAK"\n')
    mine, first, upload = cookie(), rerun(query="a"), NEEDED["file_urls_request"]
    key, (_ada, kim) = admission.key(claims_of(mine)), access_file.read(access, ("default",)).entries

    def start() -> None:
        looking.start(key, looking.Look("kim", kim))

    def stop() -> None:
        looking.stop(key)

    assert talk(mine, first, download(), upload) == ([first, download(), upload], None)
    assert talk(mine, first, start, rerun()) == ([first], ASK_ANEW)
    assert talk(mine, first, download(), upload, first) == ([first, first], None)
    assert talk(cookie(), first, download()) == ([first, download()], None)
    assert talk(mine, first, stop, rerun()) == ([first], ASK_ANEW)
    assert talk(mine, first, download()) == ([first, download()], None)


def claims_of(carried: str) -> openid.Claims:
    return openid.claims_in(dict([carried.split("=", 1)]), SETTINGS.origin)


def in_browser(name: str) -> str:
    return f"{cookie()}; {BROWSER}={name}"


@pytest.mark.parametrize("asked", [download(), rerun(fragment="f"), rerun()])
def test_a_tab_is_closed_when_a_meeting_begins_around_it_and_when_it_ends(asked: bytes) -> None:
    first, mine = rerun(query="a"), str(time.monotonic_ns())
    begun: list[registry.Meeting] = []

    def begin() -> None:
        begun.append(registry.begin("OAK", mine, "ada@example.com", time.time()))

    def end() -> None:
        registry.end(begun[-1].id)

    assert talk(in_browser(mine), first, begin, asked) == ([first], ASK_ANEW)
    assert talk(in_browser(mine), first, end, asked) == ([first], MEETING_OVER)
    assert talk(in_browser("other"), first, begin, asked) == ([first, asked], None)


def test_a_meeting_past_its_longest_time_stays_closed() -> None:
    """The tabs of its browser are not opened again by waiting."""
    began = time.time() - registry.LONGEST_S + 0.3
    registry.begin("OAK", "long", "ada@example.com", began)
    found = [cookies.around({BROWSER: "long"}, began + passed) for passed in (0, registry.LONGEST_S, 10**9)]
    assert [one and one.partner for one in found] == ["OAK", None, None]
    assert None not in found


def test_a_meeting_that_was_ended_shows_nothing_to_who_carries_it() -> None:
    ended = registry.begin("OAK", "ended", "ada@example.com", time.time())
    registry.end(ended.id)
    assert registry.is_ended(ended.id)
    around = cookies.around({BROWSER: "ended", MEETING: ended.id}, time.time())
    assert around is not None
    assert around.partner is None


NEEDED = {
    "rerun_script": rerun(),
    "stop_script": BackMsg(stop_script=True).SerializeToString(),
    "app_heartbeat": BackMsg(app_heartbeat=True).SerializeToString(),
    "file_urls_request": b"\x82\x01\x00",
    "backend_operation_request": download(),
}


@pytest.mark.parametrize("kind", [field.name for field in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields])
def test_only_what_the_app_lives_on_reaches_it(kind: str) -> None:
    """Streamlit would tell the repository's files, empty the cache, or run whenever a file is saved."""
    asked = NEEDED.get(kind) or BackMsg(**{kind: True}).SerializeToString()
    assert BackMsg.FromString(asked).WhichOneof("type") == kind
    first = rerun(query="a")
    assert talk(cookie(), first, asked) == ([first, asked] if kind in NEEDED else [first], None)


@pytest.mark.parametrize(
    "payload", [one.name for one in BackendOperationRequest.DESCRIPTOR.oneofs_by_name["payload"].fields]
)
def test_nothing_but_a_download_runs_without_the_script(payload: str) -> None:
    asked = BackMsg.FromString(download())
    getattr(asked.backend_operation_request, payload).SetInParent()
    first = rerun(query="a")
    said = asked.SerializeToString()
    assert talk(cookie(), first, said) == ([first, said] if payload == "deferred_file" else [first], None)


@pytest.mark.parametrize("said", [b"", b"\xff\xff", b"\x00", BackMsg().SerializeToString()])
def test_what_cannot_be_understood_is_dropped(said: bytes) -> None:
    assert talk(cookie(), said, rerun()) == ([rerun()], None)


def test_a_download_is_for_the_tab_alone_that_shows_it() -> None:
    """The id of one person's export, learnt or guessed, made it for another."""
    assert talk(cookie(), rerun(), download("of somebody else")) == ([rerun()], None)
    assert talk(cookie(), rerun(), download("")) == ([rerun()], None)


def test_nobody_uploads_who_has_no_place_for_it_on_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.unit.web.test_tabs.SHOWN", SHOWN[:1])
    assert talk(cookie(), rerun(), NEEDED["file_urls_request"]) == ([rerun()], None)


def test_what_is_no_longer_on_screen_is_neither_uploaded_to_nor_downloaded() -> None:
    heard = Heard()
    first, second = ForwardMsg(), ForwardMsg()
    first.new_session.SetInParent()
    second.CopyFrom(first)
    finished = ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY)
    for message in (first, *SHOWN, finished, second):
        heard.note(message.SerializeToString())
    assert heard.has_uploader
    assert heard.downloads == {"file"}, "while the next page is being drawn, a click on this one counts"
    heard.note(finished.SerializeToString())
    assert not heard.has_uploader
    assert not heard.downloads
