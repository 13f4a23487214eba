"""Files that are the same for everybody: where they lie, and how long a browser may keep them without asking."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ROOT = Path(__file__).parents[2] / "static"
"""Icons and the script of figures: nothing private lies there."""

PACKAGED = Path(__file__).parents[1] / "assets"
"""The typeface and the world's outlines, which exports need without the app as well: nothing private either."""

FOR_GOOD = "public, max-age=31536000, immutable"
"""What has a hash of its bytes in its address never changes there."""

FOR_A_DAY = "public, max-age=86400"
"""What keeps its address may change with a new version of the app."""

_HASH = re.compile(r"v=[0-9a-f]{10}")
_HASHED_NAME = re.compile(r"-[0-9a-f]{10}\.\w+")

FIGURE_SCRIPT = ROOT / "figures" / "figure.js"


def hashed(address: str, file: Path) -> str:
    """The address of a file with a hash of its bytes."""
    return f"{address}?v={hashlib.sha256(file.read_bytes()).hexdigest()[:10]}"


@cache
def figure_scripts() -> tuple[str, str]:
    """The addresses of what draws figures: ours, and the parts of plotly.js that it imports."""
    imported = re.search(r'from "\./(plotly-[^"]+\.js)"', FIGURE_SCRIPT.read_text(encoding="utf-8"))
    if imported is None:
        raise RuntimeError(f"{FIGURE_SCRIPT} imports no plotly-….js: run `make plotly`.")
    return hashed("/app/static/figures/figure.js", FIGURE_SCRIPT), f"/app/static/figures/{imported[1]}"


class Assets:
    """Gives these files out, with word of how long they may be kept."""

    def __init__(self) -> None:
        files = StaticFiles(directory=ROOT)
        files.all_directories.append(PACKAGED)
        self._files: ASGIApp = files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_word(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in (200, 304):
                MutableHeaders(raw=message["headers"])["cache-control"] = lasting(scope)
            await send(message)

        await self._files(scope, receive, send_with_word)


def lasting(scope: Scope) -> str:
    """How long what is asked for may be kept."""
    asked = scope.get("query_string", b"").decode("latin-1")
    is_hashed = _HASH.fullmatch(asked) or _HASHED_NAME.search(scope["path"])
    return FOR_GOOD if is_hashed else FOR_A_DAY
