"""A Spark cluster of one's own: a standalone master and two workers, on loopback, in a folder of its own."""

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

import pyspark

UP_S = 180.0
"""How long a start may take, on a machine that has more to do."""

HOME = Path(pyspark.__file__).parent

FLEETING = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""Java that ends soon: what it would compile best it has no time to use."""

AT_WORK = f"{FLEETING} -Xmn300m"
"""Most of what it makes for a question goes with it."""

SETTINGS = {
    "spark.driver.extraJavaOptions": AT_WORK,
    "spark.executor.extraJavaOptions": AT_WORK,
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "1g",
    "spark.executor.memory": "600m",
    "spark.executor.cores": "1",
    # A few thousand rows: what is worth it for millions takes longer than they do.
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.sources.parallelPartitionDiscovery.threshold": "1000",
}
"""The defaults of whoever asks the cluster."""

WITHOUT_DEFAULTS = "<configuration/>"
"""In the place of what Hadoop says of itself: 1,400 settings, which go packed to the workers with every scan of a file,
and were a third of the time. What is read here needs none of them."""

ZONES = ("Asia/Seoul", "America/New_York")
"""Where the workers live, each by clocks of its own; whoever asks lives in New York."""


class Spark:
    """Processes of Spark on loopback, which listen at a port and live in a folder of their own."""

    host = "127.0.0.1"

    def __init__(self, settings: Mapping[str, str] = SETTINGS) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="dualsite-spark-"))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        (self.folder / "conf").mkdir()
        told = "".join(f"{name} {value}\n" for name, value in settings.items())
        (self.folder / "conf" / "spark-defaults.conf").write_text(told)
        (self.folder / "conf" / "log4j2.properties").write_text(
            "rootLogger.level = error\nrootLogger.appenderRef.out.ref = out\n"
            "appender.out.type = Console\nappender.out.name = out\nappender.out.target = SYSTEM_ERR\n"
            "appender.out.layout.type = PatternLayout\nappender.out.layout.pattern = %d %p %c: %m%n\n"
        )
        for name in ("core", "mapred", "yarn"):
            (self.folder / "conf" / f"{name}-default.xml").write_text(WITHOUT_DEFAULTS)
        self._processes: list[subprocess.Popen[bytes]] = []
        self.start()

    @property
    def environment(self) -> dict[str, str]:
        """What whoever asks it needs in their environment."""
        return {"SPARK_CONF_DIR": str(self.folder / "conf"), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_HOME": str(HOME)}

    def start(self) -> None:
        """Start it, and wait until it listens."""
        raise NotImplementedError

    def _started(self, what: str, *options: str, zone: str = ZONES[0], memory: str = "256m") -> subprocess.Popen[bytes]:
        environment = {**os.environ, **self.environment, "SPARK_DAEMON_MEMORY": memory, "TZ": zone}
        environment["SPARK_DAEMON_JAVA_OPTS"] = FLEETING
        command = [HOME / "bin" / "spark-class", f"org.apache.spark.deploy.{what}", *options]
        if shutil.which("setpriv"):
            # The kernel ends them with the tests, however those end; and what nobody may read, root may not either.
            bounds = ["--bounding-set", "-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
            command = ["setpriv", "--pdeathsig", "TERM", *bounds, *command]
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(command, env=environment, stdout=log, stderr=log)

    def _wait(self) -> None:
        until = time.monotonic() + UP_S
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)
            else:
                return

    def stop(self) -> None:
        """End the processes, the last one first, with what runs in them."""
        for process in reversed(self._processes):
            process.send_signal(signal.SIGTERM)
        for process in self._processes:
            process.wait(30)
        self._processes = []

    def url(self, folder: Path) -> str:
        """The address of a folder that it reads."""
        return f"pyspark://{self.host}:{self.port}{folder}"

    def remove(self) -> None:
        """Stop it and remove its folder."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class Cluster(Spark):
    """A master and two workers, which live in Seoul and New York."""

    def __init__(self, settings: Mapping[str, str] = SETTINGS, worker_memory: str = "700M") -> None:
        """One with these defaults for whoever asks it, and as much memory for each worker."""
        self._worker_memory = worker_memory
        super().__init__(settings)

    def start(self) -> None:
        """Start it; the master knows its workers a moment later."""
        here = f"spark://127.0.0.1:{self.port}"
        usual = ("--host", "127.0.0.1", "--webui-port", "0")
        master = self._started("master.Master", *usual, "--port", str(self.port))
        self._wait()
        work = ("--cores", "1", "--memory", self._worker_memory, "--work-dir", str(self.folder / "work"))
        workers = (self._started("worker.Worker", *usual, *work, here, zone=zone) for zone in ZONES)
        self._processes = [master, *workers]

    @contextmanager
    def silent(self) -> Iterator[None]:
        """The executors stand still until the block ends."""
        found = [one for worker in self._processes[1:] for one in _children(worker.pid)]
        for process in found:
            os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            for process in found:
                os.kill(process, signal.SIGCONT)


class Server(Spark):
    """A server of Spark Connect that lives in Seoul and works by itself; whoever asks it shows a token."""

    # A token goes without TLS to this name alone.
    host = "localhost"
    token = "of a test"

    def start(self) -> None:
        """Start it."""
        told = {
            "spark.connect.grpc.binding.port": self.port,
            "spark.connect.authenticate.token": self.token,
            "spark.sql.warehouse.dir": self.folder / "warehouse",
            "spark.ui.enabled": "false",
        }
        settings = [part for name, value in told.items() for part in ("--conf", f"{name}={value}")]
        server = "org.apache.spark.sql.connect.service.SparkConnectServer"
        options = ("--master", "local[2]", *settings, "--class", server, "spark-internal")
        self._processes = [self._started("SparkSubmit", *options, memory="1g")]
        self._wait()

    def url(self, folder: Path) -> str:
        """The address of a folder that it reads."""
        return f"{super().url(folder)}?connect=true"

    def database(self, name: str) -> str:
        """The address of a database of its catalog."""
        return f"pyspark://{self.host}:{self.port}?connect=true&database={name}"


def _children(process: int) -> list[int]:
    """The processes that a process of several threads has started."""
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for told in tasks for child in told.read_text().split()]
