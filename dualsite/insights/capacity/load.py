"""Which stage binds where, by how much, and what is open on it. In unit-days, never in litres."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.frames import names_of
from dualsite.kpi.computations.unit_days import busiest_stages, unit_days
from dualsite.kpi.engine.question import Question
from dualsite.kpi.windows import Window, months_after

TILES = ("suite_occupancy", "productive_utilisation", "changeover_burden", "schedule_adherence")
"""The KPIs that the capacity page opens with."""


NEEDS = ("suites", "bookings")
"""The tables without which there is nothing to show."""


@dataclass(frozen=True)
class Binding:
    """The stage that binds at a site over the next twelve months, and the one after it."""

    site: str
    stage: str
    occupancy: float
    open_d: int
    next_stage: str | None
    next_occupancy: float | None


def ahead(view: View) -> Window:
    """The twelve months after the as-of day."""
    return Window(view.as_of + timedelta(days=1), months_after(view.as_of, 12))


def stage_in_words(stage: str) -> str:
    """Upstream, Fill and finish."""
    return wording.title(wording.stage(stage))


@cached_per_view
def bindings(view: View) -> tuple[Binding, ...]:
    """The stage that binds per site over the next twelve months, by site; none for a site without ready suites."""
    question = Question(view, ahead(view))
    days = question.once(unit_days)
    days = days.assign(taken_d=days.process_d + days.changeover_d)
    names = names_of(view, "sites", "site_id")
    found = []
    for first in busiest_stages(question).sort_values("site_id").itertuples():
        of_site = days[days.site_id == first.site_id]
        by_stage = of_site.groupby("stage")[["taken_d", "available_d", "OPEN"]].sum()
        by_stage = by_stage[by_stage.available_d > 0]
        others = (by_stage.taken_d / by_stage.available_d).drop(first.stage).sort_values(ascending=False)
        found.append(
            Binding(
                names.get(first.site_id, first.site_id),
                first.stage,
                float(first.share),
                int(by_stage.OPEN[first.stage]),
                str(others.index[0]) if len(others) else None,
                float(others.iloc[0]) if len(others) else None,
            )
        )
    return tuple(found)


def answer(view: View) -> str:
    """Which stage binds where, by how much, and what is open on it."""
    if not view.has(*NEEDS):
        return _("Capacity needs the tables suites and bookings.")
    found = bindings(view)
    if not found:
        return _("No suite is ready in the next 12 months.")
    return wording.sentences(*map(_binds, found))


def _binds(one: Binding) -> str:
    words = {
        "stage": stage_in_words(one.stage),
        "site": one.site,
        "share": formats.percent(one.occupancy, 0),
        "open": formats.number(one.open_d),
    }
    if one.next_stage is None:
        return _(
            "{stage} is the bottleneck at {site}: {share} booked over the next 12 months, {open} suite-days open."
        ).format(**words)
    return _(
        "{stage} is the bottleneck at {site}: {share} booked over the next 12 months against {next_share} "
        "{next_stage}, {open} suite-days open."
    ).format(next_share=formats.percent(one.next_occupancy, 0), next_stage=wording.stage(one.next_stage), **words)


def litres_warning(view: View) -> str | None:
    """Why litres do not say what can be made, where a stage after upstream binds; None where upstream binds."""
    downstream = [one for one in bindings(view) if one.stage not in ("SEED", "UPSTREAM")]
    if not downstream:
        return None
    return _("Bioreactor volume does not set capacity here: {stages} is the bottleneck.").format(
        stages=formats.joined(sorted({wording.stage(one.stage) for one in downstream}))
    )
