"""Commercial, worked by hand. The window is 2025-11-21 to 2026-11-20."""

from __future__ import annotations

import pytest

from dualsite.access import View
from tests.unit.kpi.tables import example, figure, figures, look, value

CONTRACTS = """
    contract_id  partner_id  site_id  type  status      signed_on   end_on      currency  take_or_pay_fraction
    C1           A           S1       CMO   ACTIVE      2024-01-01  2027-11-20  USD       0.8
    C2           B           S2       CDO   SIGNED      -           2027-11-21  EUR       -
    OVER         A           S1       CMO   EXPIRED     2020-01-01  2026-11-20  USD       1
    RUNNING_OUT  A           -        CMO   EXPIRED     2020-01-01  2026-12-01  -         1
    TOMORROW     B           S2       CMO   SIGNED      2026-11-21  2027-01-01  USD       1
    INTENT       B           S2       LOI   SIGNED      2024-01-01  2027-01-01  USD       1
    DRAFTED      B           S2       CMO   DRAFT       -           2027-01-01  USD       1
"""
EVENTS = """
    event_id  contract_id  partner_id  on          kind          amount  currency
    E1        C1           A           2025-01-15  SIGNED        500     USD
    E2        C1           A           2026-01-15  EXPANSION     100     USD
    E3        C1           A           2026-02-15  REDUCTION     30      USD
    E4        C2           B           2026-01-15  SIGNED        90      EUR
    E5        INTENT       B           2026-01-15  SIGNED        1000    USD
    E6        DRAFTED      B           2026-01-15  CANCELLATION  7       USD
    E7        C1           A           2026-11-21  SIGNED        1000    USD
    E8        RUNNING_OUT  A           2025-01-15  SIGNED        9       EUR
    E9        OVER         A           2025-01-15  SIGNED        1000    USD
"""
REVENUE = """
    contract_id  partner_id  site_id  month       amount  currency
    C1           A           S1       2025-11-01  200     USD
    C1           A           S1       2025-12-01  60      USD
    C2           B           S2       2026-01-01  27      EUR
    C2           B           S2       2026-11-01  8       EUR
    C1           A           S1       2026-12-01  1000    USD
"""
RATES = """
    currency  month       units_per_usd
    EUR       2026-01-01  0.9
    EUR       2026-03-01  0.8
    EUR       2026-12-01  0.1
    JPY       2025-01-01  100
"""
TABLES = {"contracts": CONTRACTS, "order_events": EVENTS, "revenue": REVENUE, "fx_rates": RATES}


@pytest.fixture
def view() -> View:
    return look(**TABLES)


@example("revenue_12m")
def test_revenue_is_converted_at_the_rate_of_its_month_or_the_one_before(view: View) -> None:
    assert value(view, "revenue_12m") == pytest.approx(60 + 27 / 0.9 + 8 / 0.8)
    in_yen = look(**TABLES, currency="JPY")
    assert value(in_yen, "revenue_12m") == pytest.approx(100 * (60 + 30 + 10))


@example("order_intake_12m")
def test_intake_counts_no_letter_of_intent(view: View) -> None:
    assert value(view, "order_intake_12m") == pytest.approx(100 - 30 + 90 / 0.9 - 7)


@example("book_to_bill")
def test_book_to_bill_is_intake_over_revenue(view: View) -> None:
    assert value(view, "book_to_bill") == pytest.approx(163 / 100)


@example("backlog")
def test_backlog_is_kept_in_the_currency_of_the_contract_and_held_as_a_position(view: View) -> None:
    c1 = 500 + 100 - 30 - 200 - 60
    c2 = (90 - 27 - 8) / 0.8
    running_out = 9 / 0.8
    assert value(view, "backlog") == pytest.approx(c1 + c2 + running_out)
    assert value(look(**TABLES, site="S1"), "backlog") == c1
    assert value(look(**TABLES, site="S2"), "backlog") == pytest.approx(c2)


