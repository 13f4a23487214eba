"""Which messages of an open tab reach the app, and as what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackendOperationRequest, BackMsg

from dualsite.web.messages import WholeRuns
from tests.unit.web.asgi import SETTINGS, cookie, run, scope

pytestmark = pytest.mark.usefixtures("access")


def rerun(**told: Any) -> bytes:
    message = BackMsg()
    message.rerun_script.query_string = told.pop("query", "")
    message.rerun_script.page_script_hash = "page"
    message.rerun_script.fragment_id = told.pop("fragment", "")
    return message.SerializeToString()


def download() -> bytes:
    message = BackMsg()
    message.backend_operation_request.deferred_file.file_id = "file"
    return message.SerializeToString()


def talk(cookies: str, *steps: Any) -> list[bytes]:
    """The messages that reach the app. A step is a message, or something to do before the next one."""
    reached: list[bytes] = []
    left = list(steps)

    async def app(_scope: Scope, receive: Receive, _send: Send) -> None:
        while (message := await receive())["type"] == "websocket.receive":
            reached.append(message["bytes"])

    async def receive() -> Message:
        while left and callable(left[0]):
            left.pop(0)()
        return {"type": "websocket.receive", "bytes": left.pop(0)} if left else {"type": "websocket.disconnect"}

    async def send(_: Message) -> None:
        return None

    run(WholeRuns(app, SETTINGS), scope("websocket", "/_stcore/stream", cookies=cookies), receive, send)
    return reached


def test_people_are_not_hindered() -> None:
    said = [rerun(query="a"), rerun(fragment="f"), download()]
    assert talk(cookie(), *said) == said


@pytest.mark.parametrize("asked", [download(), rerun(fragment="f"), BackMsg(app_heartbeat=True).SerializeToString()])
def test_what_runs_without_the_script_runs_the_script_for_whoever_is_out(asked: bytes, access: Path) -> None:
    """The script asks who it is, and shows the sign-in page; a part of a page or a download would not ask."""
    first = rerun(query="a")

    def remove() -> None:
        access.write_text('contact = "Dana"\n')

    assert talk(cookie(), first, remove, asked) == [first, first]
    assert talk("", first, asked) == [first, first]


def test_another_role_starts_from_the_top(access: Path) -> None:
    first = rerun(query="a")

    def demote() -> None:
        access.write_text(access.read_text().replace('"executive"', '"partner"\npartner = "OAK"'))

    assert talk(cookie(), first, demote, rerun(fragment="f"), rerun(fragment="f")) == [
        first,
        first,
        rerun(fragment="f"),
    ]


def test_the_first_message_runs_the_script(access: Path) -> None:
    assert [BackMsg.FromString(one).WhichOneof("type") for one in talk(cookie(), download())] == ["rerun_script"]


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
    assert talk(cookie(), first, asked) == ([first, asked] if kind in NEEDED else [first])


@pytest.mark.parametrize(
    "payload", [one.name for one in BackendOperationRequest.DESCRIPTOR.oneofs_by_name["payload"].fields]
)
def test_nothing_but_a_download_runs_without_the_script(payload: str) -> None:
    asked = BackMsg()
    getattr(asked.backend_operation_request, payload).SetInParent()
    first = rerun(query="a")
    said = asked.SerializeToString()
    assert talk(cookie(), first, said) == ([first, said] if payload == "deferred_file" else [first])


@pytest.mark.parametrize("said", [b"", b"\xff\xff", b"\x00", BackMsg().SerializeToString()])
def test_what_cannot_be_understood_is_dropped(said: bytes) -> None:
    assert talk(cookie(), said, rerun()) == [rerun()]
