"""Clinical and regulatory, worked by hand."""

from __future__ import annotations

from dualsite.access import Viewer
from tests.unit.kpi.tables import example, figure, figures, look, value


@example("trials_active")
def test_active_trials_are_those_that_go_on() -> None:
    trials = """
        trial_id  status
        T1        RECRUITING
        T2        NOT_YET_RECRUITING
        T3        ENROLLING_BY_INVITATION
        T4        ACTIVE_NOT_RECRUITING
        T5        COMPLETED
        T6        SUSPENDED
    """
    assert value(look(trials=trials), "trials_active") == 4
    assert figure(look(trials=trials, site="S1"), "trials_active").reason == "not available by site"
    assert value(look(trials="trial_id status\nT1 COMPLETED"), "trials_active") == 0


SEVERAL_NUMBERS = {
    "trials": """
        trial_id        status
        NCT90000001     RECRUITING
        2099-000001-22  RECRUITING
        jRCT2099999999  COMPLETED
        NCT90000002     RECRUITING
    """,
    "trial_countries": """
        trial_id        country  status   sites
        NCT90000001     US       ACTIVE   3
        NCT90000001     PL       ACTIVE   2
        2099-000001-22  PL       ACTIVE   9
        2099-000001-22  ES       PLANNED  4
        jRCT2099999999  JP       CLOSED   5
    """,
    "trial_sites": """
        trial_id        country  facility
        NCT90000001     PL       North
        2099-000001-22  PL       North
        jRCT2099999999  JP       East
    """,
}


def test_a_trial_known_by_several_numbers_counts_once() -> None:
    """Three of four rows are one trial, which is called by its NCT number."""
    linked = SEVERAL_NUMBERS | {
        "trial_ids": """
        trial_id        partner_id  other_id
        NCT90000001     A           2099-000001-22
        NCT90000001     A           U2099-0000-0000
        jRCT2099999999  A           2099-000001-22
        2099-000001-22  A           NCT90000001
    """
    }
    assert value(look(**SEVERAL_NUMBERS), "trials_active") == 3
    assert value(look(**linked), "trials_active") == 2
    assert value(look(**SEVERAL_NUMBERS), "trial_sites") == 3 + 2 + 9 + 4 + 5
    assert value(look(**linked), "trial_sites") == 3 + 2 + 4 + 5
    assert value(look(**linked), "trial_countries_active") == 2
    assert (
        value(look(**SEVERAL_NUMBERS, trial_ids="trial_id partner_id other_id\nNCT90000001 A X"), "trials_active") == 3
    )


def test_two_numbers_of_one_registry_are_two_trials_though_a_third_is_both_theirs() -> None:
    numbers = """
        trial_id        partner_id  other_id
        NCT90000001     A           2019-000001-22
        NCT90000002     A           2019-000001-22
        jRCT2099999999  A           2019-000001-22
    """
    trials = "trial_id\nNCT90000001\nNCT90000002\njRCT2099999999"
    left = len(["NCT90000001 and jRCT2099999999", "NCT90000002"])
    assert value(look(trials=trials, trial_ids=numbers), "trials_active") == left
    assert value(look(trials=trials + "\n2019-000001-22", trial_ids=numbers), "trials_active") == left
    # The registry has replaced a number: one names the other.
    replaced = numbers + "    NCT90000002 A NCT90000001"
    assert value(look(trials=trials, trial_ids=replaced), "trials_active") == 1


def test_a_client_counts_its_trials_as_the_executive_does() -> None:
    """Two rows of A are one trial by a number under which B has a trial of its own."""
    tables = {
        "partners": "partner_id\nA\nB",
        "trials": """
            trial_id        partner_id
            NCT90000001     A
            jRCT2099999999  A
            2019-000001-22  B
        """,
        "trial_ids": """
            trial_id        partner_id  other_id
            NCT90000001     A           2019-000001-22
            jRCT2099999999  A           2019-000001-22
        """,
    }
    for client in ("A", "B"):
        own = look(**tables, viewer=Viewer("partner", frozenset({client})))
        assert value(own, "trials_active") == value(look(**tables, partner=client), "trials_active") == 1
    assert value(look(**tables), "trials_active") == len(["A", "B"])


