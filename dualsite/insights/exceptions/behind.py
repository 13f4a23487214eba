"""Rules for what has fallen behind: CAPAs, lots, actions, targets and contract years."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from operator import attrgetter

from dualsite import formats
from dualsite.access import View
from dualsite.i18n import _, ngettext
from dualsite.insights import parties
from dualsite.insights.capacity import load
from dualsite.insights.contracts import standing
from dualsite.insights.exceptions.exception import ILLUSTRATIVE, LINES, BusinessException, made_up
from dualsite.insights.frames import frame, known, names_of, small
from dualsite.insights.kpis import signal_words, signals
from dualsite.insights.kpis.tiles import standings
from dualsite.insights.programmes import board, milestones
from dualsite.insights.quality import answer as quality
from dualsite.insights.quality import charts
from dualsite.insights.trials import trials
from dualsite.kpi import KPIS, ask
from dualsite.kpi.computations.facts import IS_OPEN, IS_OPEN_CAPA, IS_OPEN_LOT, IS_OVERDUE, OPEN_D
from dualsite.sitemap import PageId

SHOWN_ON = {
    kpi_id: page
    for page, tiles in (
        (PageId.CAPACITY, load.TILES),
        (PageId.CONTRACTS, standing.TILES),
        (PageId.TRIALS, trials.TILES),
        (PageId.QUALITY, (*quality.TILES, *charts.CHARTS)),
        (PageId.PROGRAMMES, board.ABOUT_GATES),
    )
    for kpi_id in tiles
}
"""The page that shows a KPI beside what lies behind it; the others stand on the data page alone."""

GAPS = (KPIS["take_or_pay_gap"], KPIS["take_or_pay_gap_money"])
"""What clients are behind with, asked client by client."""

OLD_LOT_D = 60
"""Days since it was made from which an open lot counts as old."""


def overdue_capas(view: View) -> Iterator[BusinessException]:
    """Open corrective and preventive actions past their day, one exception per site."""
    late = view.table("quality_events", "site_id", "due_on", "data_class", where=[IS_OPEN_CAPA, IS_OVERDUE])
    counted = frame(
        late.group_by("site_id")
        .aggregate(count=late.count(), oldest=late.due_on.min(), made_up=made_up(late))
        .order_by("site_id")
    )
    names = milestones.subject_names(view)
    for row in counted.to_dict("records"):
        yield BusinessException(
            what=_("{site}: CAPAs overdue").format(site=names.get(row["site_id"], row["site_id"])),
            how_much=_("{count} past due, the oldest since {day}").format(
                count=formats.number(row["count"]), day=formats.day(row["oldest"])
            ),
            due_on=row["oldest"],
            owner=parties.operator(view),
            next_step=_("Close them, or agree new dates with quality"),
            page=PageId.QUALITY,
            query=(("show", "open"),),
            impact=1,
            site=row["site_id"],
            at_site=_("CAPAs"),
            table="quality_events",
            is_illustrative=row["made_up"],
        )


def old_lots(view: View) -> Iterator[BusinessException]:
    """Lots made long ago and still without a decision, the oldest per site."""
    columns = ("batch_id", "site_id", "manufactured_on", "data_class")
    old = view.table("batches", *columns, where=[IS_OPEN_LOT, OPEN_D >= OLD_LOT_D])
    grouped = old.group_by("site_id").aggregate(
        count=old.count(),
        oldest=old.manufactured_on.min(),
        batch=old.batch_id.argmin(old.manufactured_on),
        made_up=made_up(old),
    )
    names = milestones.subject_names(view)
    for row in frame(grouped.order_by("site_id")).to_dict("records"):
        yield BusinessException(
            what=_("{site}: lots awaiting disposition").format(site=names.get(row["site_id"], row["site_id"])),
            how_much=_("{count} manufactured over {limit} days ago, the oldest, {batch}, {span} ago").format(
                count=formats.number(row["count"]),
                limit=OLD_LOT_D,
                batch=row["batch"],
                span=formats.span((view.as_of - row["oldest"]).days),
            ),
            due_on=row["oldest"] + timedelta(days=OLD_LOT_D),
            owner=parties.operator(view),
            next_step=_("Disposition them, oldest first"),
            page=PageId.QUALITY,
            query=(("show", "release"),),
            impact=1,
            site=row["site_id"],
            at_site=_("Lots awaiting disposition"),
            table="batches",
            is_illustrative=row["made_up"],
        )


def overdue_actions(view: View) -> Iterator[BusinessException]:
    """Actions agreed with clients that are past their day, one exception for ours and one for theirs."""
    if not view.expresses("actions"):
        return
    late = known(view, "actions", where=[IS_OPEN, IS_OVERDUE])
    names = names_of(view, "partners", "partner_id")
    for owner, group in late.groupby("owner", sort=True):
        oldest = min(group.itertuples(), key=attrgetter("due_on", "action_id"))
        only = oldest.partner_id if group.partner_id.nunique() == 1 else None
        whose = parties.party(view, str(owner), only) if only or owner == "CDMO" else _("Several clients")
        yield BusinessException(
            what=ngettext("{whose}: {count} action overdue", "{whose}: {count} actions overdue", len(group)).format(
                count=formats.number(len(group)), whose=whose
            ),
            how_much=_("the oldest since {day}: {partner}, {text}").format(
                day=formats.day(oldest.due_on),
                partner=names.get(oldest.partner_id, oldest.partner_id),
                text=oldest.text,
            ),
            due_on=oldest.due_on,
            owner=whose,
            next_step=_("Complete it, or agree a new date"),
            page=PageId.CLIENT if only else PageId.DATA,
            query=() if only else (("tab", "rows"), ("table", "actions")),
            impact=1,
            table="actions",
            is_illustrative=bool((group.data_class == ILLUSTRATIVE).any()),
            partner=only,
        )


def missed_targets(view: View) -> Iterator[BusinessException]:
    """KPIs that miss the target in force, and whether that is more than chance."""
    with_target = [kpi_id for kpi_id in dict.fromkeys(small(view, "targets").kpi_id) if kpi_id in KPIS]
    with_months = [kpi_id for kpi_id in with_target if signals.has_months(KPIS[kpi_id])]
    found = signals.signals(view, with_months) if with_months else []
    verdicts = {signal.kpi.id: signal_words.verdict(signal) for signal in reversed(found)}
    for one in standings(view, with_target):
        if one.is_met is not False or one.target is None:
            continue
        bound = "≥" if one.target.is_least else "≤"
        yield BusinessException(
            what=_("{kpi} misses its target").format(kpi=_(one.kpi.label)),
            how_much=formats.parts(
                [
                    _("{value} against {bound} {target}, {n}").format(
                        value=one.value,
                        bound=bound,
                        target=formats.measure(one.target.value, one.kpi.unit, view.currency),
                        n=one.rests_on,
                    ),
                    *([verdicts[one.kpi.id]] if one.kpi.id in verdicts else []),
                ]
            ),
            due_on=None,
            owner=parties.operator(view),
            next_step=_("Review what drives it"),
            page=SHOWN_ON.get(one.kpi.id, PageId.DATA),
            query=() if one.kpi.id in SHOWN_ON else (("tab", "kpis"), ("kpi", one.kpi.id)),
            impact=2,
            table=one.kpi.table,
            is_illustrative=one.figure.is_illustrative,
            site=view.site,
        )


def take_or_pay_gaps(view: View) -> Iterator[BusinessException]:
    """Clients whose contract years are short of the committed batches, the largest gap first."""
    names = names_of(view, "partners", "partner_id")
    gaps = ask(view, GAPS, "partner")
    money = {figure.by["partner_id"]: figure.value for figure in gaps if figure.kpi.is_money and figure.by}
    short = [figure for figure in gaps if not figure.kpi.is_money and figure.value]
    for figure in sorted(short, key=lambda figure: (-(figure.value or 0), str(figure.by)))[:LINES]:
        partner = str(figure.by["partner_id"])
        yield BusinessException(
            what=_("{partner}: take-or-pay shortfall").format(partner=names.get(partner, partner)),
            how_much=_gap(int(figure.value or 0), money.get(partner), view.currency),
            due_on=None,
            owner=parties.party(view, "JOINT", partner),
            next_step=_("Schedule the batches, or settle the shortfall"),
            page=PageId.CONTRACTS,
            query=(("show", "take_or_pay"),),
            impact=2,
            table="contract_years",
            is_illustrative=figure.is_illustrative,
            partner=partner,
        )


def _gap(batches: int, money: float | None, currency: str) -> str:
    """How many batches are missing in the contract year, and what is payable for them."""
    if money:
        said = ngettext(
            "{batches} batch short in this contract year, {money} payable",
            "{batches} batches short in this contract year, {money} payable",
            batches,
        )
        return said.format(batches=formats.number(batches), money=formats.money_short(money, currency))
    return ngettext(
        "{batches} batch short in this contract year", "{batches} batches short in this contract year", batches
    ).format(batches=formats.number(batches))
