"""Network: what the sites hold, what is being built, and how far its targets have moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from gettext import gettext as _
from gettext import ngettext
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.answers.frames import column, small
from dualsite.memory import remembered
from dualsite.schema.vocabulary import STAGES

REACHED, OVERDUE, EXPECTED, UNDATED = "reached", "due, unconfirmed", "expected", "no day stated"
"""What a milestone can be, as of a day."""


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


@remembered
def sites(view: View) -> pd.DataFrame:
    """One row per site of the filter, by `site_id`: its columns, `is_operating` as of the day, and its source."""
    found = small(view, "sites")
    if view.site:
        found = found[found.site_id == view.site]
    found = with_sources(view, found)
    found["is_operating"] = [
        row.status == "OPERATING" and (row.operating_from is None or row.operating_from <= view.as_of)
        for row in found.itertuples()
    ]
    return found


@remembered
def suites(view: View) -> pd.DataFrame:
    """One row per suite, by site and in the order of the stages; empty when the data have none."""
    chosen = sites(view)
    if not view.has("suites"):
        return pd.DataFrame(columns=["site_id", "stage", "data_class"])
    found = with_sources(view, small(view, "suites"))
    found = found[found.site_id.isin(chosen.site_id)]
    found = found.assign(
        site=column([chosen.name[chosen.site_id == site].iloc[0] for site in found.site_id], found),
        is_ready=[
            row.gmp_ready_on is not None
            and row.gmp_ready_on <= view.as_of
            and not (row.retired_on is not None and row.retired_on <= view.as_of)
            for row in found.itertuples()
        ],
    )
    order = found.stage.map(STAGES.index)
    return found.assign(order=order).sort_values(["site_id", "order", "suite_id"]).drop(columns="order")


@dataclass(frozen=True)
class Holding:
    """What a site holds of one stage, in words."""

    stage: str
    words: str
    source: str | None
    is_illustrative: bool


@remembered
def holdings(view: View, site_id: str) -> tuple[Holding, ...]:
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
        traits = [first.technology.replace("_", "-").lower()]
        traits += [first.containment] if first.containment != "NONE" else []
        traits += [_("light-protected")] if first.light_protected else []
        found.append(
            Holding(
                first.stage,
                f"{units}{volume}, {', '.join(traits)}, {ready}",
                first.source,
                bool((group.data_class == "ILLUSTRATIVE").any()),
            )
        )
    return tuple(found)


@remembered
def capacity_steps(view: View) -> pd.DataFrame:
    """How installed bioreactor volume grows: one row per step, by day.

    Columns: `on` (day), `litres` (of the network from then), `added` (litres), `site`, `what`, `is_planned`, `source`.
    A step is the opening of an operating site; after it, each upstream suite that is still to become ready; last, what
    the site's plan holds beyond those, on the latest start of commercial production still ahead of the site. Without
    such a day that part is left out, and `unplaced_litres` says so in the frame's `attrs`.
    """
    found = sites(view)
    halls = suites(view)
    starts = milestones(view)
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


@remembered
def milestones(view: View) -> pd.DataFrame:
    """The sites' milestones, by site and day; empty when the data have none.

    Besides the table's columns: `site_id`, `site`, `reached_on` (None when after the as-of day), `due_on` (the latest
    word: forecast, else agreed, else baseline), `state`, `slip_d` (days from baseline to due or reached, None without a
    baseline) and the source.
    """
    if not view.has("milestones"):
        return pd.DataFrame(
            columns=["site_id", "site", "kind", "reached_on", "due_on", "state", "slip_d", "source", "data_class"]
        )
    found = small(view, "milestones")
    found = found[found.subject == "SITE"]
    chosen = sites(view).set_index("site_id")
    found = found[found.subject_id.isin(chosen.index)]
    found = found.assign(site_id=found.subject_id, site=column([chosen.name[site] for site in found.subject_id], found))
    found["reached_on"] = column(
        [day if day is not None and day <= view.as_of else None for day in found.actual_on], found
    )
    found["due_on"] = column([row.forecast_on or row.agreed_on or row.baseline_on for row in found.itertuples()], found)
    found["state"] = [state(row.reached_on, row.due_on, view.as_of) for row in found.itertuples()]
    found["slip_d"] = column(
        [_slip(row.baseline_on, row.reached_on or row.due_on) for row in found.itertuples()], found
    )
    found["placed_on"] = column([row.reached_on or row.due_on or date.max for row in found.itertuples()], found)
    found = found.sort_values(["site_id", "placed_on", "milestone_id"]).drop(columns="placed_on")
    return with_sources(view, found)


def state(reached_on: date | None, due_on: date | None, as_of: date) -> str:
    """What a milestone is, as of a day."""
    if reached_on is not None:
        return REACHED
    if due_on is None:
        return UNDATED
    return OVERDUE if due_on <= as_of else EXPECTED


def _slip(baseline_on: date | None, on: date | None) -> int | None:
    return (on - baseline_on).days if baseline_on is not None and on is not None else None


@remembered
def statements(view: View) -> pd.DataFrame:
    """What was said of the sites' milestones, by milestone and day said; empty when the data have none.

    Besides the table's columns: the milestone's `name`, `site`, `state` and the source. Statements made after the
    as-of day are left out.
    """
    if not view.has("milestone_statements", "milestones"):
        return pd.DataFrame(
            columns=["milestone_id", "stated_on", "target_on", "target_text", "name", "site", "state", "data_class"]
        )
    of = milestones(view).set_index("milestone_id")
    found = small(view, "milestone_statements")
    found = found[found.milestone_id.isin(of.index) & (found.stated_on <= view.as_of)]
    for name in ("name", "site", "site_id", "state"):
        found = found.assign(**{name: column([of.at[milestone, name] for milestone in found.milestone_id], found)})
    return with_sources(view, found)


def answer(view: View) -> str:
    """Where the network stands, in a sentence or two."""
    found = sites(view)
    running = found[found.is_operating]
    installed = sum(litres for litres in running.capacity_l if litres)
    planned = sum(litres for litres in found.planned_capacity_l if litres)
    parts = []
    if len(running):
        parts.append(
            _("{litres} in operation at {sites}").format(litres=formats.litres(installed), sites=_listed(running.name))
            + (_(", {planned} planned in all").format(planned=formats.litres(planned)) if planned > installed else "")
        )
    else:
        parts.append(_("No site is in operation"))
    critical = critical_milestone(view)
    if critical is not None:
        parts.append(critical)
    return ". ".join(parts) + "."


def critical_milestone(view: View) -> str | None:
    """The milestone to speak of: the first due and unconfirmed, else the next ahead; None when all are reached."""
    open_ones = milestones(view)
    open_ones = open_ones[open_ones.state.isin([OVERDUE, EXPECTED])]
    if not len(open_ones):
        return None
    first = open_ones.sort_values(["due_on", "milestone_id"]).iloc[0]
    said = statements(view)
    said = said[said.milestone_id == first.milestone_id]
    due = formats.month(first.due_on)
    unconfirmed = _(", unconfirmed") if first.state == OVERDUE else ""
    before = _("; first stated for {target}").format(target=said.iloc[0].target_text) if len(said) > 1 else ""
    return _("{site}, {milestone}: due {due}{unconfirmed}{before}").format(
        site=first.site, milestone=first["name"], due=due, unconfirmed=unconfirmed, before=before
    )


def slip_sentence(view: View) -> str:
    """How far the target spoken of has moved since it was first stated."""
    said = statements(view).dropna(subset=["target_on"])
    if not len(said):
        return _("No target has been stated")
    spoken_of = moved_most(view)
    if spoken_of is None:
        return _("No stated target has moved later")
    group = said[said.milestone_id == spoken_of]
    first, last = group.iloc[0], group.iloc[-1]
    return _("{milestone}: {span} later than first stated").format(
        milestone=last["name"], span=formats.span((last.target_on - first.target_on).days)
    )


def moved_most(view: View) -> str | None:
    """The milestone whose stated target moved later by most: one that is due and unconfirmed before all others."""
    moved = []
    for milestone, group in statements(view).dropna(subset=["target_on"]).groupby("milestone_id", sort=True):
        first, last = group.iloc[0], group.iloc[-1]
        days = (last.target_on - first.target_on).days
        if days > 0 and last.state != REACHED:
            moved.append((last.state == OVERDUE, days, str(milestone)))
    return max(moved)[2] if moved else None


def _listed(names: pd.Series) -> str:
    texts = list(names)
    return texts[0] if len(texts) == 1 else _("{first} and {last}").format(first=", ".join(texts[:-1]), last=texts[-1])


@remembered
def inspections(view: View) -> pd.DataFrame:
    """Inspections and audits up to the as-of day, the latest first; empty when the data have none."""
    if not view.has("inspections"):
        return pd.DataFrame(columns=["site", "authority", "kind", "ended_on", "classification", "data_class"])
    chosen = sites(view).set_index("site_id")
    found = small(view, "inspections")
    found = found[found.site_id.isin(chosen.index) & (found.ended_on <= view.as_of)]
    found = found.assign(site=column([chosen.name[site] for site in found.site_id], found))
    return with_sources(view, found.sort_values("ended_on", ascending=False, kind="stable"))


def capacity_title(view: View) -> str:
    """The finding of the capacity figure."""
    steps = capacity_steps(view)
    if not len(steps):
        return _("No volume is stated")
    planned = steps[steps.is_planned]
    now = steps[~steps.is_planned].litres.max() if len(planned) < len(steps) else 0
    if not len(planned):
        return _("{now} installed, no more planned").format(now=formats.litres(now))
    last = planned.iloc[-1]
    return _("{now} installed, {then} planned by {year}").format(
        now=formats.litres(now), then=formats.litres(last.litres), year=last.on.year
    )


def capacity_in_words(view: View) -> str:
    """The capacity figure as text."""
    steps = capacity_steps(view)
    said = [
        _("{litres} from {day} ({what}, {site}{planned})").format(
            litres=formats.litres(step.litres),
            day=formats.day(step.on),
            what=step.what,
            site=step.site,
            planned=_(", planned") if step.is_planned else "",
        )
        for step in steps.itertuples()
    ]
    unplaced = steps.attrs["unplaced_litres"]
    if unplaced:
        said.append(_("{litres} more planned without a day").format(litres=formats.litres(unplaced)))
    return "; ".join(said)


def map_in_words(view: View) -> str:
    """The map as text."""
    return "; ".join(
        _("{name}, {city}, {country}: {status}, {litres}").format(
            name=site.name,
            city=site.city,
            country=site.country,
            status=site.status.lower(),
            litres=formats.litres(site.capacity_l if site.is_operating else site.planned_capacity_l),
        )
        for site in sites(view).itertuples()
    )


def milestones_title(view: View) -> str:
    """The finding of the milestone figure."""
    states = milestones(view).state.value_counts()
    if states.get(OVERDUE, 0):
        return ngettext(
            "{overdue} milestone due and unconfirmed, {ahead} ahead",
            "{overdue} milestones due and unconfirmed, {ahead} ahead",
            int(states[OVERDUE]),
        ).format(overdue=states[OVERDUE], ahead=states.get(EXPECTED, 0))
    return _("{reached} milestones reached, {ahead} ahead").format(
        reached=states.get(REACHED, 0), ahead=states.get(EXPECTED, 0)
    )


def milestones_in_words(view: View) -> str:
    """The milestone figure as text; empty when there is none."""
    return "; ".join(
        f"{row.site}, {row.name}: {row.state} {formats.day(row.reached_on or row.due_on)}"
        for row in milestones(view).itertuples()
    )
