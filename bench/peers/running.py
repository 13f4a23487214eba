"""The small pages as processes of their own, from the environment that `make bench` makes for them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.server import ROOT, end, free_port, wait_until_healthy

PYTHON = ROOT / ".venv-peers" / "bin" / "python"

_STREAMLIT_READY = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    if (app?.dataset.testScriptState !== 'notRunning' || !document.querySelector('.st-key-title')) return false;
    if (document.querySelector('[data-testid="stSkeleton"], [data-testid="stAppSkeleton"], [data-stale="true"]'))
        return false;
    const drawn = document.querySelectorAll('.js-plotly-plot svg.main-svg, [data-testid="stVegaLiteChart"] .marks');
    return drawn.length >= 2 && !!document.querySelector('[data-testid="stDataFrame"] canvas');
}"""

_DASH_READY = """() => document.querySelectorAll('.js-plotly-plot .trace').length >= 2
    && document.querySelectorAll('#largest tr').length > 20 && !document.querySelector('._dash-loading')
    && document.title === 'Small page'"""

_PANEL_READY = """() => {
    const inside = node => [...node.querySelectorAll('*')].flatMap(one => one.shadowRoot
        ? [...one.shadowRoot.querySelectorAll('canvas, table'), ...inside(one.shadowRoot)] : []);
    return !!window.Bokeh?.documents?.[0]?.is_idle && inside(document).length > 2;
}"""


@dataclass(frozen=True)
class Peer:
    """A small page: its name, its script, how it is started, and when it is ready, in JavaScript."""

    title: str
    file: str
    ready: str
    arguments: tuple[str, ...] = ("{port}",)
    """The port is filled in."""
    health: str = "/"
    uses: tuple[str, ...] = ()
    """The packages whose versions count."""


_STREAMLIT = {
    "ready": _STREAMLIT_READY,
    "arguments": ("--server.port={port}", "--server.headless=true", "--server.address=127.0.0.1",
                  "--browser.gatherUsageStats=false", "--server.fileWatcherType=none"),
    "health": "/_stcore/health",
}  # fmt: skip

PEERS: Mapping[str, Peer] = {
    "dash": Peer("Dash", "with_dash.py", _DASH_READY, uses=("dash", "plotly")),
    "panel": Peer("Panel", "with_panel.py", _PANEL_READY, uses=("panel", "bokeh")),
    "plotly": Peer("Streamlit, Plotly", "with_plotly.py", **_STREAMLIT, uses=("streamlit", "plotly")),  # type: ignore[arg-type]
    "vega": Peer("Streamlit, Vega", "with_vega.py", **_STREAMLIT, uses=("streamlit", "altair")),  # type: ignore[arg-type]
}


class PeersMissingError(RuntimeError):
    """There is no environment for them."""


@contextmanager
def running(work: Path, peers: Sequence[Peer]) -> Iterator[list[tuple[Peer, str]]]:
    """The small pages with their addresses, until the block ends. Raises PeersMissingError, ServerError."""
    if peers and not PYTHON.exists():
        raise PeersMissingError(f"The peers have no environment at {PYTHON.parents[1]}: `make .venv-peers/ready`.")
    with ExitStack() as started:
        yield [(peer, started.enter_context(_started(work, peer))) for peer in peers]


@contextmanager
def _started(work: Path, peer: Peer) -> Iterator[str]:
    port, script = free_port(), str(Path(__file__).with_name(peer.file))
    home = work / f"peer-{Path(peer.file).stem}"
    home.mkdir(exist_ok=True)
    how = ("-m", "streamlit", "run", script) if peer.health != "/" else (script,)
    command = [str(PYTHON), *how, *(one.format(port=port) for one in peer.arguments)]
    log = home / "log"
    with log.open("wb") as said:
        # A home without settings, so that each is as it comes.
        process = subprocess.Popen(
            command, cwd=home, env=os.environ | {"HOME": str(home)}, stdin=subprocess.DEVNULL, stdout=said,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        wait_until_healthy(process, f"http://127.0.0.1:{port}{peer.health}", log)
        yield f"http://127.0.0.1:{port}/"
    finally:
        end(process)


def versions() -> dict[str, str]:
    """What the small pages run on, by the names of packages; empty where they have no environment."""
    if not PYTHON.exists():
        return {}
    wanted = sorted({name for peer in PEERS.values() for name in peer.uses})
    said = f"from importlib.metadata import version\nfor one in {wanted!r}: print(one, version(one))"
    told = subprocess.run([str(PYTHON), "-c", said], capture_output=True, text=True, check=True).stdout
    return dict(line.split(" ", 1) for line in told.splitlines())
