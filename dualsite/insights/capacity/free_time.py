"""What is open of the next twelve months, and the longest free windows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.collation import orders
from dualsite.i18n import _, marked
from dualsite.insights.capacity.load import ahead, stage_in_words
from dualsite.insights.frames import names_of
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.kpi.computations.unit_days import booked, calendar
from dualsite.kpi.engine.question import Question
from dualsite.schema.vocabulary import STAGES

WINDOWS_LISTED = 3
"""Free windows listed per stage, the longest first."""


@cached_per_view
def room(view: View) -> pd.DataFrame:
    """Open unit-days of the next twelve months per site and stage, with the longest free windows in words.

    Needs suites and bookings.
    """
    question = Question(view, ahead(view))
    days = question.once(calendar)
    taken = question.once(booked)
    blocks = taken["blocks"].to_numpy(dtype=bool)
    blocked = days.count(taken, blocks) > 0
    free = np.where(blocked, 0, np.maximum(days.ready - days.count(taken, ~blocks), 0))
    names = names_of(view, "sites", "site_id")
    suite_names = names_of(view, "suites", "suite_id")
    listed = []
    for (site_id, stage), group in days.suites.groupby(["site_id", "stage"], sort=True):
        grid = free[group.index]
        windows = [
            (length, start, suite_names[group.suite_id[place]])
            for place, row in zip(group.index, grid, strict=True)
            for start, length in _runs(row > 0)
        ]
        windows.sort(key=lambda one: (-one[0], one[1], one[2]))
        made_up = bool(group["is_illustrative"].any() or taken["is_illustrative"].any())
        listed.append(
            {
                "site": names.get(site_id, site_id),
                "stage": stage,
                "open_d": int(grid.sum()),
                "calendar_d": int(days.ready[group.index].sum()),
                "windows": formats.parts(
                    _("{suite} {first} to {last} ({days} d)").format(
                        suite=suite,
                        first=formats.day(question.window.first + timedelta(days=start)),
                        last=formats.day(question.window.first + timedelta(days=start + length - 1)),
                        days=formats.number(length),
                    )
                    for length, start, suite in windows[:WINDOWS_LISTED]
                )
                or formats.UNKNOWN,
                "data_class": "ILLUSTRATIVE" if made_up else "INTERNAL",
            }
        )
    found = pd.DataFrame(listed, columns=["site", "stage", "open_d", "calendar_d", "windows", "data_class"])
    order = found.stage.map(STAGES.index)
    return (
        found.assign(order=order)
        .sort_values(["site", "order"], key=orders)
        .drop(columns="order")
        .reset_index(drop=True)
    )


ROOM_SPEC = TableSpec(
    "open suite-days",
    marked("Open suite-days of the next 12 months, by site and stage"),
    (
        ColumnSpec("site", marked("Site")),
        ColumnSpec("stage", marked("Stage"), "code", says=stage_in_words),
        ColumnSpec("open_d", marked("Open"), "whole", marked("unit-days")),
        ColumnSpec("calendar_d", marked("Calendar"), "whole", marked("unit-days")),
        ColumnSpec("windows", marked("Longest free windows")),
        DATA_CLASS,
    ),
)


def _runs(flags: Sequence[bool]) -> list[tuple[int, int]]:
    """Start and length of every unbroken run of true."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], np.asarray(flags, dtype=np.int8), [0]))))
    return [(int(start), int(end - start)) for start, end in zip(edges[::2], edges[1::2], strict=True)]
