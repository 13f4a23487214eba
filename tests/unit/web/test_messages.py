"""Which messages of an open tab reach the app, and as what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

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


@pytest.mark.parametrize(
    "asked", [download(), rerun(fragment="f"), b"\xff\xff", BackMsg(clear_cache=True).SerializeToString()]
)
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
