"""Capacity, worked by hand. The suites are ready for the last ten days of the window, so that they can be counted."""

from __future__ import annotations

import pytest

from dualsite.access import View, Viewer
from dualsite.kpi import Split, trailing
from dualsite.kpi.computations.unit_days import unit_days
from dualsite.kpi.definition import COLUMN
from dualsite.kpi.engine.question import Question
from tests.unit.kpi.tables import example, figure, figures, look, value

SUITES = """
    suite_id  site_id  stage       units  gmp_ready_on
    U1        S1       UPSTREAM    2      2026-11-11
    D1        S1       DOWNSTREAM  1      2026-11-11
"""
BOOKINGS = """
    suite_id  start_on    end_on      kind         firmness   partner_id
    U1        2026-11-11  2026-11-15  PROCESS      FIRM       A
    U1        2026-11-13  2026-11-16  CHANGEOVER   INTERNAL   -
    U1        2026-11-20  2026-12-05  PROCESS      FIRM       B
    U1        2026-11-12  2026-11-14  PROCESS      TENTATIVE  B
    D1        2026-11-11  2026-11-13  PROCESS      FIRM       A
    D1        2026-11-19  2026-11-21  MAINTENANCE  FIRM       -
"""
CALENDAR = 2 * 10 + 10
AVAILABLE = CALENDAR - 2
PROCESS = 4 + 1 + 2
CHANGEOVER = 3


@pytest.fixture
def view() -> View:
    return look(suites=SUITES, bookings=BOOKINGS)


@example("suite_occupancy")
def test_occupancy_is_process_and_changeover_over_what_is_not_blocked(view: View) -> None:
    assert value(view, "suite_occupancy") == (PROCESS + CHANGEOVER) / AVAILABLE == 10 / 28


@example("productive_utilisation")
def test_productive_utilisation_counts_process_alone(view: View) -> None:
    assert value(view, "productive_utilisation") == PROCESS / AVAILABLE == 7 / 28


@example("changeover_burden")
def test_changeover_burden_is_of_the_days_taken(view: View) -> None:
    assert value(view, "changeover_burden") == CHANGEOVER / (PROCESS + CHANGEOVER) == 3 / 10


@example("bottleneck_utilisation")
def test_the_bottleneck_is_the_fullest_stage_of_each_site(view: View) -> None:
    upstream = figure(view, "bottleneck_utilisation", site_id="S1")
    assert upstream.value == (5 + 3) / 20
    assert upstream.carried == {"stage": "UPSTREAM"}
    without_suites = figure(view, "bottleneck_utilisation", site_id="S2")
    assert without_suites.value is None
    assert without_suites.reason == "no suite had an available day in the window"


@example("booked_ladder")
def test_the_ladder_splits_the_calendar(view: View) -> None:
    parts = {figure.by["part"]: figure.numerator for figure in figures(view, "booked_ladder")}
    assert parts == {"FIRM": 7, "TENTATIVE": 1, "INTERNAL": 3, "BLOCKED": 2, "OPEN": 30 - 7 - 1 - 3 - 2}
    assert sum(figure.value or 0 for figure in figures(view, "booked_ladder")) == pytest.approx(1)


@example("changeover_time")
def test_changeover_time_is_the_median_length_of_those_that_ended() -> None:
    bookings = """
        suite_id  start_on    end_on      kind        firmness
        U1        2026-01-01  2026-01-03  CHANGEOVER  FIRM
        U1        2026-02-01  2026-02-06  CHANGEOVER  INTERNAL
        U1        2026-03-01  2026-03-31  CHANGEOVER  TENTATIVE
        U1        2026-11-19  2026-11-21  CHANGEOVER  FIRM
        U1        2026-04-01  2026-05-01  PROCESS     FIRM
    """
    median = figure(look(bookings=bookings), "changeover_time")
    assert median.value == (2 + 5) / 2
    assert median.n == 2


