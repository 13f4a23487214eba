"""The layer around the app: which requests and messages reach it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from anyio.from_thread import start_blocking_portal
from starlette.types import Message, Receive, Scope, Send
from streamlit import config
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from dualsite.web import openid
from dualsite.web.gate import Gate

SECRET = "s" * 40
SETTINGS = openid.Settings("https://app.example.com", ("default",))


@pytest.fixture(autouse=True)
def access(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An access file that knows Ada, and the secret that her cookie is signed with."""
    path = tmp_path / "access.toml"
    path.write_text('contact = "Dana"\n[[people]]\nemail = "ada@example.com"\nrole = "executive"\n')
    monkeypatch.setenv("DUALSITE_ACCESS", str(path))
    monkeypatch.setenv("DUALSITE_AUDIT", str(tmp_path / "audit.jsonl"))
    before = config.get_option("server.cookieSecret")
    config.set_option("server.cookieSecret", SECRET)
    yield path
    config.set_option("server.cookieSecret", before)


def cookie(**told: Any) -> str:
    """Ada's cookie."""
    claims = {
        "email": "ada@example.com", "exp": time.time() + 60, "provider": "default", "is_logged_in": True,
        "origin": SETTINGS.origin, "nonce": time.monotonic_ns(), **told,
    }  # fmt: skip
    return "_streamlit_user=" + create_signed_value(SECRET, "_streamlit_user", json.dumps(claims)).decode()


def scope(
    kind: str, path: str, host: str | None = "app.example.com", server: str = "127.0.0.1", cookies: str = ""
) -> Any:
    headers = [(b"host", host.encode())] if host is not None else []
    headers += [(b"cookie", cookies.encode())] if cookies else []
    return {"type": kind, "method": "GET", "path": path, "headers": headers, "server": (server, 1), "query_string": b""}


def run(gate: Gate, *call: Any) -> None:
    """In a thread of its own: in this one, a browser of other tests may have its event loop."""
    with start_blocking_portal() as portal:
        portal.call(gate, *call)


def answer(settings: openid.Settings | None, asked: Scope) -> list[Message]:
    """What a request is answered; 200 with a cookie when it reaches the app."""
    sent: list[Message] = []

    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        headers = [(b"set-cookie", b"a=1; HttpOnly"), (b"set-cookie", b"b=2; Secure"), (b"x", b"y")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    run(Gate(app, settings), asked, receive, send)
    return sent


def status(settings: openid.Settings | None, asked: Scope) -> int:
    return int(answer(settings, asked)[0]["status"])


@pytest.mark.parametrize("host", ["app.example.com", "APP.example.com:8443", "127.0.0.1:8501", "localhost"])
def test_with_sign_in_it_answers_to_its_own_address_and_to_this_machine(host: str) -> None:
    assert status(SETTINGS, scope("http", "/", host)) == 200


@pytest.mark.parametrize("host", ["evil.example", "app.example.com.evil.example", "a@evil.example", "[", "", None])
def test_no_other_name_is_answered(host: str | None) -> None:
    assert status(SETTINGS, scope("http", "/", host)) == 421
    assert status(None, scope("http", "/", host)) == 421
    assert answer(SETTINGS, scope("websocket", "/_stcore/stream", host))[0]["type"] == "websocket.close"


def test_without_sign_in_it_answers_this_machine_alone() -> None:
    """Also when the server was started by other means, and listens everywhere."""
    assert status(None, scope("http", "/", "127.0.0.1:8501")) == 200
    assert status(None, scope("http", "/", "[::1]:8501", server="::1")) == 200
    assert status(None, scope("http", "/", "app.example.com")) == 421
    assert status(None, scope("http", "/", "localhost", server="192.0.2.7")) == 421
    assert answer(None, scope("websocket", "/", "localhost", server="192.0.2.7"))[0]["type"] == "websocket.close"


@pytest.mark.parametrize(
    "path",
    ["/_stcore/metrics", "/_stcore/agent", "/_stcore/agent/openapi.json", "/_stcore/agent/mcp", "/x/_stcore/metrics",
     "/_stcore/script-health-check", "//_stcore/metrics"],
)  # fmt: skip
@pytest.mark.parametrize("settings", [None, SETTINGS])
def test_measurements_and_agents_are_not_served(path: str, settings: openid.Settings | None) -> None:
    assert status(settings, scope("http", path, "localhost")) == 404


@pytest.mark.parametrize("path", ["/media/x.csv", "/_stcore/upload_file/a/b"])
def test_files_and_uploads_are_for_people_alone(path: str, access: Path) -> None:
    ada = cookie()
    assert status(None, scope("http", path, "localhost")) == 200
    assert status(SETTINGS, scope("http", path)) == 403
    assert status(SETTINGS, scope("http", path, cookies=ada)) == 200
    assert status(SETTINGS, scope("http", path, cookies=ada[:-3] + "xxx")) == 403
    assert status(SETTINGS, scope("http", path, cookies=cookie(exp=time.time() - 1))) == 403
    assert status(SETTINGS, scope("http", path, cookies=cookie(origin="https://evil.example"))) == 403
    access.write_text('contact = "Dana"\n')
    assert status(SETTINGS, scope("http", path, cookies=ada)) == 403


def test_signing_out_ends_the_sign_in_whoever_asks_for_it() -> None:
    ada = cookie()
    assert status(SETTINGS, scope("http", "/media/x", cookies=ada)) == 200
    answer(SETTINGS, scope("http", "/auth/logout", cookies=ada))
    assert status(SETTINGS, scope("http", "/media/x", cookies=ada)) == 403
    assert status(SETTINGS, scope("http", "/media/x", cookies=cookie())) == 200


def test_cookies_go_by_https_alone_where_the_app_is_served_so() -> None:
    plain = openid.Settings("http://localhost:8501", ("default",))
    kept = [value for name, value in answer(SETTINGS, scope("http", "/"))[0]["headers"] if name == b"set-cookie"]
    assert kept == [b"a=1; HttpOnly; Secure", b"b=2; Secure"]
    kept = [value for name, value in answer(plain, scope("http", "/", "localhost"))[0]["headers"] if name != b"x"]
    assert kept == [b"a=1; HttpOnly", b"b=2; Secure"]


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

    run(Gate(app, SETTINGS), scope("websocket", "/_stcore/stream", cookies=cookies), receive, send)
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
