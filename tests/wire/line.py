"""A locked tab without a browser: the raw websocket, what is sent over it, and what differs in it by nature."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value, generate_xsrf_token_string
from websockets.sync.client import ClientConnection, connect

from tests.browser.provider import COOKIE_SECRET
from tests.data_folder import DataFolder
from tests.figures import readable
from tools.server import Server

USER = "_streamlit_user"
PATIENCE_S = 20.0


def without_session(message: ForwardMsg) -> bytes:
    """A message without what is drawn anew for every session: everything else has to be equal."""
    copy = ForwardMsg()
    copy.CopyFrom(message)
    copy.metadata.ClearField("run")
    if copy.HasField("new_session"):
        copy.new_session.initialize.session_id = ""
    if copy.delta.new_element.HasField("download_button"):
        # Drawn anew in every run; `Line.downloads` compares what lies behind it.
        copy.delta.new_element.download_button.deferred_file_id = ""
        copy.hash = ""
    return readable(copy)


@dataclass
class Line:
    """One session."""

    connection: ClientConnection
    server: Server
    cookies: str
    sent: list[ForwardMsg] = field(default_factory=list)
    """Everything the server has sent."""

    @property
    def session(self) -> str:
        """The session's id, once it has run."""
        return next(told.new_session.initialize.session_id for told in self.sent if told.HasField("new_session"))

    def run(self, page: str = "", query: str = "", **asked: Any) -> list[ForwardMsg]:
        """Run a page, named as in its URL, and give what was sent for it. `asked` are further fields of the request."""
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.query_string = query
        message.rerun_script.context_info.locale = "en-US"
        for name, value in asked.items():
            setattr(message.rerun_script, name, value)
        return self.say(message)

    def say(self, message: BackMsg) -> list[ForwardMsg]:
        """Send a message and give all that follows it until a script is finished or an answer has come."""
        self.connection.send(message.SerializeToString())
        return self.hear()

    def hear(self) -> list[ForwardMsg]:
        """What comes until a script is finished or an answer has come."""
        came = []
        while True:
            told = ForwardMsg.FromString(self.connection.recv(timeout=PATIENCE_S, decode=False))
            came.append(told)
            if told.WhichOneof("type") in ("script_finished", "backend_operation_response"):
                self.sent += came
                return came

    def address(self, messages: list[ForwardMsg]) -> str:
        """Where the file lies that the first download button among the messages of a run is asked for."""
        buttons = (message.delta.new_element.download_button for message in messages)
        asked = BackMsg()
        asked.backend_operation_request.request_id = "1"
        asked.backend_operation_request.session_id = next(
            one.new_session.initialize.session_id for one in self.sent if one.HasField("new_session")
        )
        asked.backend_operation_request.deferred_file.file_id = next(
            one.deferred_file_id for one in buttons if one.deferred_file_id
        )
        told = self.say(asked)[-1]
        url: str = told.backend_operation_response.deferred_file.url
        assert url.startswith("/media/"), told
        return url

    def downloads(self, messages: list[ForwardMsg]) -> dict[str, bytes]:
        """The file behind every download button among the messages, by the button's label and the file's name."""
        files: dict[str, bytes] = {}
        for message in messages:
            button = message.delta.new_element.download_button
            if not button.id:
                continue
            url = self.address([*messages[:1], message]) if button.deferred_file_id else button.url
            where = f"{self.server.url}/{url.lstrip('/')}"
            with urllib.request.urlopen(urllib.request.Request(where, headers={"Cookie": self.cookies})) as answer:
                name = answer.headers.get("content-disposition", "")
                files[f"{len(files)} {button.label} {name}"] = answer.read()
        return files


def signed_in(server: Server, email: str = "ada@example.com", **claims: Any) -> dict[str, str]:
    """The cookies of somebody who has signed in at a server that knows `tests.browser.provider`."""
    now = int(time.time())
    told = {
        "sub": email, "email": email, "email_verified": True, "nonce": str(time.monotonic_ns()),
        "iat": now, "exp": now + 3600, "provider": "default", "origin": server.url, "is_logged_in": True, **claims,
    }  # fmt: skip
    return {USER: create_signed_value(COOKIE_SECRET, USER, json.dumps(told)).decode()}


def show(delivery: DataFolder, folder: Path, server: Server, cookies: Mapping[str, str]) -> None:
    """Put a delivery on show, and wait until it is. `cookies` are those of an executive."""
    with line(server, cookies) as executive:
        before = _version(executive)
        delivery.write(folder)
        deadline = time.monotonic() + 30
        while _version(executive) == before:
            assert time.monotonic() < deadline, "the new delivery never came on show"
            time.sleep(0.2)  # Each look is a run, which the new delivery has to wait for.


def _version(executive: Line) -> str:
    for message in executive.run("meeting"):
        said = message.delta.new_element.markdown.body
        if "version " in said:
            return said.split("version ")[1].split()[0]
    return ""


@contextmanager
def line(server: Server, cookies: Mapping[str, str], again: str = "", origin: str = "") -> Iterator[Line]:
    """A new session of a browser with these cookies, until the block ends; it speaks as a page of the app does.

    `again` takes up a session that was left. `origin` is where the page was loaded from, if not from the server itself.
    """
    token = generate_xsrf_token_string()
    cookies = {**cookies, "_streamlit_xsrf": token}
    carried = "; ".join(f"{name}={value}" for name, value in cookies.items())
    with connect(
        f"ws://127.0.0.1:{server.port}/_stcore/stream",
        subprotocols=["streamlit", token, *([again] if again else [])],  # type: ignore[list-item]
        additional_headers={"Cookie": carried},
        origin=origin or server.url,  # type: ignore[arg-type]
        max_size=None,
    ) as connection:
        yield Line(connection, server, carried)
