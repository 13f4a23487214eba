"""When every step of a route is licensed, worked out by hand."""

from __future__ import annotations

from datetime import date

from dualsite.insights.markets.coverage import Coverage, HeldLicence, coverage

NOW = date(2026, 11, 20)
ROUTE = ("UPSTREAM", "DOWNSTREAM")


def year(number: int) -> date:
    return date(number, 1, 1)


def granted(stage: str, first: date = date.min, after: date = date.max, site: str = "S1") -> HeldLicence:
    return HeldLicence(stage, site, first, after, True)


def expected(stage: str, first: date, site: str = "S1") -> HeldLicence:
    return HeldLicence(stage, site, first, date.max, False)


def test_supplyable_since_the_last_step_was_licensed() -> None:
    held = [granted("UPSTREAM", year(2020)), granted("DOWNSTREAM", year(2023))]
    assert coverage(ROUTE, held, NOW) == Coverage("yes", year(2023))


def test_a_licence_without_a_day_holds_since_a_day_not_stated() -> None:
    assert coverage(ROUTE, [granted("UPSTREAM"), granted("DOWNSTREAM")], NOW) == Coverage("yes", None)


def test_one_site_may_take_over_from_another_without_a_break() -> None:
    held = [
        granted("UPSTREAM", year(2020)),
        granted("DOWNSTREAM", year(2021), year(2024)),
        granted("DOWNSTREAM", year(2024), year(2029), site="S2"),
    ]
    assert coverage(ROUTE, held, NOW) == Coverage("yes", year(2021), year(2029))


def test_a_break_begins_the_count_anew() -> None:
    held = [
        granted("UPSTREAM", year(2020)),
        granted("DOWNSTREAM", year(2021), year(2024)),
        granted("DOWNSTREAM", year(2025), site="S2"),
    ]
    assert coverage(ROUTE, held, NOW).on == year(2025)


def test_the_first_day_it_no_longer_holds_is_not_covered() -> None:
    held = [granted("UPSTREAM"), granted("DOWNSTREAM", year(2020), NOW)]
    assert coverage(ROUTE, held, NOW) == Coverage("blocked", waits_for=("DOWNSTREAM",))


def test_from_the_day_on_which_the_last_step_is_expected() -> None:
    held = [granted("UPSTREAM"), expected("DOWNSTREAM", year(2028)), expected("DOWNSTREAM", year(2027), "S2")]
    assert coverage(ROUTE, held, NOW) == Coverage("expected", year(2027), None, ("DOWNSTREAM",))


def test_a_licence_that_runs_out_before_the_other_begins_is_of_no_help() -> None:
    held = [granted("UPSTREAM", year(2020), year(2027)), expected("DOWNSTREAM", year(2028))]
    assert coverage(ROUTE, held, NOW) == Coverage("blocked", waits_for=("DOWNSTREAM",))
    renewed = [*held, expected("UPSTREAM", year(2029), "S2")]
    assert coverage(ROUTE, renewed, NOW) == Coverage("expected", year(2029), None, ("DOWNSTREAM",))


def test_what_was_expected_and_has_not_come_is_overdue() -> None:
    held = [granted("UPSTREAM"), expected("DOWNSTREAM", date(2026, 5, 1))]
    assert coverage(ROUTE, held, NOW) == Coverage("overdue", date(2026, 5, 1), None, ("DOWNSTREAM",))


def test_a_later_site_is_relied_on_rather_than_an_overdue_one() -> None:
    held = [granted("UPSTREAM"), expected("DOWNSTREAM", date(2026, 5, 1)), expected("DOWNSTREAM", year(2027), "S2")]
    assert coverage(ROUTE, held, NOW).state == "expected"


def test_blocked_names_the_steps_that_nothing_is_expected_for() -> None:
    held = [expected("UPSTREAM", year(2027))]
    assert coverage(ROUTE, held, NOW) == Coverage("blocked", waits_for=("DOWNSTREAM",))
    assert coverage(ROUTE, [], NOW) == Coverage("blocked", waits_for=ROUTE)


def test_stages_off_the_route_do_not_count() -> None:
    held = [granted("UPSTREAM"), granted("DOWNSTREAM"), expected("FILL_FINISH", year(2030))]
    assert coverage(ROUTE, held, NOW).state == "yes"
