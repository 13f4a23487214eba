"""What needs someone's attention: rules over the tables, each finding matters, ranked by impact and urgency."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from gettext import gettext as _
from gettext import ngettext

from ibis.expr import types as ir

from dualsite import formats
from dualsite.access import View
from dualsite.answers.frames import frame, names_of, small
from dualsite.answers.network import EXPECTED, OVERDUE, REACHED
from dualsite.answers.tiles import standings
from dualsite.kpi import KPIS, ask
from dualsite.memory import remembered
from dualsite.schema.vocabulary import FIRM_CONTRACT_TYPES
from dualsite.store import Version

SOON = timedelta(days=90)
"""How far ahead a matter is raised."""

SLIP_D = 30
"""Days behind its first commitment from which a milestone ahead counts as slipping."""

OLD_LOT_D = 60
"""Days since it was made from which an open lot counts as old."""

ILLUSTRATIVE = "ILLUSTRATIVE"

LINES = 5
"""Matters raised per rule; the rest is counted in the last one."""

_OWNERS = {"CDMO": "us", "CLIENT": "client", "JOINT": "us and client"}


@dataclass(frozen=True)
class Matter:
    """One thing that needs someone: what, by how much, since or until when, whose move, and where it is explained."""

    what: str
    how_much: str
    due_on: date | None
    owner: str
    next_step: str
    page: str
    """The place of the page that explains it, as in its URL."""
    impact: int
    """3 a site or a licence, 2 a contract or a client, 1 a lot or an action."""
    table: str
    """The table whose rows it comes from."""
    is_illustrative: bool
    """Whether any of those rows is."""
    site: str | None = None
    partner: str | None = None

    def urgency(self, as_of: date) -> int:
        """3 overdue, 2 within 30 days or true now without a day, 1 later."""
        if self.due_on is None:
            return 2
        days = (self.due_on - as_of).days
        return 3 if days <= 0 else 2 if days <= 30 else 1


@dataclass(frozen=True)
class Rule:
    """A rule and the tables without which it says nothing."""

    id: str
    tables: tuple[str, ...]
    find: Callable[[View], Iterator[Matter]]


def matters(view: View, refused: Version | None = None) -> tuple[Matter, ...]:
    """Everything that needs attention, the gravest first: impact × urgency, then the longest due.

    `refused` is a delivery that was not taken, when there is one.
    """
    found = [*_of_rules(view), *([refusal(refused)] if refused else [])]
    return tuple(
        sorted(
            found,
            key=lambda matter: (
                -matter.impact * matter.urgency(view.as_of),
                matter.due_on or date.max,
                matter.what,
            ),
        )
    )


@remembered
def _of_rules(view: View) -> tuple[Matter, ...]:
    return tuple(matter for rule in RULES if view.has(*rule.tables) for matter in rule.find(view))


def answer(view: View, found: Sequence[Matter]) -> str:
    """Today in a sentence: how many matters are overdue, and the gravest of them."""
    if not any(view.has(*rule.tables) for rule in RULES):
        return _(
            "The data have none of the tables that could hold what is due: milestones, contracts, actions and others."
        )
    if not found:
        return _("Nothing is overdue and nothing falls due in the next 90 days.")
    overdue = [matter for matter in found if matter.urgency(view.as_of) == 3]
    head = (
        ngettext("{count} matter is overdue", "{count} matters are overdue", len(overdue)).format(count=len(overdue))
        if overdue
        else _("Nothing is overdue")
    )
    ahead = len(found) - len(overdue)
    tail = ngettext("{count} more ahead", "{count} more ahead", ahead).format(count=ahead) if ahead else _("none ahead")
    return _("{head}, {tail}. First: {what}, {how_much}.").format(
        head=head, tail=tail, what=found[0].what, how_much=found[0].how_much
    )


def milestones(view: View) -> Iterator[Matter]:
    """Milestones that are due and unconfirmed, due within 90 days, or ahead and behind their first commitment."""
    rows = small(view, "milestones")
    names = subject_names(view)
    found: list[tuple[date, Matter]] = []
    for row in rows.to_dict("records"):
        if not is_asked_for(view, row):
            continue
        due_on = row["forecast_on"] or row["agreed_on"] or row["baseline_on"]
        state = _milestone_state(row, due_on, view.as_of)
        slip = (due_on - row["baseline_on"]).days if due_on and row["baseline_on"] else 0
        if state in (REACHED, None) or (state == EXPECTED and due_on - view.as_of > SOON and slip < SLIP_D):
            continue
        behind = _(", {span} behind the first commitment").format(span=formats.span(slip)) if slip >= SLIP_D else ""
        late = (
            _("due {day}, unconfirmed for {span}").format(
                day=formats.day(due_on), span=formats.span((view.as_of - due_on).days)
            )
            if state == OVERDUE
            else _("due {day}").format(day=formats.day(due_on))
        )
        matter = Matter(
            what=_("{subject}: {milestone}").format(
                subject=names.get(row["subject_id"], row["subject_id"]), milestone=row["name"]
            ),
            how_much=late + behind,
            due_on=due_on,
            owner=_OWNERS[row["owner"]],
            next_step=_("Confirm it, or agree a new day") if state == OVERDUE else _("Secure the day"),
            page="network" if row["subject"] == "SITE" else "contracts",
            impact=3 if row["subject"] == "SITE" else 2,
            site=row["subject_id"] if row["subject"] == "SITE" else None,
            partner=row["partner_id"],
            table="milestones",
            is_illustrative=row["data_class"] == ILLUSTRATIVE,
        )
        found.append((due_on, matter))
    yield from (matter for _due, matter in sorted(found, key=lambda one: one[0])[: 2 * LINES])


def _milestone_state(row: dict[str, object], due_on: date | None, as_of: date) -> str | None:
    actual = row["actual_on"]
    if isinstance(actual, date) and actual <= as_of:
        return REACHED
    if due_on is None:
        return None
    return OVERDUE if due_on <= as_of else EXPECTED


def subject_names(view: View) -> dict[str, str]:
    """What the subjects of milestones are called, by id."""
    named = names_of(view, "sites", "site_id") | names_of(view, "products", "product_id")
    if view.has("contracts"):
        partners = names_of(view, "partners", "partner_id")
        for row in small(view, "contracts").to_dict("records"):
            named[row["contract_id"]] = f"{partners.get(row['partner_id'], row['partner_id'])} {row['contract_id']}"
    return named


def is_asked_for(view: View, row: dict[str, object]) -> bool:
    """Whether a milestone is within the site and partner filters."""
    if view.partner and row["partner_id"] != view.partner:
        return False
    if not view.site:
        return True
    if row["subject"] == "SITE":
        return row["subject_id"] == view.site
    if row["subject"] == "CONTRACT" and view.has("contracts"):
        contracts = small(view, "contracts")
        return bool(((contracts.contract_id == row["subject_id"]) & (contracts.site_id == view.site)).any())
    return False


def notices(view: View) -> Iterator[Matter]:
    """Firm contracts whose notice day, or end, comes within 90 days."""
    contracts = small(view, "contracts")
    partners = names_of(view, "partners", "partner_id")
    for row in contracts.to_dict("records"):
        if row["type"] not in FIRM_CONTRACT_TYPES or row["status"] not in ("SIGNED", "ACTIVE") or row["end_on"] is None:
            continue
        if (view.site and row["site_id"] != view.site) or (view.partner and row["partner_id"] != view.partner):
            continue
        notice_on = row["end_on"] - timedelta(days=row["notice_d"] or 0)
        next_on = notice_on if notice_on > view.as_of else row["end_on"]
        if not timedelta(0) <= next_on - view.as_of <= SOON:
            continue
        last_day = next_on == notice_on and row["notice_d"]
        yield Matter(
            what=_("{partner}: contract {contract} ends").format(
                partner=partners.get(row["partner_id"], row["partner_id"]), contract=row["contract_id"]
            ),
            how_much=(_("last day for notice {day}, ends {end}") if last_day else _("ends {end}")).format(
                day=formats.day(next_on), end=formats.day(row["end_on"])
            ),
            due_on=next_on,
            owner="us",
            next_step=_("Renew it, or plan the free capacity"),
            page="contracts",
            impact=2,
            partner=row["partner_id"],
            table="contracts",
            is_illustrative=row["data_class"] == ILLUSTRATIVE,
        )


def overdue_capas(view: View) -> Iterator[Matter]:
    """Open corrective and preventive actions past their day, one matter per site."""
    events = _filtered(view, "quality_events")
    late = events.filter(
        events.kind == "CAPA",
        events.opened_on <= view.as_of,
        events.due_on < view.as_of,
        events.closed_on.isnull() | (events.closed_on > view.as_of),
    )
    counted = frame(
        late.group_by("site_id")
        .aggregate(count=late.count(), oldest=late.due_on.min(), made_up=_made_up(late))
        .order_by("site_id")
    )
    names = subject_names(view)
    for row in counted.to_dict("records"):
        yield Matter(
            what=_("{site}: CAPAs overdue").format(site=names.get(row["site_id"], row["site_id"])),
            how_much=_("{count} open past their day, the oldest since {day}").format(
                count=formats.number(row["count"]), day=formats.day(row["oldest"])
            ),
            due_on=row["oldest"],
            owner="us",
            next_step=_("Close them, or agree a new day with quality"),
            page="quality",
            impact=1,
            site=row["site_id"],
            table="quality_events",
            is_illustrative=row["made_up"],
        )


def old_lots(view: View) -> Iterator[Matter]:
    """Lots made long ago and still without a decision, the oldest per site."""
    batches = _filtered(view, "batches")
    is_open = batches.disposition_on.isnull() | (batches.disposition_on > view.as_of)
    old = batches.filter(
        is_open, batches.status != "ABORTED", batches.manufactured_on <= view.as_of - timedelta(days=OLD_LOT_D)
    )
    grouped = old.group_by("site_id").aggregate(
        count=old.count(),
        oldest=old.manufactured_on.min(),
        batch=old.batch_id.argmin(old.manufactured_on),
        made_up=_made_up(old),
    )
    names = subject_names(view)
    for row in frame(grouped.order_by("site_id")).to_dict("records"):
        yield Matter(
            what=_("{site}: lots without a decision").format(site=names.get(row["site_id"], row["site_id"])),
            how_much=_("{count} made over {limit} days ago, the oldest {batch} {span} ago").format(
                count=formats.number(row["count"]),
                limit=OLD_LOT_D,
                batch=row["batch"],
                span=formats.span((view.as_of - row["oldest"]).days),
            ),
            due_on=row["oldest"] + timedelta(days=OLD_LOT_D),
            owner="us",
            next_step=_("Decide on them, oldest first"),
            page="quality",
            impact=1,
            site=row["site_id"],
            table="batches",
            is_illustrative=row["made_up"],
        )


def late_licences(view: View) -> Iterator[Matter]:
    """Markets whose demand begins before any site is licensed for a stage, by the day the licence is expected."""
    licences, demand = _filtered(view, "site_licences"), _filtered(view, "demand")
    first_needed = demand.filter(demand.quantity_kg > 0, demand.month > view.as_of)
    first_needed = first_needed.group_by("product_id", "market").aggregate(needed=first_needed.month.min())
    granted = (licences.status == "APPROVED") & (licences.approved_on.isnull() | (licences.approved_on <= view.as_of))
    by_step = licences.group_by("product_id", "partner_id", "stage", "market").aggregate(
        is_granted=granted.max(),
        expected=licences.expected_on.min(where=licences.status.isin(["PLANNED", "FILED"])),
        made_up=_made_up(licences),
    )
    waiting = by_step.filter(~by_step.is_granted, by_step.expected.notnull())
    late = waiting.join(first_needed, ["product_id", "market"]).filter(lambda rows: rows.expected > rows.needed)
    names = subject_names(view)
    for row in frame(late.order_by("needed", "product_id", "market", "stage").limit(LINES)).to_dict("records"):
        yield Matter(
            what=_("{product}: {stage} licence for {market} after demand begins").format(
                product=names.get(row["product_id"], row["product_id"]),
                stage=row["stage"].lower(),
                market=row["market"],
            ),
            how_much=_("expected {expected}, demand from {needed}").format(
                expected=formats.day(row["expected"]), needed=formats.month(row["needed"])
            ),
            due_on=row["needed"],
            owner="us",
            next_step=_("Speed the filing, or move the launch"),
            page="trials",
            impact=3,
            partner=row["partner_id"],
            table="site_licences",
            is_illustrative=row["made_up"],
        )


def overdue_actions(view: View) -> Iterator[Matter]:
    """Actions agreed with clients that are past their day, one matter for ours and one for theirs."""
    actions = small(view, "actions")
    if not len(actions):
        return
    late = actions[
        [
            row["opened_on"] <= view.as_of
            and row["due_on"] < view.as_of
            and (row["closed_on"] is None or row["closed_on"] > view.as_of)
            and (view.partner is None or row["partner_id"] == view.partner)
            and view.site is None
            for row in actions.to_dict("records")
        ]
    ]
    names = names_of(view, "partners", "partner_id")
    for owner, group in late.groupby("owner", sort=True):
        oldest = group.sort_values(["due_on", "action_id"]).iloc[0]
        whose = _OWNERS[str(owner)]
        yield Matter(
            what=ngettext(
                "{count} action overdue on {whose} side", "{count} actions overdue on {whose} side", len(group)
            ).format(count=len(group), whose=_("our") if whose == "us" else _("the clients’")),
            how_much=_("the oldest since {day}: {partner}, {text}").format(
                day=formats.day(oldest.due_on),
                partner=names.get(oldest.partner_id, oldest.partner_id),
                text=oldest.text,
            ),
            due_on=oldest.due_on,
            owner=whose,
            next_step=_("Do it, or agree a new day"),
            page="contracts",
            impact=1,
            table="actions",
            is_illustrative=bool((group.data_class == ILLUSTRATIVE).any()),
            partner=oldest.partner_id if group.partner_id.nunique() == 1 else None,
        )


def missed_targets(view: View) -> Iterator[Matter]:
    """KPIs that miss the target in force."""
    with_target = [kpi_id for kpi_id in dict.fromkeys(small(view, "targets").kpi_id) if kpi_id in KPIS]
    for one in standings(view, with_target):
        if one.is_met is not False or one.target is None:
            continue
        bound = "≥" if one.target.is_least else "≤"
        yield Matter(
            what=_("{kpi} misses its target").format(kpi=one.kpi.label),
            how_much=_("{value} against {bound} {target}, {n}").format(
                value=one.value,
                bound=bound,
                target=formats.measure(one.target.value, one.kpi.unit, view.currency),
                n=one.rests_on,
            ),
            due_on=None,
            owner="us",
            next_step=_("See what lies behind it"),
            page=one.kpi.family,
            impact=2,
            table=one.kpi.table,
            is_illustrative=one.figure.is_illustrative,
            site=view.site,
        )


def take_or_pay_gaps(view: View) -> Iterator[Matter]:
    """Clients whose contract years are short of the committed batches, the largest gap first."""
    names = names_of(view, "partners", "partner_id")
    gaps = ask(view, [KPIS["take_or_pay_gap"], KPIS["take_or_pay_gap_money"]], "partner")
    money = {figure.by["partner_id"]: figure.value for figure in gaps if figure.kpi.is_money and figure.by}
    short = [figure for figure in gaps if not figure.kpi.is_money and figure.value]
    for figure in sorted(short, key=lambda figure: (-(figure.value or 0), str(figure.by)))[:LINES]:
        partner = str(figure.by["partner_id"])
        yield Matter(
            what=_("{partner}: short of take-or-pay").format(partner=names.get(partner, partner)),
            how_much=ngettext(
                "{batches} batch behind this contract year",
                "{batches} batches behind this contract year",
                int(figure.value or 0),
            ).format(batches=formats.number(figure.value))
            + (
                _(", {money} payable").format(money=formats.money_short(money[partner], view.currency))
                if money.get(partner)
                else ""
            ),
            due_on=None,
            owner="us and client",
            next_step=_("Plan the batches, or agree the shortfall"),
            page="contracts",
            impact=2,
            table="contract_years",
            is_illustrative=figure.is_illustrative,
            partner=partner,
        )


def refusal(refused: Version) -> Matter:
    """That a delivery was refused: what is shown is older than what lies in the folder."""
    errors = refused.report.errors
    return Matter(
        what=_("The newest delivery was refused"),
        how_much=errors[0].message.rstrip("."),
        due_on=None,
        owner="us",
        next_step=_("Correct the files"),
        page="data",
        impact=3,
        table=errors[0].table,
        is_illustrative=False,
    )


def _made_up(rows: ir.Table) -> ir.BooleanScalar:
    """Whether any of the rows is illustrative."""
    return (rows.data_class == ILLUSTRATIVE).fill_null(False).max()


def _filtered(view: View, table: str) -> ir.Table:
    rows = view.table(table)
    if view.site and "site_id" in rows.columns:
        rows = rows.filter(rows.site_id == view.site)
    if view.partner:
        rows = rows.filter(rows.partner_id == view.partner)
    return rows


RULES = (
    Rule("milestones", ("milestones",), milestones),
    Rule("notices", ("contracts",), notices),
    Rule("licences", ("site_licences", "demand"), late_licences),
    Rule("targets", ("targets",), missed_targets),
    Rule("take_or_pay", ("contract_years", "contracts", "batches"), take_or_pay_gaps),
    Rule("capas", ("quality_events",), overdue_capas),
    Rule("lots", ("batches",), old_lots),
    Rule("actions", ("actions",), overdue_actions),
)
"""Every rule. A new one is a function and a line here."""
