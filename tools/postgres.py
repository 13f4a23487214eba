"""A PostgreSQL server of one's own: on loopback, in a folder for temporary files, as nobody in particular."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg

PASSWORD = "a password of its own"
OWNER = "owner"
SETTINGS = {"fsync": "off", "timezone": "Asia/Seoul", "listen_addresses": "127.0.0.1", "max_connections": "40"}
USER = "nobody" if os.geteuid() == 0 else None
"""PostgreSQL refuses to run as root."""


def programs() -> Path:
    """Where PostgreSQL's programs lie. Raises FileNotFoundError where it is not installed."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: int(one.parts[4]))
    if not installed:
        raise FileNotFoundError("PostgreSQL is not installed; on Debian, `apt-get install postgresql` does that.")
    return installed[-1].parent


class Server:
    """A server whose language orders texts otherwise than by their characters, and that lives in Seoul."""

    def __init__(self, like: Server | None = None, settings: Mapping[str, str] | None = None) -> None:
        """One without data, or with those of a server that does not run; with settings besides its own."""
        self._settings = SETTINGS | dict(settings or {})
        self.folder = Path(tempfile.mkdtemp(prefix="dualsite-postgres-"))
        self._process: subprocess.Popen[bytes] | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        if USER is not None:
            shutil.chown(self.folder, USER)
        if like is None:
            self._make()
        else:
            subprocess.run(["cp", "--archive", like.folder / "data", self.folder / "data"], check=True)
        self.start()

    def _make(self) -> None:
        told = self.folder / "password"
        told.write_text(PASSWORD)
        if USER is not None:
            shutil.chown(told, USER)
        local = ["--locale-provider=icu", "--icu-locale=en-US", "--locale=C.UTF-8", "--encoding=UTF8"]
        signing_in = ["--auth=scram-sha-256", f"--username={OWNER}", f"--pwfile={told}"]
        command = [programs() / "initdb", "--pgdata", self.folder / "data", "--no-sync", *local, *signing_in]
        subprocess.run(command, check=True, user=USER, stdout=subprocess.DEVNULL)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        listed = [part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")]
        command = [programs() / "postgres", "-D", self.folder / "data", "-p", str(self.port), "-k", "", *listed]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, user=USER, stdout=subprocess.DEVNULL, stderr=log)
        until = time.monotonic() + 30
        while True:
            try:
                self.ask("SELECT 1")
            except psycopg.OperationalError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        """Stop it at once, whoever is asking."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(30)
            self._process = None

    @contextmanager
    def silent(self) -> Iterator[None]:
        """Every process of it stands still until the block ends."""
        assert self._process is not None
        main = self._process.pid
        told = Path(f"/proc/{main}/task/{main}/children").read_text().split()
        processes = [main, *map(int, told)]
        for process in processes:
            os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            for process in processes:
                os.kill(process, signal.SIGCONT)

    def ask(self, asked: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """What a statement of the owner finds."""
        named = {"host": "127.0.0.1", "port": self.port, "user": OWNER, "password": PASSWORD, "dbname": database}
        with psycopg.connect(**named, autocommit=True) as connection:
            cursor = connection.execute(asked)
            return cursor.fetchall() if cursor.description else []

    def url(self, database: str, user: str = OWNER, schema: str = "dualsite") -> str:
        """The address of a database in it, without a password."""
        return f"postgres://{user}@127.0.0.1:{self.port}/{database}/{schema}"

    def remove(self) -> None:
        """Stop it and remove its folder."""
        self.stop()
        shutil.rmtree(self.folder)
