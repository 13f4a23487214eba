"""Parts of the contracts page above its tabs: the timeline, the backlog by year, and on whom revenue rests."""

from __future__ import annotations

from dualsite import palette
from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.contracts import amounts as money
from dualsite.insights.contracts import backlog, concentration, timeline
from dualsite.insights.contracts.register import ContractFilter
from dualsite.screens import shared as ui
from dualsite.screens.contracts import figures
from dualsite.screens.shared import contract_card
from dualsite.screens.shared.figures.drawing import Drawing


def show_what_is_missing(view: View) -> None:
    """The table without which the page has nothing to show; it ends there."""
    if not view.has("contracts"):
        ui.empty("contracts", _("contracts, clients, terms and values"))
        ui.end()


def draw_timeline(view: View, chosen: ContractFilter) -> None:
    """The contracts along time, one line each."""
    ui.figure(
        timeline.title(view, chosen),
        timeline_figure(view, chosen),
        measures=wording.sentences(
            _(
                "◆ signed, ○ announced, ▽ notice deadline, □ first option expires. Solid: elapsed; "
                "outlined: remaining; dotted: end not stated. Thin bars: clinical supply; thick: "
                "commercial. Select one for its card."
            ),
            timeline.left_undrawn(view, chosen),
        ),
        rows=timeline.timeline(view, chosen),
        key="timeline",
        alt=timeline.in_words(view, chosen),
        spec=timeline.TIMELINE_SPEC,
        selects=contract_card.from_mark,
    )


def timeline_figure(view: View, chosen: ContractFilter) -> Drawing:
    """The figure of the contracts along time."""
    return figures.timeline(timeline.drawn(view, chosen), view.as_of, palette.site_colours(money.site_ids(view)))


def draw_backlog(view: View, chosen: ContractFilter) -> None:
    """The backlog by year of expected delivery; nothing where the page says why there are no amounts."""
    if not view.has("order_events"):
        ui.empty("order_events", _("the backlog by year of expected delivery"))
    elif backlog.is_known(view):
        by_year = backlog.by_year(view, chosen)
        ui.figure(
            backlog.title(view, chosen),
            backlog_figure(view, chosen),
            measures=wording.sentences(
                _("By calendar year, phased by contract-year commitments, otherwise evenly over the term."),
                backlog.left_out(view, chosen),
            ),
            rows=by_year,
            key="backlog_by_year",
            alt=backlog.in_words(view, chosen),
            spec=backlog.BY_YEAR_SPEC,
            currency=view.currency,
        )


def backlog_figure(view: View, chosen: ContractFilter) -> Drawing:
    """The figure of the backlog by year."""
    by_year = backlog.by_year(view, chosen)
    return figures.backlog_by_year(by_year, view.currency, palette.site_colours(money.site_ids(view)))


def draw_client_shares(view: View, chosen: ContractFilter) -> None:
    """On how few clients revenue rests; nothing where the page says why there are no amounts."""
    if not view.has("revenue"):
        ui.empty("revenue", _("client concentration"))
    elif not money.why_no_amounts(view):
        clients = concentration.clients(view, chosen)
        ui.figure(
            concentration.title(view, chosen),
            client_shares_figure(view, chosen),
            measures=wording.sentences(concentration.at_risk(view, chosen), concentration.meaning(view, chosen)),
            rows=clients,
            key="client_shares",
            alt=concentration.in_words(view, chosen),
            spec=concentration.CLIENTS_SPEC,
            currency=view.currency,
            selects=contract_card.from_mark,
        )


def client_shares_figure(view: View, chosen: ContractFilter) -> Drawing:
    """The figure of the clients on whom revenue rests."""
    return figures.shares(concentration.clients(view, chosen), view.currency, backlog.earning_contracts(view, chosen))
