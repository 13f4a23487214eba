"""How installed bioreactor volume grows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked
from dualsite.insights.network.sites import sites, suites
from dualsite.insights.programmes import milestones
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec


@cached_per_view
def capacity_steps(view: View) -> pd.DataFrame:
    """How installed bioreactor volume grows: one row per step, by day.

    Columns: `on` (day), `litres` (of the network from then), `added` (litres), `site`, `what`, `is_planned`, `source`.
    A step is the opening of an operating site; after it, each upstream suite that is still to become ready; last, what
    the site's plan holds beyond those, on the latest start of commercial production still ahead of the site. Without
    such a day that part is left out, and `unplaced_litres` says so in the frame's `attrs`.
    """
    found = sites(view)
    halls = suites(view)
    starts = milestones.of_sites(view)
    steps: list[dict[str, object]] = []
    unplaced = 0.0
    for site in found.itertuples():
        installed = (site.capacity_l or 0) if site.is_operating else 0
        if installed:
            steps.append(_step(site.operating_from, installed, site.name, _("In operation"), False, site))
        placed = installed
        ahead = halls[(halls.site_id == site.site_id) & (halls.stage == "UPSTREAM")] if len(halls) else halls
        for hall in ahead.itertuples():
            if hall.unit_volume_l and hall.gmp_ready_on and hall.gmp_ready_on > view.as_of:
                litres = hall.units * hall.unit_volume_l
                placed += litres
                steps.append(_step(hall.gmp_ready_on, litres, site.name, hall.name, True, hall))
        rest = (site.planned_capacity_l or 0) - placed
        if rest > 0:
            open_starts = starts[
                (starts.site_id == site.site_id) & (starts.kind == "COMMERCIAL_START") & starts.reached_on.isna()
            ].dropna(subset=["due_on"])
            if len(open_starts):
                last = open_starts.sort_values("due_on").iloc[-1]
                steps.append(_step(last.due_on, rest, site.name, last["name"], True, last))
            else:
                unplaced += rest
    columns = ["on", "added", "site", "what", "is_planned", "source", "data_class"]
    line = pd.DataFrame(steps, columns=columns)
    line = line.sort_values(["on", "site"], na_position="first", kind="stable").reset_index(drop=True)
    line["litres"] = line.added.astype(float).cumsum()
    line.attrs["unplaced_litres"] = unplaced
    return line


CAPACITY_STEPS_SPEC = TableSpec(
    "capacity steps",
    marked("Installed bioreactor volume over time"),
    (
        ColumnSpec("on", marked("From"), "day"),
        ColumnSpec("site", marked("Site")),
        ColumnSpec("what", marked("What")),
        ColumnSpec("added", marked("Added"), "number", marked("L")),
        ColumnSpec("litres", marked("Total"), "number", marked("L")),
        ColumnSpec("is_planned", marked("Planned"), "flag"),
        ColumnSpec("source", marked("Source")),
        DATA_CLASS,
    ),
)


def _step(on: date | None, litres: float, site: str, what: str, is_planned: bool, row: Any) -> dict[str, object]:
    """One step, with the source and data class of the row it comes from."""
    return {
        "on": on,
        "added": litres,
        "site": site,
        "what": what,
        "is_planned": is_planned,
        "source": row.source,
        "data_class": row.data_class,
    }


def capacity_title(view: View) -> str:
    """The finding of the capacity figure."""
    steps = capacity_steps(view)
    if not len(steps):
        return _("No volume stated")
    planned = steps[steps.is_planned]
    now = steps[~steps.is_planned].litres.max() if len(planned) < len(steps) else 0
    if not len(planned):
        return _("{now} installed, no expansion planned").format(now=formats.litres(now))
    last = planned.iloc[-1]
    return _("{now} installed, {then} planned by {year}").format(
        now=formats.litres(now), then=formats.litres(last.litres), year=last.on.year
    )


def capacity_in_words(view: View) -> str:
    """The capacity figure as text."""
    steps = capacity_steps(view)
    said = [
        (
            _("{litres} from {day} ({what}, {site}, planned)")
            if step.is_planned
            else _("{litres} from {day} ({what}, {site})")
        ).format(litres=formats.litres(step.litres), day=formats.day(step.on), what=step.what, site=step.site)
        for step in steps.itertuples()
    ]
    unplaced = steps.attrs["unplaced_litres"]
    if unplaced:
        said.append(_("{litres} more planned, undated").format(litres=formats.litres(unplaced)))
    return formats.parts(said)
