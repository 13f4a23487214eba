"""Delivery, worked by hand. The window is 2025-11-21 to 2026-11-20."""

from __future__ import annotations

import pytest

from dualsite.access import View
from tests.unit.kpi.tables import example, figure, figures, look, value

BATCHES = """
    batch_id  purpose      status    manufactured_on  disposition_on  attributable_to  reworked  record_corrections
    GOOD      COMMERCIAL   RELEASED  2026-01-01       2026-01-11      -                false     0
    REWORKED  COMMERCIAL   RELEASED  2026-01-01       2026-01-21      -                true      2
    DEVIATED  PPQ          RELEASED  2026-01-01       2026-01-31      -                false     0
    MINOR     CLINICAL     RELEASED  2026-01-01       2026-02-10      CLIENT           false     0
    OURS      COMMERCIAL   REJECTED  2026-01-01       2026-02-20      CDMO             false     1
    THEIRS    COMMERCIAL   REJECTED  2026-01-01       2026-03-02      CLIENT           false     0
    BOUGHT    COMMERCIAL   ABORTED   -                2026-03-02      SUPPLIER         false     0
    TRIED     ENGINEERING  RELEASED  2026-01-01       2026-03-12      -                false     0
    EARLIER   COMMERCIAL   RELEASED  2025-11-01       2025-11-20      -                false     0
    LATER     COMMERCIAL   RELEASED  2026-11-10       2026-11-21      -                false     0
    WAITING   COMMERCIAL   IN_TEST   2026-11-15       -               -                false     0
    UNMADE    COMMERCIAL   REJECTED  2026-11-21       2026-11-22      -                false     0
"""
EVENTS = """
    batch_id  kind       severity  opened_on   partner_id
    DEVIATED  DEVIATION  MAJOR     2026-01-05  A
    MINOR     DEVIATION  MINOR     2026-01-05  A
    GOOD      OOS        CRITICAL  2026-01-05  A
    GOOD      DEVIATION  CRITICAL  2026-11-21  A
"""


@pytest.fixture
def view() -> View:
    return look(batches=BATCHES, quality_events=EVENTS)


@example("batch_success_rate")
def test_engineering_batches_do_not_count_as_success(view: View) -> None:
    rate = figure(view, "batch_success_rate")
    assert (rate.numerator, rate.denominator) == (4, 4 + 2 + 1)
    assert rate.value == 4 / 7


@example("batch_success_rate_own")
def test_failures_of_client_and_supplier_are_left_out(view: View) -> None:
    assert value(view, "batch_success_rate_own") == 4 / (4 + 1)


@example("right_first_time")
def test_right_first_time_has_no_rework_and_no_major_deviation_opened_by_now(view: View) -> None:
    rate = figure(view, "right_first_time")
    assert (rate.numerator, rate.denominator) == (2, 4)
    afterwards = look("2026-11-21", batches=BATCHES, quality_events=EVENTS)
    assert figure(afterwards, "right_first_time").numerator == 2 - 1 + 1


@example("record_right_first_time")
def test_records_right_first_time_count_released_and_rejected(view: View) -> None:
    assert value(view, "record_right_first_time") == 5 / (5 + 2)


@example("release_time_median")
def test_median_release_time(view: View) -> None:
    median = figure(view, "release_time_median")
    assert sorted((10, 20, 30, 40, 70, 50, 60))[3] == median.value == 40
    assert median.n == 7


@example("release_time_p90")
def test_the_quantile_is_interpolated(view: View) -> None:
    assert value(view, "release_time_p90") == pytest.approx(60 + 0.4 * (70 - 60))


@example("open_lots")
def test_a_batch_whose_disposition_lies_ahead_is_open(view: View) -> None:
    assert value(view, "open_lots") == len(["LATER", "WAITING"])


@example("oldest_open_lot")
def test_the_oldest_open_lot_is_counted_from_its_making(view: View) -> None:
    assert value(view, "oldest_open_lot") == 20 - 10
    nothing_made = look("2020-01-01", batches=BATCHES, quality_events=EVENTS)
    assert value(nothing_made, "open_lots") == 0
    assert value(nothing_made, "oldest_open_lot") is None


SHIPMENTS = """
    shipment_id  original_commit_on  agreed_commit_on  delivered_on  quantity  quantity_ordered
    KEPT         2026-03-01          2026-03-01        2026-03-01    95        100
    MOVED        2026-03-01          2026-04-01        2026-03-15    100       100
    SHORT        2026-03-01          2026-03-01        2026-02-01    94.99     100
    MISSING      2026-03-01          2026-03-01        -             100       100
    TOMORROW     2026-11-20          2026-11-21        2026-11-21    100       100
    ROUNDED      2026-03-01          2026-03-01        2026-03-01    0.285     0.3
"""


