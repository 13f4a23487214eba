"""A viewer without a browser: asks the server for a run of a page and waits until its script is done.

This is the server's own share of a rerun: from the message that asks for it to the one that says it is finished, with
everything that is sent in between, over Streamlit's WebSocket.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from tools.server import Server

PATIENCE_S = 60.0


class PageError(RuntimeError):
    """A page failed while it was measured."""


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

    def run(self, page: str, query: str = "") -> Run:
        """Run a page, named as in its URL. Raises PageError when its script fails."""
        asked = BackMsg()
        asked.rerun_script.page_name = page
        asked.rerun_script.query_string = query
        asked.rerun_script.context_info.locale = "en-US"
        asked.rerun_script.cached_message_hashes.extend(self.kept)
        began, sent = time.perf_counter(), 0
        self.line.send(asked.SerializeToString())
        while True:
            message = self.line.recv(timeout=PATIENCE_S, decode=False)
            sent += len(message)
            said = ForwardMsg.FromString(message)
            if said.metadata.cacheable:
                self.kept.add(said.hash)
            if said.delta.new_element.HasField("exception"):
                raise PageError(f"The page /{page} failed: {said.delta.new_element.exception.message}")
            if said.WhichOneof("type") == "script_finished":
                return Run(time.perf_counter() - began, sent)


@contextmanager
def viewer(server: Server) -> Iterator[Viewer]:
    """A new session, until the block ends."""
    address = f"ws://127.0.0.1:{server.port}/_stcore/stream"
    with connect(address, subprotocols=["streamlit"], max_size=None) as line:  # type: ignore[list-item]
        yield Viewer(line)