@example("schedule_adherence")
def test_a_batch_that_has_not_started_missed_its_frozen_start() -> None:
    batches = """
        batch_id  frozen_start_on  actual_start_on
        IN_TIME   2026-03-01       2026-03-03
        EARLY     2026-03-01       2026-02-27
        LATE      2026-03-01       2026-03-04
        NEVER     2026-03-01       -
        TODAY     2026-11-20       2026-11-22
        AHEAD     2026-11-21       2026-11-20
        UNFROZEN  -                2026-03-01
    """
    adherence = figure(look(batches=batches), "schedule_adherence")
    assert (adherence.numerator, adherence.denominator) == (2, 5)


SITES = """
    site_id  status        operating_from  capacity_l  planned_capacity_l
    S1       OPERATING     2023-01-01      40000       40000
    S2       CONSTRUCTION  -               -           360000
    S3       OPERATING     2027-01-01      5000        5000
    S4       OPERATING     -               700         -
"""


@example("installed_capacity")
def test_installed_capacity_is_of_the_sites_in_operation() -> None:
    assert value(look(sites=SITES), "installed_capacity") == 40_000 + 700


@example("planned_capacity")
def test_planned_capacity_is_of_all_sites() -> None:
    assert value(look(sites=SITES), "planned_capacity") == 40_000 + 360_000 + 5_000


def test_capacity_in_litres_is_not_available_by_partner() -> None:
    one_partner = look(sites=SITES, partners="partner_id\nA", partner="A")
    assert figure(one_partner, "installed_capacity").reason == "not available by client"


ONE_SUITE = "suite_id gmp_ready_on\nU1 2026-11-11"


def test_process_on_a_blocked_day_counts_nowhere() -> None:
    bookings = """
        start_on    end_on      kind         firmness
        2026-11-11  2026-11-16  PROCESS      FIRM
        2026-11-14  2026-11-18  MAINTENANCE  INTERNAL
    """
    assert value(look(suites=ONE_SUITE, bookings=bookings), "suite_occupancy") == 3 / (10 - 4)


def test_a_tentative_block_is_an_option_on_all_units_and_blocks_nothing() -> None:
    bookings = """
        start_on    end_on      kind      firmness
        2026-11-11  2026-11-12  PROCESS   FIRM
        2026-11-11  2026-11-14  SHUTDOWN  TENTATIVE
    """
    two_units = "suite_id units gmp_ready_on\nU1 2 2026-11-11"
    view = look(suites=two_units, bookings=bookings)
    assert value(view, "suite_occupancy") == 1 / 20
    assert figure(view, "booked_ladder", part="TENTATIVE").numerator == 1 + 2 + 2


def test_an_option_lapses_the_day_after_it_expires() -> None:
    bookings = """
        start_on    end_on      firmness   option_expires_on
        2026-11-11  2026-11-14  TENTATIVE  2026-11-19
        2026-11-14  2026-11-16  TENTATIVE  2026-11-20
        2026-11-16  2026-11-17  TENTATIVE  -
    """
    assert figure(look(suites=ONE_SUITE, bookings=bookings), "booked_ladder", part="TENTATIVE").numerator == 2 + 1


def test_no_more_unit_days_are_taken_than_there_are() -> None:
    bookings = """
        start_on    end_on      kind        firmness
        2026-11-11  2026-11-15  PROCESS     FIRM
        2026-11-13  2026-11-17  CHANGEOVER  FIRM
        2026-11-13  2026-11-16  CHANGEOVER  INTERNAL
    """
    view = look(suites=ONE_SUITE, bookings=bookings)
    assert figure(view, "changeover_burden").numerator == 2
    assert figure(view, "suite_occupancy").numerator == 4 + 2
    assert figure(view, "booked_ladder", part="FIRM").numerator == 6
    assert figure(view, "booked_ladder", part="INTERNAL").numerator == 0


def test_a_suite_counts_from_its_ready_day_up_to_its_retirement() -> None:
    suites = """
        suite_id  gmp_ready_on  retired_on
        U1        2026-11-11    2026-11-16
        U2        2026-12-01    -
        U3        -             -
        U4        2020-01-01    2025-11-21
    """
    bookings = "suite_id start_on end_on\nU1 2026-11-01 2026-12-01\nU2 2026-11-01 2026-12-01"
    occupancy = figure(look(suites=suites, bookings=bookings), "suite_occupancy")
    assert (occupancy.numerator, occupancy.denominator) == (5, 5)


