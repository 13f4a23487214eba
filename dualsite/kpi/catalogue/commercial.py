"""Commercial: what comes in, what is left to do, on whom it rests, and what is bid for."""

from __future__ import annotations

import math

from ibis import _ as row

from dualsite.i18n import marked
from dualsite.kpi.computations.bids import open_bids, weighted_bids
from dualsite.kpi.computations.commitments import gaps, gaps_in_money
from dualsite.kpi.computations.orders import (
    backlogs,
    ending_contracts,
    intake_and_revenue,
    intake_in_window,
    revenue_in_window,
)
from dualsite.kpi.definition import Family, Filter, Kpi, Split
from dualsite.kpi.engine.row_groups import RowGroup

OF_FLOWS: frozenset[Split] = frozenset(("month", "site", "partner"))
OF_CONTRACTS: frozenset[Split] = frozenset(("site", "partner", "product"))
OF_BIDS: frozenset[Split] = frozenset(("month", "partner"))
PARTNER_ONLY: frozenset[Filter] = frozenset(("partner",))
NO_REVENUE = marked("there is no revenue in the window")
NO_FIRM_CONTRACT = marked("no contract is firm")
FULL_SHARE_POINTS = 10_000
CLIENTS = row.partner_id.nunique()


def concentration(rows: RowGroup) -> float:
    """The sum of the squared shares of the clients in revenue, in points; NaN without revenue."""
    of_clients = rows.revenue.sums_by(rows.partner_id)
    total = math.fsum(of_clients)
    return FULL_SHARE_POINTS * math.fsum((one / total) ** 2 for one in of_clients) if total else math.nan


def effective_number(rows: RowGroup) -> float:
    """How many clients of equal size would be as concentrated; NaN without revenue."""
    return FULL_SHARE_POINTS / concentration(rows)


def largest_client(rows: RowGroup) -> float:
    """The revenue from the largest client."""
    return max(rows.revenue.sums_by(rows.partner_id), default=math.nan)


