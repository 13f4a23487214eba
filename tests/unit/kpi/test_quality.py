"""Quality, worked by hand. The window is 2025-11-21 to 2026-11-20."""

from __future__ import annotations

import pytest

from tests.unit.kpi.tables import example, figure, figures, look, value


@example("lot_acceptance_rate")
def test_a_young_lot_depresses_acceptance() -> None:
    batches = """
        status    actual_start_on  disposition_on
        RELEASED  2026-01-01       2026-03-01
        REJECTED  2026-01-01       2026-03-01
        IN_TEST   2026-11-01       -
        RELEASED  2026-11-01       2026-11-21
        RELEASED  2025-11-20       2026-01-01
        PLANNED   2026-11-21       -
    """
    assert value(look(batches=batches), "lot_acceptance_rate") == 1 / 4


LAB_TESTS = """
    month       site_id  purpose    tests  oos  oos_invalidated
    2025-11-01  S1       RELEASE    1000   50   50
    2025-12-01  S1       RELEASE    1000   8    2
    2025-12-01  S1       STABILITY  500    2    1
    2026-11-01  S2       RELEASE    500    0    0
    2026-12-01  S2       RELEASE    500    50   50
"""


@example("invalidated_oos_rate")
def test_invalidated_oos_is_of_all_oos_of_both_purposes() -> None:
    assert value(look(lab_tests=LAB_TESTS), "invalidated_oos_rate") == (2 + 1) / (8 + 2)
    without = figure(look(lab_tests=LAB_TESTS, site="S2"), "invalidated_oos_rate")
    assert (without.value, without.denominator) == (None, 0)
    assert without.reason == "no out-of-specification result was found in the window"


@example("invalidated_oos_per_1000_tests")
def test_invalidated_oos_per_thousand_tests() -> None:
    assert value(look(lab_tests=LAB_TESTS), "invalidated_oos_per_1000_tests") == 1000 * 3 / (1000 + 500 + 500)


EVENTS = """
    kind       process_step  cause          opened_on   closed_on   due_on      effectiveness
    DEVIATION  mixing        PEOPLE         2026-01-01  2026-01-31  2026-02-01  -
    DEVIATION  mixing        PEOPLE         2026-02-01  2026-03-04  2026-03-01  -
    DEVIATION  filling       NO_ROOT_CAUSE  2026-05-01  2026-05-11  2026-06-01  -
    DEVIATION  -             PEOPLE         2026-11-01  -           2026-12-01  -
    COMPLAINT  -             -              2026-03-01  -           2026-04-01  -
    CAPA       -             -              2025-01-01  2026-01-01  2026-02-01  EFFECTIVE
    CAPA       -             -              2025-01-01  2026-01-01  2026-02-01  NOT_EFFECTIVE
    CAPA       -             -              2025-01-01  2026-01-01  2026-02-01  PENDING
    CAPA       -             -              2026-01-01  -           2026-11-19  PENDING
    CAPA       -             -              2026-01-01  2026-11-21  2026-11-20  EFFECTIVE
    CAPA       -             -              2026-11-21  -           2026-01-01  -
"""
BATCHES = """
    status    manufactured_on  disposition_on
    RELEASED  2026-01-01       2026-02-01
    RELEASED  2026-01-01       2026-02-01
    REJECTED  2026-01-01       2026-02-01
    MADE      2026-01-01       -
    RELEASED  2025-01-01       2026-02-01
"""


@example("deviations_per_100_batches")
def test_deviations_opened_per_hundred_batches_made() -> None:
    assert value(look(quality_events=EVENTS, batches=BATCHES), "deviations_per_100_batches") == 100 * 4 / 4


@example("complaints_per_100_lots")
def test_complaints_opened_per_hundred_batches_released() -> None:
    view = look(quality_events=EVENTS, batches=BATCHES)
    assert value(view, "complaints_per_100_lots") == 100 * 1 / 3
    assert figure(look(quality_events=EVENTS), "complaints_per_100_lots").reason == "the table batches is missing"


@example("recurring_deviation_rate")
def test_a_deviation_recurs_when_a_like_one_was_closed_in_the_year_before() -> None:
    events = """
        event_id    site_id  process_step  cause          opened_on   closed_on
        OLD         S1       mixing        PEOPLE         2024-01-01  2025-01-10
        YEAR_AFTER  S1       mixing        PEOPLE         2026-01-10  -
        DAY_LATE    S2       mixing        PEOPLE         2026-01-11  -
        OLD_THERE   S2       mixing        PEOPLE         2024-01-01  2025-01-10
        FIRST       S1       filling       NO_ROOT_CAUSE  2026-02-01  2026-03-01
        SAME_DAY    S1       filling       NO_ROOT_CAUSE  2026-03-01  2026-03-01
        AGAIN       S1       filling       NO_ROOT_CAUSE  2026-03-02  -
        OTHER_SITE  S2       filling       NO_ROOT_CAUSE  2026-03-02  -
        NO_CAUSE    S1       filling       -              2026-03-02  -
    """
    view = look(quality_events=events)
    rate = figure(view, "recurring_deviation_rate")
    assert (rate.numerator, rate.denominator) == (len(["YEAR_AFTER", "AGAIN"]), 6)
    monthly = {str(one.by["month"]): one.numerator for one in figures(view, "recurring_deviation_rate", "month")}
    assert {month for month, recurring in monthly.items() if recurring} == {"2026-01-01", "2026-03-01"}


@example("deviation_closure_median")
def test_closure_is_the_median_of_what_was_closed() -> None:
    assert value(look(quality_events=EVENTS), "deviation_closure_median") == 30  # of 30, 31 and 10


@example("deviations_closed_in_30_days")
def test_a_deviation_younger_than_30_days_is_not_judged() -> None:
    assert value(look(quality_events=EVENTS), "deviations_closed_in_30_days") == 2 / 3


@example("capa_overdue")
def test_a_capa_is_overdue_the_day_after_it_was_due() -> None:
    assert value(look(quality_events=EVENTS), "capa_overdue") == 1 / 2


@example("capa_effectiveness")
def test_effectiveness_is_of_those_judged_and_closed() -> None:
    assert value(look(quality_events=EVENTS), "capa_effectiveness") == 1 / 2


@example("no_root_cause_share")
def test_no_root_cause_is_of_deviations_closed() -> None:
    assert value(look(quality_events=EVENTS), "no_root_cause_share") == 1 / 3


INSPECTIONS = """
    site_id  authority  ended_on    partner_id
    S1       FDA        2026-01-01  -
    S1       CLIENT     2026-11-01  A
    S1       EMA        2026-11-21  -
    S1       PMDA       2026-05-01  A
"""


@example("months_since_inspection")
def test_the_last_inspection_by_an_authority_counts_site_by_site() -> None:
    view = look(inspections=INSPECTIONS)
    assert value(view, "months_since_inspection", site_id="S1") == pytest.approx(203 / 30.4375)
    assert value(view, "months_since_inspection", site_id="S2") is None
    only_b = look(inspections=INSPECTIONS, partners="partner_id\nA\nB", partner="B")
    assert value(only_b, "months_since_inspection", site_id="S1") == pytest.approx(323 / 30.4375)


def test_laboratory_figures_are_not_available_by_partner() -> None:
    view = look(lab_tests=LAB_TESTS, partners="partner_id\nA", partner="A")
    assert figure(view, "invalidated_oos_rate").reason == "not available by client"
    assert figures(look(lab_tests=LAB_TESTS), "invalidated_oos_rate", "product")[0].reason == "not available by product"
