"""Scenarios: what if? The comparison that was chosen; where scenarios are written is no part of what is exported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from dualsite.access import View
from dualsite.exports.content import blocks
from dualsite.exports.document import Block, PageContent
from dualsite.exports.figures import ChartBlock, Series
from dualsite.i18n import _
from dualsite.insights.data import provenance
from dualsite.insights.kpis import today
from dualsite.insights.pipeline import capacity
from dualsite.insights.scenarios import side_by_side
from dualsite.kpi import KPIS
from dualsite.palette import INK, SITE_COLOURS
from dualsite.planning import SlotRequest
from dualsite.scenarios import Scenario
from dualsite.sitemap import PageId

_TABLES = tuple(dict.fromkeys([*(name for id_ in today.TILES for name in KPIS[id_].tables), *capacity.NEEDS]))


def page(view: View, scenarios: Sequence[Scenario], questions: Mapping[str, SlotRequest]) -> PageContent:
    """The first few of the scenarios beside the data as they are; without any, that there is nothing to compare."""
    scenarios = tuple(scenarios[: side_by_side.MOST])
    answer = side_by_side.answer(view, scenarios, questions)
    there = tuple(_blocks(view, scenarios, questions)) if scenarios else ()
    return blocks.page(view, PageId.SCENARIOS, answer, there, _TABLES)


def _blocks(view: View, scenarios: Sequence[Scenario], questions: Mapping[str, SlotRequest]) -> Iterator[Block]:
    rows = side_by_side.side_by_side(view, scenarios, questions)
    shares = side_by_side.shares(rows)
    if len(shares):
        yield _shares(shares, scenarios)
    yield blocks.table(view, "compared", _("Side by side"), side_by_side.side_by_side_spec(scenarios), rows)


def _shares(rows: pd.DataFrame, scenarios: Sequence[Scenario]) -> ChartBlock:
    """A group of bars for each share, one bar a scenario, the data as they are first."""
    called = [_("Base case"), *(scenario.called for scenario in scenarios)]
    return ChartBlock(
        key="shares",
        title=_(side_by_side.TITLE),
        measures=_(side_by_side.MEASURES),
        alt=side_by_side.in_words(rows, scenarios),
        kind="bars",
        categories=[" ".join(text for text in (row.label, row.of) if text) for row in rows.itertuples()],
        series=[
            Series(
                name,
                [None if pd.isna(value) else float(value) for value in rows[f"value_{place}"]],
                (INK, *SITE_COLOURS)[place],
            )
            for place, name in enumerate(called)
        ],
        format="fraction",
        axis=_("Share"),
        ends=(0, 1),
        is_illustrative=provenance.has_illustrative(rows),
    )
