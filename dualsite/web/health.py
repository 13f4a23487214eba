"""What the server says of itself to whoever watches it, from this machine alone: no names, and nothing of the rows."""

from __future__ import annotations

import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from dualsite.errors import DataError
from dualsite.web import gate, limits, session, tabs

PATH = "/healthz"


def health(request: Request) -> Response:
    """`status` and what it rests on; 503 while there is nothing to show. Which version it is rests on everyone's rows,
    and so it is told to nobody who comes through a proxy."""
    if not gate.is_of_this_machine(request.scope):
        return PlainTextResponse("Not found", 404)
    store = session.store()
    try:
        version = store.version(timeout=0)
    except DataError:
        version = None
    found: dict[str, Any] = {
        "status": "ok" if version and not store.trouble else "stale" if version else "nothing to show",
        "engine": store.connect().name,
        "engine_answers": store.trouble is None,
        "version": version and version.id,
        "as_of": version and version.dataset.as_of.isoformat(),
        "age_s": version and _age_s([stamp for _name, _size, stamp in version.listing.files]),
        "is_newest_refused": store.refused is not None,
        "sessions": len(tabs.of_sessions()),
        "tabs": sum(map(len, tabs.of_sessions().values())),
        "most_tabs": limits.most_tabs(),
    }
    return JSONResponse(found, 200 if version else 503, {"cache-control": "no-store"})


def _age_s(stamps: list[int]) -> int | None:
    """Seconds since the newest of its tables was written."""
    return max(0, round(time.time() - max(stamps) / 1e9)) if stamps else None


ROUTE = Route(PATH, health)
