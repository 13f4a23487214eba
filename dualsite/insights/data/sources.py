"""Where rows come from, in words."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.insights.frames import column, small


def with_sources(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with `source` (title, publisher and day) and `url` of their source, None where there is none."""
    known: dict[str, dict[str, Any]] = {}
    if view.has("sources"):
        known = {row["source_id"]: row for row in small(view, "sources").to_dict("records")}
    cited = [known.get(source) for source in rows.source_id]
    return rows.assign(
        source=column([row and _citation(row) for row in cited], rows),
        url=column([row and row["url"] for row in cited], rows),
    )


def _citation(source: dict[str, Any]) -> str:
    published = formats.day(source["published_on"]) if source["published_on"] else None
    return ", ".join(filter(None, (source["title"], source["publisher"], published)))
