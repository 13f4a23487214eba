"""Amounts of contracts: every part adds up to its KPI, in every currency and under every filter."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from dualsite import kpi
from dualsite.access import View
from dualsite.exports import rows as files
from dualsite.insights.contracts import (
    amounts as money,
)
from dualsite.insights.contracts import (
    backlog,
    concentration,
    endings,
    revenue,
    take_or_pay,
)
from dualsite.insights.contracts import card as contract_card
from dualsite.insights.contracts import (
    register as contracts,
)
from dualsite.insights.contracts.register import ContractFilter
from dualsite.insights.pipeline import bids
from dualsite.insights.table_spec import TableSpec
from dualsite.kpi.windows import months_after
from tests.unit.kpi.tables import look

TABLES = {
    "partners": """
        partner_id name  country tier disclosure
        A          Ash   US      KEY  PUBLIC_NAME
        B          Beech JP      KEY  PUBLIC_NAME
        C          Cedar KR      KEY  PUBLIC_NAME
    """,
    "products": """
        product_id partner_id name modality
        PA         A          Pa   MAB
        PB         B          Pb   ADC
        PC         C          Pc   FUSION
    """,
    "contracts": """
        contract_id partner_id product_id site_id type status signed_on  start_on   end_on     notice_d currency take_or_pay_fraction
        A1          A          PA         S1      CMO  ACTIVE 2024-01-01 2024-02-01 2027-08-01 180      USD      0.8
        A2          A          PA         S2      CMO  ACTIVE 2025-01-01 2025-02-01 2029-02-01 365      EUR      0.5
        B1          B          PB         S1      CMO  ACTIVE 2025-06-01 2025-07-01 2028-07-01 180      JPY      -
        B2          B          PB         -       CDO  SIGNED 2026-02-01 -          -          -        -        -
        C1          C          PC         S2      CDO  ACTIVE 2025-03-01 2025-04-01 2027-04-01 90       KRW      0.6
        C2          C          PC         S1      LOI  SIGNED 2025-03-01 -          -          -        USD      -
    """,  # noqa: E501  a line of a table is a row
    "contract_years": """
        contract_id partner_id year_no start_on   end_on     committed_batches price_per_batch currency
        A1          A          1       2026-02-01 2027-02-01 6                 2000000         USD
        A1          A          2       2027-02-01 2027-08-01 3                 2100000         USD
        A2          A          1       2026-02-01 2027-02-01 4                 1000000         EUR
        C1          C          1       2026-04-01 2027-04-01 2                 900000000       KRW
    """,
    "order_events": """
        event_id contract_id partner_id on         kind      amount     currency
        E1       A1          A          2024-01-01 SIGNED    80000000   USD
        E2       A1          A          2026-03-10 EXPANSION 10000000   USD
        E3       A1          A          2026-05-10 REDUCTION 2000000    USD
        E4       A2          A          2025-12-01 SIGNED    30000000   EUR
        E5       B1          B          2026-06-01 SIGNED    900000000  JPY
        E6       C1          C          2026-07-01 SIGNED    5000000000 KRW
        E7       C2          C          2026-07-01 SIGNED    1000000    USD
    """,
    "revenue": """
        contract_id partner_id site_id month      amount    currency
        A1          A          S1      2025-06-01 11000000  USD
        A1          A          S1      2026-02-01 9000000   USD
        A1          A          S2      2026-09-01 1000000   USD
        A2          A          S2      2026-04-01 3000000   EUR
        B1          B          S1      2026-08-01 120000000 JPY
        C1          C          S2      2026-08-01 700000000 KRW
    """,
    "fx_rates": """
        currency month      units_per_usd
        EUR      2025-12-01 0.85
        EUR      2026-09-01 0.90
        JPY      2026-06-01 150
        JPY      2026-09-01 155
        KRW      2026-07-01 1400
        KRW      2026-09-01 1450
    """,
    "suites": """
        suite_id
        U1
    """,
    "batches": """
        batch_id partner_id product_id contract_id status planned_start_on actual_start_on manufactured_on disposition_on
        B1       A          PA         A1          MADE    2026-02-05       2026-02-05      2026-02-20      -
        B2       A          PA         A1          ABORTED 2026-04-05       2026-04-05      -               2026-04-10
        B3       A          PA         A1          PLANNED 2026-12-05       -               -               -
        B4       A          PA         A2          MADE    2026-03-05       2026-03-05      2026-03-20      -
        B5       C          PC         C1          PLANNED 2026-12-05       -               -               -
        B6       C          PC         C1          PLANNED 2027-01-05       -               -               -
    """,  # noqa: E501  a line of a table is a row
    "opportunities": """
        opportunity_id partner_id country modality stage       win_fraction value     currency opened_on  closed_on
        O1             -          US      MAB      PROPOSAL    0.5          10000000  USD      2026-01-01 -
        O2             B          JP      ADC      NEGOTIATION 0.75         300000000 JPY      2026-02-01 -
        O3             -          US      ADC      WON         1            7000000   USD      2026-01-01 2026-06-01
        O4             -          US      ADC      LOST        0            7000000   USD      2026-01-01 2026-06-02
        O5             -          US      ADC      LOST        0            7000000   USD      2024-01-01 2025-06-02
    """,
}
KPIS = (
    "backlog",
    "order_intake_12m",
    "revenue_12m",
    "book_to_bill",
    "top_client_share",
    "effective_clients",
    "take_or_pay_gap",
    "take_or_pay_gap_money",
    "contracts_ending_12m",
    "weighted_pipeline",
)
CURRENCIES = ("USD", "EUR", "JPY", "KRW")


@pytest.fixture(scope="module")
def everything() -> View:
    return look(**TABLES)


def values(view: View) -> dict[str, float]:
    """The KPIs as the command line gives them, those that can be given."""
    return {row["id"]: row["value"] for row in kpi.answers(view, KPIS) if row["value"] is not None}


def cells(spec: TableSpec, rows: pd.DataFrame, currency: str, heading: str) -> list[float]:
    """A column of a download as a spreadsheet reads it."""
    text = files.as_csv(files.fields(spec, currency), rows).decode("utf-8-sig")
    return [float(row[heading]) for row in csv.DictReader(io.StringIO(text, newline=""))]


@pytest.fixture(params=[(None, None), ("S1", None), ("S2", None), (None, "A"), ("S2", "A")], ids=str)
def view(request: pytest.FixtureRequest, everything: View) -> View:
    site, partner = request.param
    return replace(everything, site=site, partner=partner)


@pytest.mark.parametrize("currency", CURRENCIES)
def test_parts_add_up_to_the_kpi_in_every_view_and_currency(view: View, currency: str) -> None:
    view = replace(view, currency=currency)
    told = values(view)
    held, years = backlog.backlog(view), backlog.by_year(view)
    assert held.amount.sum() == pytest.approx(told["backlog"])
    assert years.amount.sum() == pytest.approx(told["backlog"])
    earned, ratio = revenue.by_client_and_site(view), revenue.book_to_bill(view).iloc[-1]
    assert earned.revenue.sum() == pytest.approx(told["revenue_12m"])
    assert ratio.revenue == pytest.approx(told["revenue_12m"])
    assert ratio.intake == pytest.approx(told["order_intake_12m"])
    assert ratio.book_to_bill == pytest.approx(told["book_to_bill"])
    clients = concentration.clients(view)
    assert clients.share.sum() == pytest.approx(1)
    assert clients.share.iloc[0] == pytest.approx(told["top_client_share"])
    assert concentration.effective_clients(view) == pytest.approx(told["effective_clients"])
    running = take_or_pay.running(view)
    assert running.gap.sum() == told["take_or_pay_gap"]
    assert running.gap_money.sum() == pytest.approx(told["take_or_pay_gap_money"])
    ending = [day for day in endings.ending(view).end_on if day <= months_after(view.as_of, 12)]
    assert len(ending) == told["contracts_ending_12m"]
    if view.site is None:
        assert bids.open_bids(view).weighted.sum() == pytest.approx(told["weighted_pipeline"])


@pytest.mark.parametrize("currency", CURRENCIES)
def test_a_download_adds_up_to_the_kpi_within_rounding(view: View, currency: str) -> None:
    """Amounts are written in whole units: each of n rows is at most half a unit off."""
    view = replace(view, currency=currency)
    told = values(view)
    for spec, rows, column, kpi_id in (
        (backlog.BACKLOG_SPEC, backlog.backlog(view), "amount", "backlog"),
        (revenue.BY_CLIENT_AND_SITE_SPEC, revenue.by_client_and_site(view), "revenue", "revenue_12m"),
        (take_or_pay.RUNNING_SPEC, take_or_pay.running(view), "gap_money", "take_or_pay_gap_money"),
    ):
        written = cells(spec, rows, currency, spec.headings(currency)[column])
        assert sum(written) == pytest.approx(told[kpi_id], abs=0.5 * len(rows))


@pytest.mark.parametrize("currency", CURRENCIES)
def test_the_values_of_a_filter_divide_the_total_among_them(everything: View, currency: str) -> None:
    view = replace(everything, currency=currency)
    told = values(view)
    known = contracts.options(view)
    for parts in (
        [ContractFilter(products=(one,)) for one in known.products],
        [ContractFilter(modalities=(one,)) for one in known.modalities],
        [ContractFilter(statuses=(one,)) for one in known.statuses],
        [ContractFilter(countries=(one,)) for one in known.countries],
    ):
        assert sum(backlog.backlog(view, part).amount.sum() for part in parts) == pytest.approx(told["backlog"])
        assert sum(backlog.by_year(view, part).amount.sum() for part in parts) == pytest.approx(told["backlog"])
        assert sum(revenue.by_client_and_site(view, part).revenue.sum() for part in parts) == pytest.approx(
            told["revenue_12m"]
        )
        assert sum(revenue.book_to_bill(view, part).intake.tail(1).sum() for part in parts) == pytest.approx(
            told["order_intake_12m"]
        )
        assert sum(take_or_pay.running(view, part).gap.sum() for part in parts) == told["take_or_pay_gap"]


def test_the_largest_backlog_comes_first(everything: View) -> None:
    # In US$M: 88 − 21, (30 − 3) / 0.90, (900 − 120) / 155, (5,000 − 700) / 1,450, and undisclosed.
    assert list(backlog.backlog(everything).contract_id) == ["A1", "A2", "B1", "C1", "B2"]


def test_the_card_of_a_contract_says_what_is_left_of_its_orders(everything: View) -> None:
    # 80 + 10 − 2 ordered, 11 + 9 + 1 recognised.
    told = contract_card.card(everything, "A1")
    assert told is not None
    assert dict(told.facts)["Orders"] == "$88M ordered, $21M recognised, $67M backlog"


def test_backlog_falls_into_the_years_as_the_contract_years_commit() -> None:
    """40 left; 2 batches of 1 in the half year to 1 January, 6 of 1 in the year after: 10 and 30."""
    tables = {
        "contracts": "contract_id signed_on end_on currency\nK 2026-01-01 2028-01-01 USD",
        "contract_years": """
            contract_id year_no start_on   end_on     committed_batches
            K           1       2026-07-01 2027-01-01 2
            K           2       2027-01-01 2028-01-01 6
        """,
        "order_events": "contract_id on amount\nK 2026-01-01 50",
        "revenue": "contract_id month amount\nK 2026-02-01 10",
    }
    view = look(date(2026, 6, 30), **tables)
    rows = backlog.by_year(view)
    assert dict(zip(rows.year, rows.amount, strict=True)) == {2026: 10, 2027: 30}


def test_backlog_without_contract_years_is_spread_evenly_and_without_an_end_has_no_year() -> None:
    """365 days of 2027 and 366 of 2028."""
    tables = {
        "contracts": """
            contract_id signed_on  end_on
            EVEN        2026-01-01 2029-01-01
            OPEN        2026-01-01 -
        """,
        "order_events": """
            contract_id on         amount
            EVEN        2026-01-01 731
            OPEN        2026-01-01 100
        """,
        "revenue": "contract_id month amount",
    }
    view = look(date(2026, 12, 31), **tables)
    rows = backlog.by_year(view)
    assert [(row.year, row.contract_id, round(row.amount)) for row in rows.itertuples()] == [
        (2027, "EVEN", 365),
        (2028, "EVEN", 366),
        (None, "OPEN", 100),
    ]
    assert "no date $100" in backlog.in_words(view)


def test_an_amount_says_how_many_contracts_it_leaves_out(everything: View) -> None:
    assert backlog.left_out(everything) == "Excludes 1 of 5 firm contracts: value undisclosed."
    assert revenue.left_out(everything) == "Excludes 1 firm contract with undisclosed revenue."


def test_letters_of_intent_enter_no_amount(everything: View) -> None:
    assert "C2" not in set(backlog.backlog(everything).contract_id)
    of_letter = ContractFilter(statuses=("SIGNED",), products=("PC",))
    assert set(contracts.register(everything, of_letter).contract_id) == {"C2"}
    assert revenue.book_to_bill(everything, of_letter).intake.sum() == 0


def test_the_month_of_the_rates_is_stated(everything: View) -> None:
    """There is no rate of November 2026: the last earlier one is that of September."""
    assert money.rates_in_words(everything) == (
        "Amounts in USD: balances at Sep 2026 rates (latest available for Nov 2026), "
        "orders and revenue at the rates of their months."
    )


def test_a_currency_without_a_rate_says_so_instead_of_an_amount(everything: View) -> None:
    view = replace(everything, currency="CHF")
    reason = money.why_no_amounts(view)
    assert reason is not None
    assert "no rate of CHF" in reason
    assert not backlog.is_known(view)
    assert backlog.earning_contracts(view)


def test_what_is_at_risk_is_the_revenue_and_backlog_of_the_largest(everything: View) -> None:
    """Ash: 9 + 1 + 3 ÷ 0.85 in dollars of the months; no rate of April, so that of December before."""
    rows = concentration.clients(everything)
    assert rows.partner[0] == "Ash"
    assert rows.revenue[0] == pytest.approx(9e6 + 1e6 + 3e6 / 0.85)
    assert concentration.at_risk(everything).startswith("Losing Ash would cost $13.5M of annual revenue (")


def test_two_equal_clients_are_two_effective_ones() -> None:
    tables = {
        "contracts": "contract_id partner_id\nK1 A\nK2 B",
        "revenue": "contract_id partner_id month amount\nK1 A 2026-02-01 5\nK2 B 2026-02-01 5",
    }
    view = look(**tables)
    assert concentration.effective_clients(view) == 2
    assert concentration.title(view) == "Revenue depends on 2.0 effective clients"


def test_no_revenue_is_unknown_and_not_a_client() -> None:
    view = look(
        **{
            "contracts": "contract_id\nK1",
            "revenue": "contract_id month amount",
            "order_events": "contract_id on amount",
        }
    )
    assert concentration.effective_clients(view) is None
    assert concentration.title(view) == "No revenue in the last 12 months"
    assert revenue.book_to_bill_title(view) == "No revenue to compare orders with"
    assert backlog.title(view) == "No backlog recorded"