@example("otif_original")
def test_on_time_in_full_against_the_first_promise() -> None:
    rate = figure(look(shipments=SHIPMENTS), "otif_original")
    assert (rate.numerator, rate.denominator) == (2, 6)


@example("otif_agreed")
def test_on_time_in_full_against_what_was_agreed() -> None:
    rate = figure(look(shipments=SHIPMENTS), "otif_agreed")
    assert (rate.numerator, rate.denominator) == (3, 5)


MILESTONES = """
    milestone_id  subject   subject_id  partner_id  baseline_on  agreed_on   forecast_on  actual_on
    KEPT          SITE      S1          -           2026-03-10   -           -            2026-03-10
    LATE          CONTRACT  C1          A           2026-03-10   -           -            2026-03-20
    AHEAD         CONTRACT  C1          A           2026-11-20   2026-12-01  2026-12-20   2026-11-21
    AGREED        PRODUCT   P           A           2026-03-10   2026-05-09  -            -
    UNKNOWN       SITE      S2          -           2026-03-10   -           -            -
    TOO_OLD       SITE      S1          -           2025-11-20   -           -            2025-11-20
"""
CONTRACTS = "contract_id site_id\nC1 S2"


@example("milestone_on_time")
def test_an_unfinished_milestone_is_not_on_time() -> None:
    rate = figure(look(milestones=MILESTONES), "milestone_on_time")
    assert (rate.numerator, rate.denominator) == (1, 5)


@example("milestone_slip")
def test_slip_takes_what_is_expected_where_nothing_has_happened() -> None:
    slip = figure(look(milestones=MILESTONES), "milestone_slip")
    assert slip.value == (10 + 30) / 2  # of 0, 10, 30 and 60
    assert slip.n == 4


def test_a_milestone_has_the_site_of_its_subject_or_none() -> None:
    tables = {"milestones": MILESTONES, "contracts": CONTRACTS}
    by_site = {
        figure.by["site_id"]: figure.denominator for figure in figures(look(**tables), "milestone_on_time", "site")
    }
    assert by_site == {"S1": 1, "S2": 2 + 1}
    assert figure(look(**tables, site="S2"), "milestone_on_time").denominator == 3


@example("tech_transfer_time")
def test_a_transfer_takes_from_kick_off_to_the_first_gmp_batch() -> None:
    gates = """
        subject   subject_id  partner_id  kind          actual_on
        CONTRACT  C1          A           KICK_OFF      2025-01-01
        CONTRACT  C1          A           KICK_OFF      2025-03-01
        CONTRACT  C1          A           GMP_CLINICAL  2026-01-01
        CONTRACT  C1          A           GMP_CLINICAL  2026-06-01
        PRODUCT   P           A           KICK_OFF      2026-01-01
        PRODUCT   P           A           GMP_CLINICAL  2026-04-11
        CONTRACT  C2          A           GMP_CLINICAL  2026-04-11
        CONTRACT  C3          A           KICK_OFF      2025-01-01
        CONTRACT  C3          A           GMP_CLINICAL  2026-11-21
    """
    time = figure(look(milestones=gates), "tech_transfer_time")
    assert time.value == pytest.approx((365 + 100) / 2 / 30.4375)
    assert time.n == 2
    by_month = {str(one.by["month"]): one.n for one in figures(look(milestones=gates), "tech_transfer_time", "month")}
    assert {month for month, n in by_month.items() if n} == {"2026-01-01", "2026-04-01"}


@example("process_yield")
def test_yield_is_sum_over_sum_where_all_three_are_known() -> None:
    batches = """
        manufactured_on  volume_l  titre_g_l  output_kg
        2026-01-01       1000      2          1.5
        2026-01-01       3000      4          9
        2026-01-01       1000      2          -
        2026-01-01       -         2          1
        2026-11-21       1000      2          2
    """
    assert value(look(batches=batches), "process_yield") == (1.5 + 9) / (2 + 12)


ROUTES = """
    product_id  step_no  stage
    P           1        UPSTREAM
    P           2        FILL_FINISH
"""
STOCK = """
    stage        location  as_of_on    quantity_kg  status      usable_on   expires_on
    FILL_FINISH  US        2026-11-15  10           RELEASED    2026-01-01  2026-11-21
    FILL_FINISH  DEPOT     2026-11-15  5            RELEASED    2026-01-01  -
    FILL_FINISH  US        2026-11-15  100          RELEASED    2026-01-02  2026-11-20
    FILL_FINISH  DEPOT     2026-11-15  100          RELEASED    2026-11-21  -
    FILL_FINISH  JP        2026-11-15  100          QUARANTINE  2026-01-01  -
    UPSTREAM     US        2026-11-15  100          RELEASED    2026-01-01  -
    FILL_FINISH  US        2026-11-01  100          RELEASED    2026-01-01  -
    FILL_FINISH  US        2026-11-21  100          RELEASED    2026-01-01  -
"""
DEMAND = """
    market  month       quantity_kg  kind
    US      2026-11-01  30           FIRM
    US      2026-12-01  31           FORECAST
    JP      2026-12-01  31           FIRM
    US      2027-02-01  28           FIRM
    US      2027-03-01  1000         FIRM
"""


