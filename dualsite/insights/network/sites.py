"""The sites, their suites and inspections, and where the network stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked
from dualsite.insights import wording
from dualsite.insights.data.sources import with_sources
from dualsite.insights.frames import column, known, small
from dualsite.insights.programmes import milestones
from dualsite.insights.table_spec import SOURCE, ColumnSpec, TableSpec
from dualsite.kpi.computations.facts import IS_OPERATING, IS_READY
from dualsite.schema.vocabulary import STAGES


@cached_per_view
def sites(view: View) -> pd.DataFrame:
    """One row per site of the filter, by `site_id`: its columns, `is_operating` as of the day, and its source."""
    found = small(view, "sites")
    days = found.assign(operating_from=pd.to_datetime(found.operating_from), as_of=pd.Timestamp(view.as_of))
    return with_sources(view, found.assign(is_operating=IS_OPERATING.resolve(days).astype(bool)))


SITES_SPEC = TableSpec(
    "sites",
    marked("The sites"),
    (
        ColumnSpec("name", marked("Site")),
        ColumnSpec("city", marked("City")),
        ColumnSpec("country", marked("Country"), "code", says=wording.country),
        ColumnSpec("status", marked("Status"), "code", says=wording.status),
        ColumnSpec("operating_from", marked("Operating from"), "day"),
        ColumnSpec("capacity_l", marked("Installed"), "number", marked("L")),
        ColumnSpec("planned_capacity_l", marked("Planned"), "number", marked("L")),
        *SOURCE,
        ColumnSpec("is_operating", kind="flag"),
    ),
    extends="sites",
)


@cached_per_view
def suites(view: View) -> pd.DataFrame:
    """One row per suite, by site and in the order of the stages; empty when the data have none."""
    chosen = sites(view)
    if not view.has("suites"):
        return SUITES_SPEC.empty()
    found = with_sources(view, known(view, "suites", is_ready=IS_READY).astype({"is_ready": bool}))
    found = found.assign(
        site=column([chosen.name[chosen.site_id == site].iloc[0] for site in found.site_id], found),
    )
    order = found.stage.map(STAGES.index)
    return found.assign(order=order).sort_values(["site_id", "order", "suite_id"]).drop(columns="order")


SUITES_SPEC = TableSpec(
    "suites",
    marked("The suites, by site and stage"),
    (
        ColumnSpec("site", marked("Site")),
        ColumnSpec("stage", marked("Stage"), "code", says=wording.stage),
        ColumnSpec("name", marked("Suite")),
        ColumnSpec("technology", marked("Technology"), "code", says=wording.technology),
        ColumnSpec("units", marked("Units"), "whole"),
        ColumnSpec("unit_volume_l", marked("Volume per unit"), "number", marked("L")),
        ColumnSpec("containment", marked("Containment"), "code"),
        ColumnSpec("light_protected", marked("Light-protected"), "flag"),
        ColumnSpec("gmp_ready_on", marked("GMP-ready"), "day"),
        ColumnSpec("is_ready", marked("Ready on as-of date"), "flag"),
        *SOURCE,
    ),
    extends="suites",
)


@dataclass(frozen=True)
class SiteHolding:
    """What a site holds of one stage, in words."""

    stage: str
    words: str
    source: str | None
    is_illustrative: bool


@cached_per_view
def holdings(view: View, site_id: str) -> tuple[SiteHolding, ...]:
    """The suites of a site, one entry per stage and readiness in the order of the stages; none without suites."""
    rows = suites(view)
    if not len(rows):
        return ()
    rows = rows[rows.site_id == site_id]
    found = []
    for _place, group in rows.groupby(
        ["stage", "technology", "unit_volume_l", "gmp_ready_on"], sort=False, dropna=False
    ):
        first = group.iloc[0]
        units = int(group.units.sum())
        volume = f" × {formats.litres(first.unit_volume_l)}" if first.unit_volume_l else ""
        ready = (
            _("GMP-ready since {day}")
            if first.is_ready
            else _("GMP-ready from {day}")
            if first.gmp_ready_on
            else _("not ready")
        ).format(day=formats.day(first.gmp_ready_on))
        traits = [wording.technology(first.technology)]
        traits += [first.containment] if first.containment != "NONE" else []
        traits += [_("light-protected")] if first.light_protected else []
        found.append(
            SiteHolding(
                first.stage,
                formats.listed([f"{units}{volume}", *traits, ready]),
                first.source,
                bool((group.data_class == "ILLUSTRATIVE").any()),
            )
        )
    return tuple(found)


STATUSES = {
    "OPERATING": marked("operating"),
    "QUALIFICATION": marked("in qualification"),
    "CONSTRUCTION": marked("under construction"),
    "PLANNED": marked("planned"),
}
"""What a site of each status is called on a map; marked texts."""


def status_in_words(site: Any) -> str:
    """Whether a row of `sites` operates, and since when."""
    status = wording.title(wording.status(site.status))
    if not site.is_operating:
        return status
    return _("{status} since {day}").format(status=status, day=formats.day(site.operating_from))


def litres_in_words(site: Any) -> str:
    """How large a row of `sites` is, or is to be."""
    if site.is_operating:
        return _("{litres} installed").format(litres=formats.litres(site.capacity_l))
    return _("{litres} planned").format(litres=formats.litres(site.planned_capacity_l))


def in_words(site: Any) -> str:
    """Where a row of `sites` is, whether it operates, and how large it is."""
    place = formats.listed([site.city, wording.country(site.country)])
    return f"{place} · {status_in_words(site)} · {litres_in_words(site)}"


def litres_stated(site: Any) -> str:
    """The litres of a row of `sites` as far as any are stated: those installed, else those planned."""
    if site.is_operating and site.capacity_l:
        return litres_in_words(site)
    if site.planned_capacity_l:
        return _("{litres} planned").format(litres=formats.litres(site.planned_capacity_l))
    return _("volume not stated")


def answer(view: View) -> str:
    """Where the network stands, in a sentence or two."""
    found = sites(view)
    running = found[found.is_operating]
    installed = sum(litres for litres in running.capacity_l if litres)
    planned = sum(litres for litres in found.planned_capacity_l if litres)
    if not len(running):
        stands = _("No site is in operation.")
    elif planned > installed:
        stands = _("{litres} in operation at {sites}, {planned} planned in all.")
    else:
        stands = _("{litres} in operation at {sites}.")
    stands = stands.format(
        litres=formats.litres(installed), sites=formats.joined(list(running.name)), planned=formats.litres(planned)
    )
    return wording.sentences(stands, milestones.critical(view) or "")


@cached_per_view
def inspections(view: View) -> pd.DataFrame:
    """Inspections and audits up to the as-of day, the latest first; empty when the data have none."""
    if not view.has("inspections"):
        return INSPECTIONS_SPEC.empty()
    chosen = sites(view).set_index("site_id")
    found = small(view, "inspections")
    found = found.assign(site=column([chosen.name[site] for site in found.site_id], found))
    return with_sources(view, found.sort_values("ended_on", ascending=False, kind="stable"))


INSPECTIONS_SPEC = TableSpec(
    "inspections",
    marked("Inspections and audits, latest first"),
    (
        ColumnSpec("site", marked("Site")),
        ColumnSpec("authority", marked("Authority"), "code"),
        ColumnSpec("kind", marked("Kind"), "code"),
        ColumnSpec("ended_on", marked("Ended"), "day"),
        ColumnSpec("classification", marked("Outcome"), "code"),
        ColumnSpec("observations", marked("Observations"), "whole"),
        *SOURCE,
    ),
    extends="inspections",
)


def map_in_words(view: View) -> str:
    """The map as text."""
    return formats.parts(
        _("{name}, {city}, {country}: {status}, {litres}").format(
            name=site.name,
            city=site.city,
            country=wording.country(site.country),
            status=wording.status(site.status),
            litres=formats.litres(site.capacity_l if site.is_operating else site.planned_capacity_l),
        )
        for site in sites(view).itertuples()
    )