def test_a_contract_that_earned_more_than_was_ordered_takes_nothing_from_the_others() -> None:
    contracts = "contract_id\nC1\nC2"
    events = "contract_id on amount\nC1 2026-01-01 10\nC2 2026-01-01 50"
    revenue = "contract_id month amount\nC1 2026-02-01 30"
    assert value(look(contracts=contracts, order_events=events, revenue=revenue), "backlog") == 0 + 50


def test_a_month_before_all_rates_takes_the_first(view: View) -> None:
    revenue = "contract_id month amount currency\nC1 2025-12-01 9 EUR"
    assert value(look(**TABLES | {"revenue": revenue}), "revenue_12m") == pytest.approx(9 / 0.9)


def test_a_currency_without_any_rate_is_unknown_not_zero(view: View) -> None:
    in_won = look(**TABLES, currency="KRW")
    assert value(in_won, "revenue_12m") is None
    assert figure(in_won, "backlog").reason == "the table fx_rates has no rate of KRW"


YEARS = """
    contract_id  partner_id  year_no  start_on    end_on      committed_batches  price_per_batch  currency
    C1           A           1        2025-01-01  2026-01-01  100                10               USD
    C1           A           2        2026-01-01  2027-01-01  5                  10               USD
    C2           B           1        2025-11-21  2026-11-21  3                  8                EUR
    OVER         A           1        2026-01-01  2027-01-01  100                10               USD
    TOMORROW     B           1        2026-01-01  2027-01-01  100                10               USD
"""
BATCHES = """
    batch_id  contract_id partner_id site_id purpose     status  planned_start_on actual_start_on disposition_on
    STARTED   C1          A          S1      COMMERCIAL  MADE    2025-12-01       2026-01-01      -
    PLANNED   C1          A          S2      ENGINEERING PLANNED 2026-12-31       -               -
    ABORTED   C1          A          S1      COMMERCIAL  ABORTED 2026-02-01       2026-02-01      2026-02-10
    UNDECIDED C1          A          S1      COMMERCIAL  ABORTED 2026-02-01       2026-02-01      2026-11-21
    SLIPPED   C1          A          S1      COMMERCIAL  MADE    2026-03-01       2025-12-31      -
    NEXT      C1          A          S1      COMMERCIAL  PLANNED 2027-01-01       -               -
    TOO_MANY1 C2          B          S2      COMMERCIAL  MADE    2026-01-01       2026-01-01      -
    TOO_MANY2 C2          B          S2      COMMERCIAL  MADE    2026-01-01       2026-01-01      -
    TOO_MANY3 C2          B          S2      COMMERCIAL  MADE    2026-01-01       2026-01-01      -
    TOO_MANY4 C2          B          S2      COMMERCIAL  MADE    2026-01-01       2026-01-01      -
"""
TAKE_OR_PAY = {**TABLES, "contract_years": YEARS, "batches": BATCHES}


@example("take_or_pay_gap")
def test_the_gap_is_what_is_committed_and_neither_started_nor_planned() -> None:
    made = len(["STARTED", "PLANNED", "UNDECIDED"])
    assert value(look(**TAKE_OR_PAY), "take_or_pay_gap") == (5 - made) + max(0, 3 - 4)
    assert value(look(**TAKE_OR_PAY, site="S1"), "take_or_pay_gap") == 5 - made
    assert figure(look(**TABLES), "take_or_pay_gap").reason == "the table contract_years is missing"


@example("take_or_pay_gap_money")
def test_the_gap_in_money_is_at_the_price_and_the_share_to_be_paid() -> None:
    assert value(look(**TAKE_OR_PAY), "take_or_pay_gap_money") == pytest.approx(2 * 10 * 0.8)
    assert value(look(**TAKE_OR_PAY, currency="EUR"), "take_or_pay_gap_money") == pytest.approx(2 * 10 * 0.8 * 0.8)


