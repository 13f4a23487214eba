"""A MariaDB server of one's own: on loopback, in a folder for temporary files, as nobody in particular."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import MySQLdb

PASSWORD = "a pass+word of its own: %/@"
"""With signs that mean something in a URL."""

OWNER = "owner"
USER = "nobody"
"""As whom it runs where the tests are run by root, as whom it refuses to."""


def program() -> Path:
    """Where the server lies. Raises FileNotFoundError where it is not installed."""
    found = shutil.which("mariadbd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None:
        raise FileNotFoundError("MariaDB is not installed; on Debian, `apt-get install mariadb-server` does that.")
    return Path(found)


class Server:
    """A server that lives in Seoul, without a database."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="dualsite-mariadb-"))
        self._process: subprocess.Popen[bytes] | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        said = [f"--datadir={self.folder}/data", "--auth-root-authentication-method=normal", "--skip-test-db"]
        if os.geteuid() == 0:
            shutil.chown(self.folder, USER)
            said.append(f"--user={USER}")
        command = ["mariadb-install-db", "--no-defaults", "--skip-name-resolve", *said]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        self.start()
        with closing(self._connected("root", "")) as connection, closing(connection.cursor()) as cursor:
            cursor.execute(f"CREATE USER {OWNER} IDENTIFIED BY %s", [PASSWORD])
            cursor.execute(f"GRANT ALL ON *.* TO {OWNER} WITH GRANT OPTION")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [
            program(),
            "--no-defaults",
            f"--datadir={self.folder}/data",
            f"--socket={self.folder}/socket",
            f"--pid-file={self.folder}/pid",
            f"--port={self.port}",
            "--bind-address=127.0.0.1",
            "--skip-name-resolve",
            "--innodb-flush-log-at-trx-commit=0",
            "--default-time-zone=+09:00",
            *([f"--user={USER}"] if os.geteuid() == 0 else []),
        ]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log)
        until = time.monotonic() + 30
        while True:
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            if time.monotonic() > until:
                raise TimeoutError((self.folder / "log").read_text())
            time.sleep(0.05)

    def stop(self) -> None:
        """End it at once, whoever is asking; what it has written is there when it starts again."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(30)
            self._process = None

    @contextmanager
    def silent(self) -> Iterator[None]:
        """It stands still until the block ends."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    def ask(self, asked: str, rows: Sequence[Sequence[Any]] = ()) -> list[tuple[Any, ...]]:
        """What a statement of the owner finds; for each of these rows, where there are any."""
        with closing(self._connected(OWNER, PASSWORD)) as connection, closing(connection.cursor()) as cursor:
            if rows:
                cursor.executemany(asked, rows)
            else:
                cursor.execute(asked)
            return list(cursor.fetchall())

    def _connected(self, user: str, password: str) -> Any:
        named = {"host": "127.0.0.1", "port": self.port, "user": user, "password": password}
        return MySQLdb.connect(**named, charset="utf8mb4", autocommit=True)

    def url(self, database: str, user: str = OWNER) -> str:
        """The address of a database in it, without a password."""
        return f"mysql://{user}@127.0.0.1:{self.port}/{database}"

    def remove(self) -> None:
        """Stop it and remove its folder."""
        self.stop()
        shutil.rmtree(self.folder)
