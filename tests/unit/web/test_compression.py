"""Only what is the same for everybody is sent compressed."""

from __future__ import annotations

import pytest
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import Message

from dualsite.web.compression import Compression
from tests.unit.web import asgi

TEXT = "the same again and again " * 400


def got(path: str, accepted: str) -> tuple[Headers, bytes]:
    """What is sent for a path to a browser that takes these encodings."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    asked = asgi.scope("http", path, more={"accept-encoding": accepted})
    asgi.run(Compression(PlainTextResponse(TEXT)), asked, receive, send)
    return Headers(raw=sent[0]["headers"]), b"".join(message.get("body", b"") for message in sent[1:])


@pytest.mark.parametrize("path", ["/static/js/index.js", "/app/static/world.geojson"])
@pytest.mark.parametrize("encoding", ["zstd", "br", "gzip"])
def test_what_everybody_gets_is_compressed_as_the_browser_takes_it(path: str, encoding: str) -> None:
    headers, body = got(path, encoding)
    assert headers["content-encoding"] == encoding
    assert "accept-encoding" in headers["vary"].lower()
    assert len(body) < len(TEXT) / 10


@pytest.mark.parametrize("path", ["/", "/contracts", "/media/abc.csv", "/auth/login", "/statically"])
def test_nothing_else_is(path: str) -> None:
    headers, body = got(path, "zstd, br, gzip")
    assert "content-encoding" not in headers
    assert body.decode() == TEXT


def test_who_takes_nothing_compressed_gets_it_as_it_is() -> None:
    headers, body = got("/static/js/index.js", "identity")
    assert "content-encoding" not in headers
    assert body.decode() == TEXT
