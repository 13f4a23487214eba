"""What is the same for everybody is kept by a browser: for good where its address has a hash of its bytes."""

from __future__ import annotations

import hashlib
import re

import pytest
from starlette.datastructures import Headers
from starlette.routing import Mount, Router
from starlette.types import Message

from dualsite.web import assets
from tests.unit.web import asgi

OURS, PLOTLY = assets.figure_scripts()


def got(address: str) -> tuple[int, Headers]:
    """The status and the headers of what is sent for an address."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    path, _mark, query = address.partition("?")
    asked = {**asgi.scope("http", path), "query_string": query.encode(), "root_path": ""}
    asgi.run(Router([Mount("/app/static", assets.Assets())], redirect_slashes=False), asked, receive, send)
    return sent[0]["status"], Headers(raw=sent[0]["headers"])


@pytest.mark.parametrize(
    "address", [OURS, PLOTLY, "/app/static/fonts/inter-latin.woff2", "/app/static/geo/world.geojson"]
)
def test_a_file_whose_address_has_its_hash_is_kept_for_good_and_others_for_a_day(address: str) -> None:
    status, headers = got(address)
    assert status == 200
    is_hashed = address in (OURS, PLOTLY)
    assert headers["cache-control"] == (assets.FOR_GOOD if is_hashed else assets.FOR_A_DAY)


def test_the_script_of_figures_is_what_its_name_says() -> None:
    file = assets.ROOT / PLOTLY.removeprefix("/app/static/")
    told = re.fullmatch(r"plotly-(\d+\.\d+\.\d+)-([0-9a-f]{10})\.js", file.name)
    assert told is not None
    assert hashlib.sha256(file.read_bytes()).hexdigest().startswith(told[2])
    assert [one.name for one in file.parent.glob("plotly-*.js")] == [file.name]
    assert f"plotly.js {told[1]} (MIT)" in file.with_name("plotly-LICENSES.txt").read_text(encoding="utf-8")