def test_without_available_days_occupancy_is_unknown() -> None:
    view = look(suites="suite_id gmp_ready_on\nU1 -", bookings="start_on end_on\n2026-11-11 2026-11-16")
    assert value(view, "suite_occupancy") is None
    assert [figure.value for figure in figures(view, "booked_ladder")] == [None] * 5


def test_a_tie_for_the_bottleneck_goes_to_the_earlier_stage() -> None:
    suites = """
        suite_id  stage        gmp_ready_on
        F1        FILL_FINISH  2026-11-11
        U1        UPSTREAM     2026-11-11
    """
    bookings = """
        suite_id  start_on    end_on
        F1        2026-11-11  2026-11-14
        U1        2026-11-15  2026-11-18
    """
    tied = figure(look(suites=suites, bookings=bookings), "bottleneck_utilisation", site_id="S1")
    assert tied.carried == {"stage": "UPSTREAM"}


def test_a_partners_occupancy_is_its_share_of_what_is_available_to_everyone() -> None:
    tables = {"suites": SUITES, "bookings": BOOKINGS, "partners": PARTNERS}
    assert value(look(**tables, partner="A"), "suite_occupancy") == (4 + 2) / AVAILABLE
    by_partner = {
        figure.by["partner_id"]: figure.value for figure in figures(look(**tables), "suite_occupancy", "partner")
    }
    assert by_partner == {"A": 6 / AVAILABLE, "B": 1 / AVAILABLE}
    assert figure(look(**tables, partner="A"), "booked_ladder").reason == "not available by client"


PARTNERS = "partner_id\nA\nB"
BLOCKED_BY_B = """
    start_on    end_on      kind        firmness  partner_id  product_id  data_class
    2026-11-11  2026-11-16  PROCESS     FIRM      A           P           -
    2026-11-14  2026-11-18  SHUTDOWN    FIRM      B           -           ILLUSTRATIVE
    2026-11-16  2026-11-19  CHANGEOVER  FIRM      A           P           -
    2026-11-19  2026-11-21  PROCESS     INTERNAL  B           Q           -
"""
LEFT = 10 - 4  # of ten days, without the four on which B shuts the suite down


def test_a_day_that_another_partner_blocks_is_no_ones() -> None:
    tables = {"suites": ONE_SUITE, "bookings": BLOCKED_BY_B, "partners": PARTNERS}
    of_a, of_b = look(**tables, partner="A"), look(**tables, partner="B")
    assert value(look(**tables), "suite_occupancy") == (3 + 1) / LEFT + 2 / LEFT == 1
    assert value(of_a, "suite_occupancy") == (3 + 1) / LEFT
    assert value(of_b, "suite_occupancy") == 2 / LEFT
    assert value(of_a, "productive_utilisation") == 3 / LEFT
    assert value(of_a, "changeover_burden") == 1 / (3 + 1)
    assert value(of_a, "bottleneck_utilisation", site_id="S1") == (3 + 1) / LEFT
    assert value(look(**tables, partner="A", site="S1"), "suite_occupancy") == (3 + 1) / LEFT
    assert value(look(**tables, partner="A", site="S2"), "suite_occupancy") is None


@pytest.mark.parametrize(("by", "of_a", "of_b"), [("partner", "A", "B"), ("product", "P", "Q")])
def test_by_partner_and_by_product_available_is_the_same_for_everyone(by: Split, of_a: str, of_b: str) -> None:
    tables = {"suites": ONE_SUITE, "bookings": BLOCKED_BY_B, "partners": PARTNERS}
    burdens = figures(look(**tables), "changeover_burden", by)
    rows = figures(look(**tables), "suite_occupancy", by)
    assert {figure.by[COLUMN[by]]: (figure.numerator, figure.denominator) for figure in rows} == {
        of_a: (3 + 1, LEFT),
        of_b: (2, LEFT),
    }
    assert {figure.by[COLUMN[by]]: figure.value for figure in burdens} == {of_a: 1 / (3 + 1), of_b: 0 / 2}
    (only,) = figures(look(**tables, partner="A"), "suite_occupancy", by)
    assert (only.by[COLUMN[by]], only.numerator, only.denominator) == (of_a, 3 + 1, LEFT)


