from __future__ import annotations

from datetime import date

import pytest

from dualsite.importers.vocabulary import country_status, enrollment_type, registry_day, trial_phase, trial_status


@pytest.mark.parametrize(
    ("phases", "phase"),
    [
        ([], "NA"),
        ([""], "NA"),
        (["NA"], "NA"),
        (["N/A"], "NA"),
        (["Not Applicable"], "NA"),
        (["EARLY_PHASE1"], "EARLY_PHASE1"),
        (["Early Phase 1"], "EARLY_PHASE1"),
        (["Phase 0"], "EARLY_PHASE1"),
        (["PHASE1"], "PHASE1"),
        (["PHASE1", "PHASE2"], "PHASE1_2"),
        (["PHASE1/PHASE2"], "PHASE1_2"),
        (["Phase 1/Phase 2"], "PHASE1_2"),
        (["Phase 1/2"], "PHASE1_2"),
        (["PHASE2", "PHASE3"], "PHASE2_3"),
        (["phase 2/phase 3"], "PHASE2_3"),
        (["PHASE4"], "PHASE4"),
        (["PHASE1", "PHASE4"], None),
        (["soon"], None),
    ],
)
def test_phases_of_every_vintage(phases: list[str], phase: str | None) -> None:
    assert trial_phase(phases) == phase


@pytest.mark.parametrize(
    ("text", "day", "is_month"),
    [
        ("2024-12-24", date(2024, 12, 24), False),
        ("2028-09", date(2028, 9, 1), True),
        ("September 20, 2018", date(2018, 9, 20), False),
        ("May 2019", date(2019, 5, 1), True),
        ("Feb 3, 2023", date(2023, 2, 3), False),
    ],
)
def test_a_date_is_as_exact_as_it_is_stated(text: str, day: date, is_month: bool) -> None:
    assert registry_day(text) == (day, is_month)


@pytest.mark.parametrize("text", ["", "2024", "2024-13", "2023-02-29", "Smarch 2024", "soon"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert registry_day(text) is None


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("ACTIVE_NOT_RECRUITING", "ACTIVE_NOT_RECRUITING"),
        ("Active, not recruiting", "ACTIVE_NOT_RECRUITING"),
        ("Enrolling by invitation", "ENROLLING_BY_INVITATION"),
        ("Unknown status", "UNKNOWN"),
        ("AVAILABLE", None),
        ("", None),
    ],
)
def test_statuses_of_every_vintage(text: str, status: str | None) -> None:
    assert trial_status(text) == status


@pytest.mark.parametrize(
    ("overall", "at_sites", "status"),
    [
        ("NOT_YET_RECRUITING", ["", ""], "PLANNED"),
        ("RECRUITING", ["", ""], "ACTIVE"),
        ("ENROLLING_BY_INVITATION", [], "ACTIVE"),
        ("ACTIVE_NOT_RECRUITING", [""], "ACTIVE"),
        ("COMPLETED", ["RECRUITING"], "CLOSED"),  # what has ended has ended everywhere
        ("SUSPENDED", [], "CLOSED"),
        ("TERMINATED", [], "CLOSED"),
        ("WITHDRAWN", [], "CLOSED"),
        ("UNKNOWN", [""], "CLOSED"),
        ("RECRUITING", ["NOT_YET_RECRUITING", "NOT_YET_RECRUITING"], "PLANNED"),
        ("RECRUITING", ["NOT_YET_RECRUITING", "RECRUITING"], "ACTIVE"),
        ("RECRUITING", ["WITHDRAWN", "COMPLETED"], "CLOSED"),
        ("RECRUITING", ["WITHDRAWN", ""], "ACTIVE"),  # a site without a status has the study's
        ("NOT_YET_RECRUITING", ["RECRUITING"], "ACTIVE"),
        ("AVAILABLE", [], "ACTIVE"),
        ("NO_LONGER_AVAILABLE", [], "CLOSED"),
        ("", [""], None),
        ("", ["RECRUITING"], "ACTIVE"),
    ],
)
def test_a_country_is_as_its_most_active_site(overall: str, at_sites: list[str], status: str | None) -> None:
    assert country_status(overall, at_sites) == status


def test_anticipated_is_the_old_word_for_estimated() -> None:
    assert [enrollment_type(text) for text in ("ACTUAL", "Anticipated", "")] == ["ACTUAL", "ESTIMATED", None]
