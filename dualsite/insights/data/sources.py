"""Where rows come from, in words."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.i18n import marked
from dualsite.insights.frames import column, small
from dualsite.insights.table_spec import ColumnSpec, TableSpec


def sources(view: View) -> pd.DataFrame:
    """The sources of the rows, by id. Needs sources."""
    return small(view, "sources")


SOURCES_SPEC = TableSpec(
    "sources",
    marked("Sources of the public data"),
    (
        ColumnSpec("source_id", marked("Source"), "code"),
        ColumnSpec("title", marked("Title")),
        ColumnSpec("publisher", marked("Publisher")),
        ColumnSpec("published_on", marked("Published"), "day"),
        ColumnSpec("url", marked("Link"), "link"),
    ),
    extends="sources",
)


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
    return formats.listed([told for told in (source["title"], source["publisher"], published) if told])