def test_an_option_of_another_partner_takes_nothing_from_what_is_available() -> None:
    options = BLOCKED_BY_B.replace("SHUTDOWN    FIRM", "SHUTDOWN    TENTATIVE")
    tables = {"suites": ONE_SUITE, "bookings": options, "partners": PARTNERS}
    assert value(look(**tables, partner="A"), "suite_occupancy") == (5 + 3) / 10
    assert not figure(look(**tables, partner="A"), "suite_occupancy").is_illustrative


def test_a_partners_process_days_are_capped_by_the_units_alone() -> None:
    bookings = """
        start_on    end_on      kind        partner_id
        2026-11-11  2026-11-14  CHANGEOVER  A
        2026-11-13  2026-11-16  CHANGEOVER  A
        2026-11-13  2026-11-15  PROCESS     B
    """
    tables = {"suites": ONE_SUITE, "bookings": bookings, "partners": PARTNERS}
    assert figure(look(**tables), "changeover_burden").numerator == 5 - 2
    assert figure(look(**tables, partner="A"), "changeover_burden").numerator == 5
    assert figure(look(**tables, partner="B"), "suite_occupancy").numerator == 2


def test_a_partners_figure_is_made_up_where_what_blocks_is() -> None:
    tables = {"suites": ONE_SUITE, "partners": PARTNERS}
    of_another = BLOCKED_BY_B.replace("ILLUSTRATIVE", "-").replace("Q           -", "Q           ILLUSTRATIVE")
    for bookings, expected in ((BLOCKED_BY_B, {"A": True, "B": True}), (of_another, {"A": False, "B": True})):
        view = look(**tables, bookings=bookings)
        by_partner = figures(view, "suite_occupancy", "partner")
        assert {figure.by["partner_id"]: figure.is_illustrative for figure in by_partner} == expected
        of_a = figure(look(**tables, bookings=bookings, partner="A"), "suite_occupancy")
        assert of_a.is_illustrative == expected["A"]


def test_one_partner_is_told_nothing_of_what_others_block() -> None:
    tables = {"suites": ONE_SUITE, "partners": PARTNERS}
    alone = "\n".join(line for line in BLOCKED_BY_B.splitlines() if "  B  " not in line)
    told, untold = (
        look(**tables, bookings=bookings, viewer=Viewer("partner", frozenset("A")), partner="A")
        for bookings in (BLOCKED_BY_B, alone)
    )
    assert figure(told, "suite_occupancy").reason == "available for the whole network only"
    seen, seen_alone = (unit_days(Question(view, trailing(view.as_of))) for view in (told, untold))
    assert seen.equals(seen_alone)
    assert seen["available_d"].sum() == 10


def test_months_are_clipped_to_the_window_and_add_up(view: View) -> None:
    monthly = figures(view, "suite_occupancy", "month")
    assert [str(figure.by["month"]) for figure in monthly[::12]] == ["2025-11-01", "2026-11-01"]
    assert sum(figure.numerator or 0 for figure in monthly) == 10
    assert sum(figure.denominator or 0 for figure in monthly) == 28
    assert monthly[0].value is None


def test_the_stages_add_up_to_the_whole(view: View) -> None:
    by_stage = {
        figure.by["stage"]: (figure.numerator, figure.denominator)
        for figure in figures(view, "suite_occupancy", "stage")
    }
    assert by_stage == {"UPSTREAM": (8, 20), "DOWNSTREAM": (2, 8)}


def test_changeovers_have_no_site_without_the_table_of_suites() -> None:
    bookings = "start_on end_on kind\n2026-01-01 2026-01-03 CHANGEOVER"
    assert value(look(bookings=bookings), "changeover_time") == 2
    assert figure(look(bookings=bookings, site="S1"), "changeover_time").reason == "the table suites is missing"
