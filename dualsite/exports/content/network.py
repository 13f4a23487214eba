"""Network: what the sites hold, and when the next one is real."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Literal

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.exports.content import Chosen, blocks
from dualsite.exports.document import Block, PageContent, Sentence, TextBlock
from dualsite.exports.figures import ChartBlock, DayMark, GanttBlock, GanttRow, MapBlock, MapPlace, Series, Span, Style
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.data import provenance
from dualsite.insights.network import sites, volume
from dualsite.insights.programmes import milestones
from dualsite.insights.sight import in_sight, sight
from dualsite.palette import INK, WATCH, site_colours
from dualsite.sitemap import PageId

_TABLES = ("sites", "suites", "milestones", "milestone_statements", "inspections")

_STATUS: dict[str, tuple[Literal["circle", "diamond"], Style]] = {
    "OPERATING": ("circle", "solid"),
    "QUALIFICATION": ("diamond", "solid"),
    "CONSTRUCTION": ("diamond", "outlined"),
    "PLANNED": ("circle", "outlined"),
}


def page(view: View, chosen: Chosen) -> PageContent:
    """The sites on the map and one by one, the volume, the milestones and how far they moved, and the rows."""
    return blocks.page(view, PageId.NETWORK, sites.answer(view), tuple(_blocks(view)), _TABLES)


def _blocks(view: View) -> Iterator[Block]:
    yield _map(view)
    yield blocks.drawn(_volume(view))
    if len(sites.sites(view)):
        yield _held(view)
    if (missing := blocks.missing(view, ("milestones",))) is not None:
        yield missing
    else:
        yield blocks.drawn(_milestones(view))
    if (missing := blocks.missing(view, ("milestone_statements",))) is not None:
        yield missing
    else:
        yield blocks.drawn(_slips(view))
    yield blocks.table(view, "sites", _("Sites"), sites.SITES_SPEC, sites.sites(view))
    yield blocks.table(view, "suites", _("Suites"), sites.SUITES_SPEC, sites.suites(view))
    yield blocks.table(view, "milestone rows", _("Milestones"), milestones.OF_SITES_SPEC, milestones.of_sites(view))
    stated = milestones.statements(view)
    yield blocks.table(view, "statements", _("Stated targets"), milestones.STATEMENTS_SPEC, stated)
    yield blocks.table(view, "inspections", _("Inspections"), sites.INSPECTIONS_SPEC, sites.inspections(view))


def _map(view: View) -> MapBlock:
    rows = sites.sites(view)
    colours = site_colours(rows.site_id)
    return MapBlock(
        key="map",
        title=_("Where the sites are"),
        measures=_("Status and bioreactor volume by site. Filled: operating or in qualification. Outlined: planned."),
        alt=sites.map_in_words(view),
        places=[
            MapPlace(
                float(site.longitude),
                float(site.latitude),
                str(site.name),
                colours[site.site_id],
                *_STATUS[site.status],
                said=formats.listed([_(sites.STATUSES[site.status]), sites.litres_stated(site)]),
            )
            for site in rows.itertuples()
        ],
        is_illustrative=provenance.has_illustrative(rows),
    )


def _volume(view: View) -> ChartBlock:
    """A column for each step, as high as the network from then on."""
    steps = volume.capacity_steps(view)
    rows = list(steps.itertuples())
    styles: tuple[tuple[str, bool, Style], ...] = (
        (_("Installed"), False, "solid"),
        (_("Planned"), True, "outlined"),
    )
    return ChartBlock(
        key="volume",
        title=volume.capacity_title(view),
        measures=_("Installed bioreactor volume in litres after each expansion; planned expansions outlined."),
        alt=volume.capacity_in_words(view),
        kind="stacked columns",
        categories=[_("{what}, {site}: {month}").format(what=s.what, site=s.site, month=_month(s)) for s in rows],
        series=[
            Series(
                name,
                [float(step.litres) if step.is_planned == is_planned else None for step in rows],
                INK,
                style,
                labels=[formats.litres(step.litres) if step.is_planned == is_planned else "" for step in rows],
            )
            for name, is_planned, style in styles
        ],
        format="whole",
        axis=_("Installed volume, L"),
        is_illustrative=provenance.has_illustrative(steps),
    )


def _month(step: Any) -> str:
    month = formats.month(step.on)
    return _("planned {month}").format(month=month) if step.is_planned else month


def _held(view: View) -> TextBlock:
    """Each site, and below it what it holds of each stage."""
    return TextBlock("held", _("Capacity by site"), list(_held_by_each(view)))


def _held_by_each(view: View) -> Iterator[Sentence]:
    for site in sites.sites(view).itertuples():
        yield Sentence(f"{site.name} · {sites.in_words(site)}")
        for one in sites.holdings(view, site.site_id):
            stage = wording.title(wording.stage(one.stage))
            yield Sentence(f"{stage}: {one.words}", is_illustrative=one.is_illustrative)


def _milestones(view: View) -> GanttBlock:
    """A row for each milestone that has a day, with its first commitment and the bar from there."""
    rows = milestones.of_sites(view)
    listed = list(rows[rows.state != milestones.UNDATED].itertuples())
    colours = site_colours(rows.site_id)
    days = [day for row in listed for day in (row.baseline_on, row.due_on, row.reached_on)]
    first, last = sight(days, view.as_of)
    return GanttBlock(
        key="milestones",
        title=milestones.title(view),
        measures=_(
            "Filled: reached. Outlined: expected. Orange: due, unconfirmed. Bar: from the first committed date."
        ),
        alt=milestones.in_words(view),
        rows=[
            GanttRow(
                str(row.name),
                tuple(_moved(row)),
                tuple(_marks(row, colours[row.site_id])),
                group=str(row.site),
                said=milestones.day_in_words(row),
            )
            for row in listed
        ],
        first=first - timedelta(days=90),
        last=last + timedelta(days=max((last - first).days, 365) // 25),
        as_of=view.as_of,
        is_illustrative=provenance.has_illustrative(rows),
    )


def _moved(row: Any) -> Iterator[Span]:
    """The bar between the first commitment and the day of a milestone."""
    on = row.reached_on or row.due_on
    if row.baseline_on and on and row.baseline_on != on:
        starts_on, last_on = sorted((row.baseline_on, on))
        yield Span(starts_on, last_on + timedelta(days=1), "", INK, "thin")


def _marks(row: Any, colour: str) -> Iterator[DayMark]:
    if row.baseline_on:
        said = _(milestones.COMMITTED).format(day=formats.day(row.baseline_on))
        yield DayMark(row.baseline_on, said, colour, "thin", "line")
    on = row.reached_on or row.due_on
    is_reached, is_overdue = row.state == milestones.REACHED, row.state == milestones.OVERDUE
    yield DayMark(
        on,
        _(milestones.DAYS[row.state]).format(day=formats.day(on)),
        WATCH if is_overdue else colour,
        "solid" if is_reached or is_overdue else "outlined",
        "diamond" if is_overdue else "circle",
    )


def _slips(view: View) -> ChartBlock:
    """Target days against the days on which they were stated, a series for each milestone stated twice or more."""
    rows = milestones.statements(view)
    said = rows.dropna(subset=["target_on"])
    colours = site_colours(rows.site_id) if len(rows) else {}
    spoken_of = milestones.moved_most(view)
    drawn = [(str(key), group) for key, group in said.groupby("milestone_id", sort=True) if len(group) > 1]
    return ChartBlock(
        key="slips",
        title=milestones.slip_sentence(view),
        measures=_("Target date against the date it was stated. Level: held. Rising: slipped."),
        alt=milestones.slip_sentence(view),
        kind="scatter",
        categories=(),
        series=[_stated(group, colours, key == spoken_of) for key, group in drawn],
        format="day",
        axis=_("Target"),
        across=_("Stated on"),
        ends=_ends([day for _key, group in drawn for day in group.target_on], view.as_of),
        is_illustrative=provenance.has_illustrative(rows),
    )


def _stated(group: pd.DataFrame, colours: dict[str, str], stands_out: bool) -> Series:
    last = group.iloc[-1]
    return Series(
        f"{last.site}, {last['name']}",
        [float(day.toordinal()) for day in group.target_on],
        colours[last.site_id],
        "solid" if stands_out else "lighter",
        is_line=True,
        places=list(group.stated_on),
    )


def _ends(days: list[date], as_of: date) -> tuple[float, float] | None:
    """Where the axis of targets begins and ends: a day that stands for none does not stretch it."""
    seen = [day.toordinal() for day in days if in_sight(day, as_of)]
    return (min(seen) - 120, max(seen) + 120) if seen else None