COUNTRIES = """
    trial_id  country  status   sites  as_of_on
    T1        US       ACTIVE   3      -
    T2        US       PLANNED  -      -
    T2        JP       PLANNED  0      2026-11-20
    T2        TW       PLANNED  9      2026-11-21
    T1        KR       ACTIVE   -      -
    T2        KR       CLOSED   -      -
"""
SITES = """
    trial_id  country  facility
    T2        US       North
    T2        US       North
    T2        JP       South
    T3        PL       East
"""
TRIALS = {"trial_countries": COUNTRIES, "trial_sites": SITES}


@example("trial_countries_active")
def test_a_country_is_active_with_one_active_trial() -> None:
    assert value(look(**TRIALS), "trial_countries_active") == len(["US", "KR"])


@example("trial_countries_planned")
def test_a_country_is_planned_when_no_trial_is_active_in_it() -> None:
    assert value(look(**TRIALS), "trial_countries_planned") == len(["JP"])


@example("trial_sites")
def test_a_stated_number_goes_before_the_listed_sites() -> None:
    sites = figure(look(**TRIALS), "trial_sites")
    stated, listed = 3 + 0, 2 + 1
    assert sites.value == stated + listed
    assert sites.carried == {"not_stated": len(["T1 KR", "T2 KR"])}


ROUTES = """
    product_id  step_no  stage
    P           1        UPSTREAM
    P           2        FILL_FINISH
"""
LICENCES = """
    product_id  stage        site_id  market  status    approved_on  valid_to_on
    P           UPSTREAM     S1       US      APPROVED  2024-01-01   -
    P           UPSTREAM     S2       US      APPROVED  -            2026-11-21
    P           FILL_FINISH  S1       US      APPROVED  2024-01-01   -
    P           UPSTREAM     S1       JP      APPROVED  2024-01-01   -
    P           FILL_FINISH  S2       JP      APPROVED  2024-01-01   -
    P           UPSTREAM     S1       TW      APPROVED  2024-01-01   2026-11-20
    P           FILL_FINISH  S1       TW      APPROVED  2026-11-20   -
    P           UPSTREAM     S1       KR      APPROVED  2026-11-21   -
    P           FILL_FINISH  S1       KR      FILED     -            -
    Q           UPSTREAM     S1       US      APPROVED  2024-01-01   -
"""
SUPPLY = {"routes": ROUTES, "site_licences": LICENCES}


@example("markets_supplyable")
def test_a_market_needs_a_licensed_site_at_every_stage() -> None:
    assert value(look(**SUPPLY), "markets_supplyable") == len(["US", "JP"])
    assert value(look(**SUPPLY, site="S1"), "markets_supplyable") == len(["US"])
    by_site = {figure.by["site_id"]: figure.value for figure in figures(look(**SUPPLY), "markets_supplyable", "site")}
    assert by_site == {"S1": 1, "S2": 0}


@example("single_site_steps")
def test_a_step_of_one_site_is_counted_for_that_site() -> None:
    of_s1 = len(["P FILL_FINISH US", "P UPSTREAM JP", "P FILL_FINISH TW", "Q UPSTREAM US"])
    of_s2 = len(["P FILL_FINISH JP"])
    assert value(look(**SUPPLY), "single_site_steps") == of_s1 + of_s2
    assert value(look(**SUPPLY, site="S1"), "single_site_steps") == of_s1
    by_site = {figure.by["site_id"]: figure.value for figure in figures(look(**SUPPLY), "single_site_steps", "site")}
    assert by_site == {"S1": of_s1, "S2": of_s2}