@example("client_hhi")
def test_concentration_is_the_sum_of_squared_shares(view: View) -> None:
    assert value(view, "client_hhi") == pytest.approx((0.6**2 + 0.4**2) * 10_000)


@example("effective_clients")
def test_effective_clients_are_as_many_of_equal_size(view: View) -> None:
    assert value(view, "effective_clients") == pytest.approx(1 / (0.36 + 0.16))
    assert figure(view, "effective_clients").n == 2


@example("top_client_share")
def test_the_largest_client_has_the_largest_share(view: View) -> None:
    assert value(view, "top_client_share") == pytest.approx(0.6)


def test_without_revenue_shares_are_unknown_and_sums_are_zero() -> None:
    view = look("2020-01-01", **TABLES)
    assert value(view, "revenue_12m") == 0
    assert [value(view, kpi) for kpi in ("client_hhi", "effective_clients", "top_client_share", "book_to_bill")] == [
        None
    ] * 4


OPPORTUNITIES = """
    opportunity_id stage    win_fraction value currency suite_stage suite_days opened_on  closed_on  lost_reason
    OPEN           PROPOSAL 0.5          100   USD      UPSTREAM    60         2026-01-01 -          -
    ABROAD         LEAD     0.25         80    EUR      DOWNSTREAM  40         2026-01-01 -          -
    STILL_OPEN     WON      0.1          100   USD      UPSTREAM    100        2026-01-01 2026-11-21 -
    UNDATED        WON      1            999   USD      UPSTREAM    999        2026-01-01 -          -
    NOT_YET        LEAD     1            999   USD      UPSTREAM    999        2026-11-21 -          -
    WON            WON      1            999   USD      UPSTREAM    999        2026-01-01 2026-11-20 -
    LOST_ROOM      LOST     0            999   USD      UPSTREAM    999        2026-01-01 2026-02-01 CAPACITY
    LOST_PRICE     LOST     0            999   USD      UPSTREAM    999        2026-01-01 2026-02-01 PRICE
    LOST_EARLIER   LOST     0            999   USD      UPSTREAM    999        2025-01-01 2025-11-20 CAPACITY
"""
BIDS = {"opportunities": OPPORTUNITIES, "fx_rates": RATES}


@example("weighted_pipeline")
def test_the_pipeline_is_weighted_by_the_chance_to_win() -> None:
    assert value(look(**BIDS), "weighted_pipeline") == pytest.approx(0.5 * 100 + 0.25 * 80 / 0.8 + 0.1 * 100)


@example("weighted_pipeline_suite_days")
def test_weighted_suite_days_have_a_row_for_each_stage_bid_for() -> None:
    days = {figure.by["suite_stage"]: figure.value for figure in figures(look(**BIDS), "weighted_pipeline_suite_days")}
    assert days == {"UPSTREAM": 0.5 * 60 + 0.1 * 100, "DOWNSTREAM": 0.25 * 40}


@example("win_rate")
def test_win_rate_is_of_what_was_decided_in_the_window() -> None:
    assert value(look(**BIDS), "win_rate") == 1 / (1 + 2)
    assert figure(look(**BIDS, site="S1"), "win_rate").reason == "not available by site"


@example("lost_for_capacity_share")
def test_lost_for_capacity_is_of_what_was_lost() -> None:
    assert value(look(**BIDS), "lost_for_capacity_share") == 1 / 2


@example("contracts_ending_12m")
def test_contracts_ending_are_firm_and_end_within_12_months(view: View) -> None:
    assert value(view, "contracts_ending_12m") == len(["C1", "RUNNING_OUT"])
    a_month_of_window = figures(view, "contracts_ending_12m", months=1)
    assert a_month_of_window[0].value == 2


def test_a_contract_without_site_belongs_to_no_site(view: View) -> None:
    by_site = {figure.by["site_id"]: figure.value for figure in figures(view, "contracts_ending_12m", "site")}
    assert by_site == {"S1": 1, "S2": 0}
