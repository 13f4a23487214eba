"""A viewer without a browser: asks the server for a run of a page and waits until its script is done.

This is the server's own share of a rerun: from the message that asks for it to the one that says it is finished, with
everything that is sent in between, over Streamlit's WebSocket.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from tools.server import Server

PATIENCE_S = 60.0


class PageError(RuntimeError):
    """A page failed while it was measured."""


def asked(page: str = "", query: str = "", kept: Iterable[str] = (), chosen: Mapping[str, str] | None = None) -> bytes:
    """The message that asks for a run of a page, named as in its URL. `kept`: what need not be sent again; `chosen`:
    what stands in choices, by their ids."""
    message = BackMsg()
    message.rerun_script.page_name = page
    message.rerun_script.query_string = query
    message.rerun_script.context_info.locale = "en-US"
    message.rerun_script.cached_message_hashes.extend(kept)
    for id_, text in (chosen or {}).items():
        message.rerun_script.widget_states.widgets.add(id=id_, string_value=text)
    return message.SerializeToString()


def heard(page: str, message: bytes) -> ForwardMsg:
    """What the server says in a run of a page. Raises PageError when its script has failed."""
    said = ForwardMsg.FromString(message)
    if said.delta.new_element.HasField("exception"):
        raise PageError(f"The page /{page} failed: {said.delta.new_element.exception.message}")
    return said


def is_finished(said: ForwardMsg) -> bool:
    """Whether it says that the script is done, and does not begin anew by itself."""
    is_end = said.WhichOneof("type") == "script_finished"
    return is_end and said.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN


@dataclass(frozen=True)
class Run:
    """One run of a page."""

    seconds: float
    sent: int
    """Bytes that the server sent for it."""


@dataclass(frozen=True)
class Viewer:
    """A session of its own."""

    line: ClientConnection
    kept: set[str] = field(default_factory=set)
    """What it has been sent and need not be sent again, as a browser keeps it."""

    def run(self, page: str, query: str = "", patience_s: float = PATIENCE_S) -> Run:
        """Run a page, named as in its URL. Raises PageError when its script fails."""
        began, sent = time.perf_counter(), 0
        self.line.send(asked(page, query, self.kept))
        while True:
            message = self.line.recv(timeout=patience_s, decode=False)
            sent += len(message)
            said = heard(page, message)
            if said.metadata.cacheable:
                self.kept.add(said.hash)
            if is_finished(said):
                return Run(time.perf_counter() - began, sent)


@contextmanager
def viewer(server: Server) -> Iterator[Viewer]:
    """A new session, until the block ends."""
    address = f"ws://127.0.0.1:{server.port}/_stcore/stream"
    with connect(address, subprotocols=["streamlit"], max_size=None) as line:  # type: ignore[list-item]
        yield Viewer(line)
