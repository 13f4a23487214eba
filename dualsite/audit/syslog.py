"""The second copy of the trail: every entry to a collector, as RFC 5424 says, over UDP, TCP or TLS.

Nobody waits for the collector. Entries queue up to `MOST_QUEUED`; what comes then is counted as lost.
"""

from __future__ import annotations

import logging
import os
import queue
import socket
import ssl
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from dualsite.audit.entry import Entry, What
from dualsite.errors import DataError, why

MOST_QUEUED = 10_000
PATIENCE_S = 5.0
"""How long the collector may take to answer."""
RETRY_S = 5.0
"""How long after a failure the collector is tried again."""

PORTS = {"udp": 514, "tcp": 601, "tls": 6514}

LOG_AUDIT = 13
"""The facility, https://www.rfc-editor.org/rfc/rfc5424#section-6.2.1."""
ALERT, WARNING, INFO = 1, 4, 6

_SEVERITY = {
    What.ALARM: ALERT,
    What.LOST: ALERT,
    What.TORN: WARNING,
    What.REFUSED: WARNING,
    What.DENIED: WARNING,
}

_LOG = logging.getLogger(__name__)


def message(entry: Entry, line: bytes, host: str = "") -> bytes:
    """The entry as RFC 5424 has it: its line is the message, its kind the MSGID."""
    priority = LOG_AUDIT * 8 + _SEVERITY.get(entry.what, INFO)
    head = f"<{priority}>1 {entry.at} {host or socket.gethostname() or '-'} dualsite {os.getpid()} {entry.what} - "
    return head.encode("ascii", "replace") + line.rstrip(b"\n")


def sink_of(url: str) -> Sink | None:
    """The collector at an address such as `tls://logs.example.com:6514?ca=/etc/ca.pem`, not yet called; None for no
    address.

    Raises DataError for an address that is none.
    """
    if not url:
        return None
    try:
        told = urlsplit(url)
        host, port = told.hostname, told.port or PORTS.get(told.scheme, 0)
    except ValueError:
        host, port, told = None, 0, urlsplit("")
    asked = parse_qs(told.query)
    if told.scheme not in PORTS or not host or asked.keys() - {"ca"} or told.path not in ("", "/"):
        raise DataError(
            f"DUALSITE_AUDIT_SYSLOG is {url!r}, which is no address of a collector. Write it as udp://host:514, "
            "tcp://host:601, tls://host:6514 or tls://host:6514?ca=/path/of/ca.pem."
        )
    trusted = None
    if told.scheme == "tls":
        try:
            trusted = ssl.create_default_context(cafile=asked.get("ca", [None])[0])
        except OSError as error:
            raise DataError(
                f"The ca of DUALSITE_AUDIT_SYSLOG cannot be read: {why(error)}. Correct its path."
            ) from None
    return Sink(told.scheme, host, port, trusted)


@dataclass
class Sink:
    """A collector and the queue before it."""

    kind: str
    host: str
    port: int
    trusted: ssl.SSLContext | None = None
    waiting: queue.Queue[bytes | None] = field(default_factory=lambda: queue.Queue(MOST_QUEUED))
    lost: int = 0
    is_down: bool = False
    """Whether the collector did not take what was sent to it last."""
    thread: threading.Thread = field(init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _socket: socket.socket | None = None

    def __post_init__(self) -> None:
        self.thread = threading.Thread(target=self._work, name="audit syslog", daemon=True)

    @property
    def address(self) -> str:
        return f"{self.kind}://{self.host}:{self.port}"

    def send(self, entry: Entry, line: bytes) -> None:
        """Queue an entry. Never waits."""
        try:
            self.waiting.put_nowait(message(entry, line))
        except queue.Full:
            self._lose(1)

    def take_lost(self) -> int:
        """How many entries were lost since this was last asked."""
        with self._lock:
            lost, self.lost = self.lost, 0
            return lost

    def close(self) -> None:
        """Send what is queued, as far as the collector takes it at once."""
        try:
            self.waiting.put_nowait(None)
        except queue.Full:
            return
        self.thread.join(PATIENCE_S)

    def _lose(self, count: int) -> None:
        with self._lock:
            self.lost += count

    def _work(self) -> None:
        while (told := self.waiting.get()) is not None:
            while True:
                try:
                    self._deliver(told)
                except OSError as error:
                    self._hang_up()
                    if not self.is_down:
                        _LOG.error("The second copy of the audit trail cannot be sent to %s: %s.", self.address, error)
                    self.is_down = True
                    time.sleep(RETRY_S)
                else:
                    break
            if self.is_down:
                self.is_down = False
                _LOG.warning("The second copy of the audit trail is sent to %s again.", self.address)
        self._hang_up()

    def _deliver(self, told: bytes) -> None:
        if self._socket is None:
            self._socket = self._called()
        if self.kind == "udp":
            self._socket.send(told)
        else:
            # Octet counting, https://www.rfc-editor.org/rfc/rfc6587#section-3.4.1 and RFC 5425.
            self._socket.sendall(f"{len(told)} ".encode("ascii") + told)

    def _called(self) -> socket.socket:
        if self.kind == "udp":
            family, *_kind, address = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_DGRAM)[0]
            made = socket.socket(family, socket.SOCK_DGRAM)
            made.connect(address)
            return made
        made = socket.create_connection((self.host, self.port), PATIENCE_S)
        return self.trusted.wrap_socket(made, server_hostname=self.host) if self.trusted else made

    def _hang_up(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None
