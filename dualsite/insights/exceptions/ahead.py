"""Rules for what has a day: milestones, contracts that end, and licences that come after demand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ibis import _ as row_

from dualsite import formats
from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights import contract_names, parties, wording
from dualsite.insights.exceptions.contracts import contracts
from dualsite.insights.exceptions.exception import ILLUSTRATIVE, LINES, SOON, BusinessException, made_up
from dualsite.insights.frames import frame, small
from dualsite.insights.programmes import milestones, programmes
from dualsite.insights.programmes.milestones import EXPECTED, OVERDUE, REACHED, UNDATED
from dualsite.kpi.computations.facts import IS_LICENSED
from dualsite.sitemap import PageId

SLIP_D = 30
"""Days behind its first commitment from which a milestone ahead counts as slipping."""


def late_milestones(view: View) -> Iterator[BusinessException]:
    """Milestones that are due and unconfirmed, due within 90 days, or ahead and behind their first commitment."""
    rows = small(view, "milestones")
    names = milestones.subject_names(view)
    found: list[tuple[date, BusinessException]] = []
    for row in rows.to_dict("records"):
        due_on = row["forecast_on"] or row["agreed_on"] or row["baseline_on"]
        state = milestones.state(row["actual_on"], due_on, view.as_of)
        slip = (due_on - row["baseline_on"]).days if due_on and row["baseline_on"] else 0
        if state in (REACHED, UNDATED) or (state == EXPECTED and due_on - view.as_of > SOON and slip < SLIP_D):
            continue
        exception = BusinessException(
            what=_("{subject}: {milestone}").format(
                subject=names.get(row["subject_id"], row["subject_id"]), milestone=row["name"]
            ),
            how_much=_lateness(state, due_on, slip, view.as_of),
            due_on=due_on,
            owner=parties.party(view, row["owner"], row["partner_id"]),
            next_step=_("Confirm it, or agree a new date") if state == OVERDUE else _("Secure the date"),
            page=PageId.NETWORK if row["subject"] == "SITE" else PageId.PROGRAMMES,
            query=(
                (("tab", "milestones"),)
                if row["subject"] == "SITE"
                else (("programme", programmes.key_of(row["subject"], row["subject_id"])),)
            ),
            impact=3 if row["subject"] == "SITE" else 2,
            site=row["subject_id"] if row["subject"] == "SITE" else None,
            at_site=row["name"],
            partner=row["partner_id"],
            table="milestones",
            is_illustrative=row["data_class"] == ILLUSTRATIVE,
        )
        found.append((due_on, exception))
    yield from (exception for _due, exception in sorted(found, key=lambda one: one[0])[: 2 * LINES])


def _lateness(state: str, due_on: date, slip: int, as_of: date) -> str:
    """When a milestone is due, for how long unconfirmed, and how far behind its first commitment."""
    words = {"day": formats.day(due_on), "span": formats.span((as_of - due_on).days), "slip": formats.span(slip)}
    if state == OVERDUE:
        if slip >= SLIP_D:
            return _("due {day}, unconfirmed for {span}, {slip} behind the first commitment").format(**words)
        return _("due {day}, unconfirmed for {span}").format(**words)
    if slip >= SLIP_D:
        return _("due {day}, {slip} behind the first commitment").format(**words)
    return _("due {day}").format(**words)


def notices(view: View) -> Iterator[BusinessException]:
    """Firm contracts whose notice day, or end, comes within 90 days."""
    named = contract_names.by_client(view)
    for row in contracts(view):
        if not row["is_firm"] or row["end_on"] is None:
            continue
        notice_on = row["end_on"] - timedelta(days=row["notice_d"] or 0)
        next_on = notice_on if notice_on > view.as_of else row["end_on"]
        if not timedelta(0) <= next_on - view.as_of <= SOON:
            continue
        said = _("notice deadline {day}, ends {end}") if next_on == notice_on and row["notice_d"] else _("ends {end}")
        yield BusinessException(
            what=_("{contract}: contract ends").format(contract=named[row["contract_id"]]),
            how_much=said.format(day=formats.day(next_on), end=formats.day(row["end_on"])),
            due_on=next_on,
            owner=parties.operator(view),
            next_step=_("Renew it, or plan the freed capacity"),
            page=PageId.CONTRACTS,
            query=(("show", "ends"),),
            impact=2,
            partner=row["partner_id"],
            table="contracts",
            is_illustrative=row["data_class"] == ILLUSTRATIVE,
        )


def late_licences(view: View) -> Iterator[BusinessException]:
    """Markets whose demand begins before any site is licensed for a stage, by the day the licence is expected."""
    columns = ("product_id", "partner_id", "stage", "market", "status", "expected_on", "data_class")
    licences = view.table("site_licences", *columns, is_granted=IS_LICENSED)
    is_ahead = [row_.quantity_kg > 0, row_.month > row_.as_of]
    first_needed = view.table("demand", "product_id", "market", "month", where=is_ahead)
    first_needed = first_needed.group_by("product_id", "market").aggregate(needed=first_needed.month.min())
    by_step = licences.group_by("product_id", "partner_id", "stage", "market").aggregate(
        is_granted=licences.is_granted.max(),
        expected=licences.expected_on.min(where=licences.status.isin(["PLANNED", "FILED"])),
        made_up=made_up(licences),
    )
    waiting = by_step.filter(~by_step.is_granted, by_step.expected.notnull())
    late = waiting.join(first_needed, ["product_id", "market"]).filter(lambda rows: rows.expected > rows.needed)
    names = milestones.subject_names(view)
    for row in frame(late.order_by("needed", "product_id", "market", "stage").limit(LINES)).to_dict("records"):
        yield BusinessException(
            what=_("{product}: {stage} licence for {market} after demand begins").format(
                product=names.get(row["product_id"], row["product_id"]),
                stage=wording.stage(row["stage"]),
                market=wording.country(row["market"]),
            ),
            how_much=_("expected {expected}, demand from {needed}").format(
                expected=formats.day(row["expected"]), needed=formats.month(row["needed"])
            ),
            due_on=row["needed"],
            owner=parties.operator(view),
            next_step=_("Accelerate the filing, or move the launch"),
            page=PageId.TRIALS,
            query=(("tab", "licences"), ("product", row["product_id"])),
            impact=3,
            partner=row["partner_id"],
            table="site_licences",
            is_illustrative=row["made_up"],
        )
