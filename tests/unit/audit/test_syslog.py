"""The second copy: to a collector over UDP, TCP and TLS, which nobody waits for."""

from __future__ import annotations

import logging
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dualsite import audit
from dualsite.audit import What, Who, reading, recording, syslog
from dualsite.errors import DataError
from tests.certificates import authority

HEAD = re.compile(rb"<(\d+)>1 (\S+) (\S+) dualsite (\d+) (\S+) - (\{.*\})", re.DOTALL)
"""RFC 5424: priority and version, moment, host, application, process, kind, no structured data, message."""


class Collector:
    """Takes what is sent to it; over TLS with a certificate of its own authority, else over TCP."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.context = context
        self.told = b""
        self.thread = threading.Thread(target=self._take, daemon=True)
        self.thread.start()

    def _take(self) -> None:
        while True:
            try:
                line, _address = self.listening.accept()
                with self.context.wrap_socket(line, server_side=True) if self.context else line as came:
                    while part := came.recv(65536):
                        self.told += part
            except ssl.SSLError:
                continue
            except OSError:
                return

    def messages(self, count: int) -> list[bytes]:
        """So many messages, by their lengths (octet counting)."""
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            found, rest = [], self.told
            while (head := re.match(rb"(\d+) ", rest)) and len(rest) >= head.end() + int(head[1]):
                found.append(rest[head.end() : head.end() + int(head[1])])
                rest = rest[head.end() + int(head[1]) :]
            if len(found) >= count:
                return found
            time.sleep(0.01)
        raise AssertionError(f"Only {len(found)} messages came.")

    def close(self) -> None:
        self.listening.close()


@contextmanager
def copied_to(url: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The trail is copied to that address until the block ends."""
    monkeypatch.setenv("DUALSITE_AUDIT", str(folder / "audit.jsonl"))
    monkeypatch.setenv("DUALSITE_AUDIT_SYSLOG", url)
    monkeypatch.setattr(syslog, "RETRY_S", 0.05)
    yield
    recording.close()


def test_every_entry_is_sent_over_tls_to_a_collector_that_its_authority_vouches_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ca, context = authority(tmp_path)
    collector = Collector(context)
    with copied_to(f"tls://127.0.0.1:{collector.port}?ca={ca}", tmp_path, monkeypatch):
        audit.record(What.DENIED, Who("client", "7\n<8>1 forged"), name="/media/x")
        audit.record(What.PAGE, Who("staff", "ada"))
        came = collector.messages(3)
    lines = (tmp_path / "audit.jsonl").read_bytes().splitlines()
    heads = [HEAD.fullmatch(one) for one in came]
    assert [head and head[6] for head in heads] == lines
    assert [head and (int(head[1]), head[5]) for head in heads] == [
        (13 * 8 + 6, b"segment"),
        (13 * 8 + 4, b"denied"),
        (13 * 8 + 6, b"page"),
    ]
    collector.close()


def wait_until_down(caplog: pytest.LogCaptureFixture) -> None:
    """Wait until the log says that the collector did not take something."""
    deadline = time.monotonic() + 20
    while "cannot be sent" not in caplog.text:
        assert time.monotonic() < deadline, "nobody said that the collector is down"
        time.sleep(0.01)


def test_a_collector_that_nobody_vouches_for_is_sent_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    _ca, context = authority(tmp_path)
    (tmp_path / "other").mkdir()
    other_ca, _context = authority(tmp_path / "other")
    collector = Collector(context)
    monkeypatch.setattr(syslog, "PATIENCE_S", 0.1)
    with copied_to(f"tls://127.0.0.1:{collector.port}?ca={other_ca}", tmp_path, monkeypatch):
        with caplog.at_level(logging.ERROR):
            audit.record(What.PAGE, Who("staff", "ada"))
            wait_until_down(caplog)
        assert "certificate verify failed" in caplog.text
        assert collector.told == b""
    collector.close()


def test_a_collector_that_is_down_keeps_nobody_waiting_and_what_it_misses_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(syslog, "MOST_QUEUED", 5)
    monkeypatch.setattr(syslog, "PATIENCE_S", 0.1)
    taken = socket.socket()  # Nobody else gets its port, at which nobody listens.
    taken.bind(("127.0.0.1", 0))
    port = taken.getsockname()[1]
    with taken, copied_to(f"tcp://127.0.0.1:{port}", tmp_path, monkeypatch), caplog.at_level(logging.WARNING):
        audit.record(What.PAGE, Who("staff", "0"))
        wait_until_down(caplog)
        began = time.monotonic()
        for number in range(1, 40):
            audit.record(What.PAGE, Who("staff", str(number)))
        # Whoever waited would do so for as long as the collector is down: for ever.
        assert time.monotonic() - began < 20
        for _ in range(3):
            audit.settle()
        assert not [one for one in audit_entries(tmp_path) if one.what is What.LOST]
    found = [one for one in audit_entries(tmp_path) if one.what is What.LOST]
    # One more than the queue holds may be in the sender's hand.
    assert 1 + 40 - 6 <= found[0].count <= 1 + 40 - 5
    assert found[0].reason == f"{found[0].count} entries did not reach tcp://127.0.0.1:{port}."
    assert "The second copy of the audit trail is incomplete" in caplog.text


def test_what_waits_is_sent_when_the_collector_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with copied_to(f"tcp://127.0.0.1:{port}", tmp_path, monkeypatch):
        with caplog.at_level(logging.ERROR):
            audit.record(What.PAGE, Who("staff", "ada"))
            wait_until_down(caplog)
        monkeypatch.setattr(
            socket, "create_server", lambda address, make=socket.create_server: make(("127.0.0.1", port))
        )
        collector = Collector()
        assert len(collector.messages(2)) == 2
    collector.close()


def test_udp_is_a_message_a_datagram(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as collector:
        collector.bind(("127.0.0.1", 0))
        collector.settimeout(20)
        with copied_to(f"udp://127.0.0.1:{collector.getsockname()[1]}", tmp_path, monkeypatch):
            audit.record(What.PAGE, Who("staff", "ada"))
            assert [HEAD.fullmatch(collector.recv(65536))[5] for _ in range(2)] == [b"segment", b"page"]  # type: ignore[index]


@pytest.mark.parametrize(
    "url", ["logs.example.com", "http://logs.example.com", "tls://", "tcp://h:x", "tls://h?key=1", "udp://h/x"]
)
def test_an_address_that_is_none_is_said(url: str) -> None:
    with pytest.raises(DataError, match="which is no address of a collector"):
        syslog.sink_of(url)


def test_a_missing_authority_is_said() -> None:
    with pytest.raises(DataError, match="cannot be read"):
        syslog.sink_of("tls://h?ca=/nowhere.pem")


def audit_entries(folder: Path) -> list[audit.Entry]:
    return list(reading.entries(folder / "audit.jsonl"))