REVENUE_12M = Kpi(
    id="revenue_12m",
    label=marked("Revenue"),
    unit="money",
    better="higher",
    family=Family.COMMERCIAL,
    definition=marked("Revenue of the months that began in the window."),
    formula=marked("Σ revenue, each month at its exchange rate"),
    nothing=NO_REVENUE,
    tables=("revenue",),
    source=revenue_in_window,
    value=row.revenue.sum(),
    over_nothing=0,
    is_of_year=True,
    splits=OF_FLOWS,
)
ORDER_INTAKE_12M = Kpi(
    id="order_intake_12m",
    label=marked("Order intake"),
    unit="money",
    better="higher",
    family=Family.COMMERCIAL,
    definition=marked("Orders signed and expanded, less those reduced and cancelled; letters of intent excluded."),
    formula=marked("Σ signed + expansion − reduction − cancellation, each at the exchange rate of its month"),
    nothing=marked("there is no order in the window"),
    tables=("order_events", "contracts"),
    source=intake_in_window,
    value=row.intake.sum(),
    over_nothing=0,
    is_of_year=True,
    splits=OF_FLOWS,
)
BOOK_TO_BILL = Kpi(
    id="book_to_bill",
    label=marked("Book to bill"),
    unit="ratio",
    better="higher",
    family=Family.COMMERCIAL,
    definition=marked("Order intake divided by revenue over the same window."),
    formula=marked("order intake ÷ revenue"),
    nothing=NO_REVENUE,
    tables=("order_events", "contracts", "revenue"),
    source=intake_and_revenue,
    numerator=row.intake.sum(),
    denominator=row.revenue.sum(),
    is_of_year=True,
    splits=OF_FLOWS,
)
BACKLOG = Kpi(
    id="backlog",
    label=marked("Backlog"),
    unit="money",
    better="higher",
    family=Family.COMMERCIAL,
    definition=marked("Orders on firm contracts not yet recognised as revenue."),
    formula=marked(
        "Σ over firm contracts of max(0, net order events − revenue), at the exchange rate of the as-of month"
    ),
    nothing=NO_FIRM_CONTRACT,
    tables=("contracts", "order_events", "revenue"),
    source=backlogs,
    value=row.amount.sum(),
    over_nothing=0,
    splits=OF_CONTRACTS,
)
TAKE_OR_PAY_GAP = Kpi(
    id="take_or_pay_gap",
    label=marked("Take-or-pay shortfall"),
    unit="batches",
    better="lower",
    family=Family.COMMERCIAL,
    definition=marked("Batches committed for the current contract years and neither made nor planned in them."),
    formula=marked(
        "Σ over firm contract years of max(0, committed − batches started or planned, aborted ones left out)"
    ),
    nothing=NO_FIRM_CONTRACT,
    tables=("contract_years", "contracts", "batches"),
    source=gaps,
    value=row.gap.sum(),
    over_nothing=0,
    splits=OF_CONTRACTS,
)
TAKE_OR_PAY_GAP_MONEY = Kpi(
    id="take_or_pay_gap_money",
    label=marked("Take-or-pay shortfall, value"),
    unit="money",
    better="lower",
    family=Family.COMMERCIAL,
    definition=marked("What clients would owe for the take-or-pay shortfall."),
    formula=marked("Σ gap × price per batch × take-or-pay share, at the exchange rate of the as-of month"),
    nothing=NO_FIRM_CONTRACT,
    tables=("contract_years", "contracts", "batches"),
    source=gaps_in_money,
    value=row.amount.sum(),
    over_nothing=0,
    splits=OF_CONTRACTS,
)
CLIENT_HHI = Kpi(
    id="client_hhi",
    label=marked("Client concentration"),
    unit="points",
    better="lower",
    family=Family.COMMERCIAL,
    definition=marked("Concentration of revenue on few clients: 10,000 is one client, 2,000 is five of equal size."),
    formula=marked("Σ (client's share of revenue)² × 10,000"),
    nothing=NO_REVENUE,
    tables=("revenue",),
    source=revenue_in_window,
    value=concentration,
    n=CLIENTS,
    needs_everyone=True,
    is_of_year=True,
    splits=OF_FLOWS,
    standard="Herfindahl-Hirschman index",
)
EFFECTIVE_CLIENTS = Kpi(
    id="effective_clients",
    label=marked("Effective clients"),
    unit="count",
    better="higher",
    family=Family.COMMERCIAL,
    definition=marked("Number of equal-sized clients with the same concentration of revenue."),
    formula=marked("10,000 ÷ client concentration"),
    nothing=NO_REVENUE,
    tables=("revenue",),
    source=revenue_in_window,
    value=effective_number,
    n=CLIENTS,
    needs_everyone=True,
    is_of_year=True,
    splits=OF_FLOWS,
)
TOP_CLIENT_SHARE = Kpi(
    id="top_client_share",
    label=marked("Largest client"),
    unit="fraction",
    better="lower",
    family=Family.COMMERCIAL,
    definition=marked("The largest client's share of revenue."),
    formula=marked("revenue from the largest client ÷ revenue"),
    nothing=NO_REVENUE,
    tables=("revenue",),
    source=revenue_in_window,
    numerator=largest_client,
    denominator=row.revenue.sum(),
    n=CLIENTS,
    needs_everyone=True,
    is_of_amounts=True,
    is_of_year=True,
    splits=OF_FLOWS,
)
WEIGHTED_PIPELINE = Kpi(
    id="weighted_pipeline",
    label=marked("Weighted pipeline"),
    unit="money",
    better="higher",
    family=Family.COMMERCIAL,
    definition=marked("Value of the open bids, weighted by win probability."),
    formula=marked("Σ win chance × value of the open bids, at the exchange rate of the as-of month"),
    nothing=marked("no bid is open"),
    tables=("opportunities",),
    source=weighted_bids,
    value=row.amount.sum(),
    over_nothing=0,
    splits=OF_BIDS - {"month"},
    filters=PARTNER_ONLY,
)
WEIGHTED_PIPELINE_SUITE_DAYS = Kpi(
    id="weighted_pipeline_suite_days",
    label=marked("Weighted pipeline, suite-days"),
    unit="d",
    better="neither",
    family=Family.COMMERCIAL,
    definition=marked("Suite-days the open bids need at their critical stage, weighted by win probability."),
    formula=marked("Σ win chance × suite-days of the open bids, by stage"),
    nothing=marked("no bid is open"),
    tables=("opportunities",),
    source=open_bids,
    value=row.weighted_d.sum(),
    over_nothing=0,
    keys=("suite_stage",),
    splits=(OF_BIDS - {"month"}) | {"stage"},
    filters=PARTNER_ONLY,
)
WIN_RATE = Kpi(
    id="win_rate",
    label=marked("Win rate"),
    unit="fraction",
    better="higher",
    family=Family.COMMERCIAL,
    definition=marked("Share of closed bids that were won."),
    formula=marked("won ÷ (won + lost)"),
    nothing=marked("no bid was won or lost in the window"),
    tables=("opportunities",),
    placed_by=row.closed_on,
    of=row.stage.isin(("WON", "LOST")),
    numerator=(row.stage == "WON").sum(),
    denominator=row.count(),
    splits=OF_BIDS,
    filters=PARTNER_ONLY,
)
LOST_FOR_CAPACITY_SHARE = Kpi(
    id="lost_for_capacity_share",
    label=marked("Lost for capacity"),
    unit="fraction",
    better="lower",
    family=Family.COMMERCIAL,
    definition=marked("Share of lost bids that were lost for lack of capacity."),
    formula=marked("lost for capacity ÷ lost"),
    nothing=marked("no bid was lost in the window"),
    tables=("opportunities",),
    placed_by=row.closed_on,
    of=row.stage == "LOST",
    numerator=(row.lost_reason == "CAPACITY").sum(),
    denominator=row.count(),
    splits=OF_BIDS,
    filters=PARTNER_ONLY,
)
CONTRACTS_ENDING_12M = Kpi(
    id="contracts_ending_12m",
    label=marked("Contracts ending in 12 months"),
    unit="count",
    better="neither",
    family=Family.COMMERCIAL,
    definition=marked("Firm contracts whose term ends in the 12 months ahead."),
    formula=marked("number of firm contracts that end after the as-of day and within 12 months"),
    nothing=NO_FIRM_CONTRACT,
    tables=("contracts",),
    source=ending_contracts,
    splits=OF_CONTRACTS,
)
