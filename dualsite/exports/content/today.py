"""Today: what needs me, and what changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.exports.content import Chosen, blocks
from dualsite.exports.document import Block, PageContent, Sentence, TextBlock
from dualsite.exports.figures import ChartBlock, Series
from dualsite.i18n import _
from dualsite.insights.data import provenance
from dualsite.insights.exceptions import changes, measured, ranking, site_standing
from dualsite.insights.exceptions.exception import BusinessException
from dualsite.insights.kpis import signal_words, today
from dualsite.kpi import KPIS
from dualsite.palette import site_colours
from dualsite.sitemap import PageId

_SIGNS: dict[int, Literal["good", "watch", "bad", ""]] = {3: "bad", 2: "watch", 1: ""}

_TABLES = tuple(
    dict.fromkeys(
        [
            *(table for rule in ranking.RULES for table in rule.tables),
            *(table for kpi_id in today.TILES for table in KPIS[kpi_id].tables),
            *("sites", "milestone_statements", "contracts"),
        ]
    )
)


def page(view: View, chosen: Chosen) -> PageContent:
    """The exceptions, the first tiles, what changed since a day, and the sites beside one another.

    That a delivery was refused is said on screen alone, where it can be mended.
    """
    measured.measure_all(view)
    found, since = ranking.exceptions(view), changes.since(chosen.get("since", ""), view.as_of)
    return blocks.page(view, PageId.TODAY, ranking.answer(view, found), tuple(_blocks(view, found, since)), _TABLES)


def _blocks(view: View, found: Sequence[BusinessException], since: date) -> Iterator[Block]:
    yield TextBlock(
        "standings",
        _("Where the sites stand"),
        [
            Sentence(site_standing.in_words(one), one.verdict, one.is_illustrative)
            for one in site_standing.standings(view, found)
        ],
    )
    yield blocks.sentence(
        "changed",
        site_standing.changed_in_words(view, since),
        title=_("What changed since {day}").format(day=formats.day(since)),
        is_illustrative=site_standing.is_change_illustrative(view, since),
    )
    if found:
        yield TextBlock(
            "exceptions",
            _("Needs attention"),
            [Sentence(one.in_words(view.as_of), _SIGNS[one.urgency(view.as_of)], one.is_illustrative) for one in found],
        )
    yield blocks.tiles(view, today.TILES, signal_words.counted(view))
    title = _("What changed since {day}").format(day=formats.day(since))
    if said := changes.events_in_words(view, since):
        yield blocks.sentence("events", said, title=title)
    else:
        yield blocks.table(view, "events", title, changes.EVENTS_SPEC, changes.events(view, since))
    title = _("KPIs that moved since {day}").format(day=formats.day(since))
    if said := changes.kpis_in_words(view, since):
        yield blocks.sentence("kpis", said, title=title)
    else:
        yield blocks.table(view, "kpis", title, changes.KPIS_SPEC, changes.kpis(view, since))
    if len(today.side_by_side(view)):
        yield _side_by_side(view)


def _side_by_side(view: View) -> ChartBlock:
    """A group of bars for each rate, one bar a site; an unknown value stands as — or by its reason."""
    rows = today.side_by_side(view)
    sites = sorted(set(zip(rows.site_id, rows.site, strict=True)))
    colours = site_colours(site for site, _name in sites)
    rates = list(dict.fromkeys(zip(rows.kpi_id, rows.label, strict=True)))
    found = {(row.kpi_id, row.site_id): row for row in rows.itertuples()}
    of_site = {site: [found.get((kpi, site)) for kpi, _label in rates] for site, _name in sites}
    return ChartBlock(
        key="side by side",
        title=_("Site comparison"),
        measures=_(today.RATES_OF),
        alt=today.side_by_side_in_words(view),
        kind="bars",
        categories=[label for _kpi, label in rates],
        series=[
            Series(
                str(name),
                [None if row is None or pd.isna(row.value) else float(row.value) for row in of_site[site]],
                colours[site],
                labels=["" if row is None else str(row.shown) for row in of_site[site]],
                n=[None if row is None else int(row.n) for row in of_site[site]],
            )
            for site, name in sites
        ],
        format="fraction",
        axis=_("Share"),
        ends=(0, 1),
        is_illustrative=provenance.has_illustrative(rows),
    )