COVER = "days_of_cover"


@example("days_of_cover")
def test_cover_is_usable_stock_over_the_mean_demand_of_90_days() -> None:
    # 2026-11-21 to 2027-02-18: ten days of November, December, January, eighteen days of February
    view = look(routes=ROUTES, stock=STOCK, demand=DEMAND)
    covers = {figure.by.get("market"): figure for figure in figures(view, "days_of_cover")}
    everywhere, there = covers[None], covers["US"]
    assert (everywhere.numerator, everywhere.denominator) == (10 + 5, pytest.approx((10 + 31 + 31 + 18) / 90))
    assert everywhere.by == {"product_id": "P"}
    assert (there.numerator, there.denominator) == (10, pytest.approx((10 + 31 + 18) / 90))
    assert set(covers) == {None, "US", "JP"}
    assert figure(look(routes=ROUTES, stock=STOCK, demand=DEMAND, site="S1"), "days_of_cover").reason == (
        "not available by site"
    )


def test_a_product_without_stock_is_covered_for_no_day_and_without_demand_for_an_unknown_time() -> None:
    stock = "product_id quantity_kg\nIDLE 10"
    routes = "product_id step_no stage\nSOLD 1 FILL_FINISH\nIDLE 1 FILL_FINISH"
    demand = "product_id month quantity_kg\nSOLD 2026-12-01 31\nNO_ROUTE 2026-12-01 31"
    view = look(stock=stock, routes=routes, demand=demand)
    assert value(view, "days_of_cover", product_id="SOLD") == 0
    assert value(view, "days_of_cover", product_id="IDLE") is None
    assert value(view, "days_of_cover", product_id="NO_ROUTE") is None


def test_a_market_where_only_unusable_stock_lies_is_covered_for_no_day() -> None:
    stock = """
        stage        location  as_of_on    quantity_kg  status      usable_on   expires_on  data_class
        FILL_FINISH  US        2026-11-15  10           RELEASED    2026-01-01  -           -
        FILL_FINISH  JP        2026-11-15  10           QUARANTINE  2026-01-01  -           ILLUSTRATIVE
        FILL_FINISH  KR        2026-11-15  10           QUARANTINE  2026-01-01  -           -
        FILL_FINISH  TW        2026-11-15  10           RELEASED    2026-12-01  -           -
        FILL_FINISH  DE        2026-11-15  10           RELEASED    2026-01-01  2026-11-20  -
        FILL_FINISH  FR        2026-11-01  10           RELEASED    2026-01-01  -           -
        UPSTREAM     GB        2026-11-15  10           QUARANTINE  2026-01-01  -           -
        FILL_FINISH  DEPOT     2026-11-15  10           QUARANTINE  2026-01-01  -           -
    """
    demand = """
        market  month       quantity_kg
        US      2026-12-01  31
        JP      2026-12-01  31
        TW      2026-12-01  31
        DE      2026-12-01  31
        FR      2026-12-01  31
        GB      2026-12-01  31
    """
    covers = {one.by.get("market"): one for one in figures(look(routes=ROUTES, stock=stock, demand=demand), COVER)}
    daily = 31 / 90
    assert {market: one.value for market, one in covers.items()} == {
        None: pytest.approx(10 / (6 * daily)),
        "US": pytest.approx(10 / daily),
        "JP": 0,  # quarantined
        "TW": 0,  # not yet usable
        "DE": 0,  # expired
        "KR": None,  # quarantined, and no demand
    }
    assert covers["KR"].reason == "there is no demand in the next 90 days, or the product has no route"
    assert [market for market, one in covers.items() if one.is_illustrative] == ["JP"]


def test_a_month_without_batches_is_unknown_not_zero(view: View) -> None:
    monthly = {str(figure.by["month"]): figure for figure in figures(view, "batch_success_rate", "month")}
    assert len(monthly) == 13
    assert monthly["2026-01-01"].value == 3 / 3
    assert monthly["2026-06-01"].value is None
    assert monthly["2026-06-01"].reason == "no batch was released, rejected or aborted in the window"
