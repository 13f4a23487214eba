"""Open weeks for a client: they follow from merged occupancy, and from nothing else of anyone's."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from dualsite.access import MissingTableError
from dualsite.access.availability import SuiteClass, monday
from dualsite.insights.clients import availability
from tests.data_folder import DataFolder

AS_OF = date(2027, 3, 1)
"""A Monday: the first week is 2027-W09."""

CONJUGATION = SuiteClass("ALDER", "CONJUGATION", "SINGLE_USE", 200.0, "OEB4", True)
UPSTREAM = SuiteClass("ALDER", "UPSTREAM", "STAINLESS", 5000.0, "NONE", False)


def day(weeks: int, days: int = 0) -> str:
    return (AS_OF + timedelta(weeks=weeks, days=days)).isoformat()


def book(delivery: DataFolder, start: str, end: str, suite: str = "AL-CJ", **cells: str) -> None:
    nobody = {"kind": "MAINTENANCE", "firmness": "INTERNAL", "partner_id": "", "product_id": "", "contract_id": ""}
    nobody |= {"campaign_id": "", "option_expires_on": ""}
    delivery.add("bookings", suite_id=suite, start_on=start, end_on=end, **nobody | cells)


ELM = {"kind": "PROCESS", "firmness": "FIRM", "partner_id": "ELM", "product_id": "ELMADC", "contract_id": "ELM-CDO"}
OAK = {"kind": "PROCESS", "firmness": "FIRM", "partner_id": "OAK", "product_id": "OAKMAB", "contract_id": "OAK-CMO"}


def without_bookings() -> DataFolder:
    delivery = DataFolder()
    delivery.tables["bookings"].clear()
    # A row is needed to add others like it; it is over before the first week.
    delivery.tables["bookings"].append(
        dict.fromkeys(DataFolder().tables["bookings"][0], "")
        | {"booking_id": "OLD", "suite_id": "AL-DN", "start_on": "2026-01-01", "end_on": "2026-01-02"}
        | {"kind": "MAINTENANCE", "firmness": "INTERNAL"}
    )
    return delivery


def taken(view, of: SuiteClass) -> list[tuple[int, int]]:
    """The blocks of a class of suites, in weeks from the first."""
    return [
        ((block.from_week - AS_OF).days // 7, (block.to_week - AS_OF).days // 7)
        for block in view.availability().full[of]
    ]


def test_a_day_takes_its_whole_week_and_neighbours_are_one_block(seen):
    delivery = without_bookings()
    book(delivery, day(2, 3), day(2, 4))
    book(delivery, day(3, 6), day(4), **OAK)
    book(delivery, day(6), day(7), **OAK | {"kind": "CHANGEOVER"})
    assert taken(seen(delivery), CONJUGATION) == [(2, 4), (6, 7)]


def test_a_class_has_room_while_one_unit_of_it_is_free(seen):
    """Two bioreactors: one booking leaves room, two on one day do not, maintenance takes both."""
    delivery = without_bookings()
    book(delivery, day(1), day(5), "AL-UP", **OAK)
    book(delivery, day(2), day(2, 1), "AL-UP", **OAK)
    book(delivery, day(7), day(7, 1), "AL-UP")
    assert taken(seen(delivery), UPSTREAM) == [(2, 3), (7, 8)]


def test_an_option_that_has_lapsed_takes_nothing(seen):
    delivery = without_bookings()
    option = ELM | {"firmness": "TENTATIVE"}
    book(delivery, day(1), day(2), **option, option_expires_on="2027-02-28")
    book(delivery, day(4), day(5), **option, option_expires_on="2027-03-01")
    assert taken(seen(delivery), CONJUGATION) == [(4, 5)]


def test_a_suite_that_is_not_ready_or_gone_is_not_open(seen):
    delivery = without_bookings()
    delivery.change("suites", 4, gmp_ready_on=day(2, 1), retired_on=day(20))
    assert taken(seen(delivery), CONJUGATION) == [(0, 3), (20, 26)]


def test_weeks_begin_on_the_monday_of_the_as_of_day():
    assert monday(date(2027, 3, 7)) == AS_OF == monday(AS_OF)
    assert availability.week_words(AS_OF) == "2027-W09"
    assert availability.week_words(date(2027, 1, 1)) == "2026-W53"


def test_a_client_sees_the_classes_that_its_products_can_use(works):
    assert list(availability.blocks(works.narrowed("ELM"))) == [CONJUGATION]
    assert {of.stage for of in availability.blocks(works.narrowed("OAK"))} == {"UPSTREAM", "DOWNSTREAM"}


def test_a_week_is_theirs_open_or_not_open_and_nothing_else(seen):
    delivery = without_bookings()
    book(delivery, day(1), day(2), **ELM)
    book(delivery, day(2), day(3), **ELM | {"kind": "CHANGEOVER"})
    book(delivery, day(4), day(5), **OAK)
    found = availability.weeks(seen(delivery).narrowed("ELM"))
    assert list(found.state)[:6] == ["open", "own booking", "not open", "open", "not open", "open"]
    assert len(found) == availability.WEEKS
    spans = availability.spans(seen(delivery).narrowed("ELM"))
    assert [row.state for row in spans.itertuples()] == ["open", "own booking", "not open", "open", "not open", "open"]
    assert "booking_id" not in found


def world(generator: random.Random, busy: set[int]) -> DataFolder:
    """A way in which the conjugation suite can be taken in these weeks: by whom, how often and what for is chance."""
    delivery = without_bookings()
    for week in sorted(busy):
        start = generator.randrange(7)
        length = generator.randrange(1, 8 - start)
        kind = generator.choice(("PROCESS", "CHANGEOVER", "MAINTENANCE", "SHUTDOWN", "QUALIFICATION"))
        whose = OAK if kind in ("PROCESS", "CHANGEOVER") else {}
        book(delivery, day(week, start), day(week, start + length), **whose | {"kind": kind})
        for _again in range(generator.randrange(3)):
            book(delivery, day(week, start), day(week, start + 1), kind=generator.choice(("MAINTENANCE", "SHUTDOWN")))
    if generator.random() < 0.5:
        # Whoever it is, and whatever else they make, is none of it.
        delivery.change("partners", 2, name="Another name", tier="KEY")
        delivery.change("products", 2, name="Another product")
    return delivery


@pytest.mark.parametrize("seed", range(3))
def test_equal_merged_occupancy_gives_equal_answers_whoever_and_however_many(seed, seen, tmp_path):
    generator = random.Random(seed)
    busy = {week for week in range(availability.WEEKS) if generator.random() < 0.4}
    answers = []
    for _world in range(3):
        view = seen(world(generator, busy)).narrowed("ELM")
        answers.append(
            (
                availability.blocks(view),
                availability.weeks(view).to_json(),
                availability.spans(view).to_json(),
                availability.title(view),
                availability.in_words(view),
            )
        )
    assert answers[0] == answers[1] == answers[2]
    weeks = {
        (block.from_week - AS_OF).days // 7 + step
        for block in answers[0][0][CONJUGATION]
        for step in range((block.to_week - block.from_week).days // 7)
    }
    assert weeks == busy


def test_without_bookings_nothing_is_said_to_be_open(seen):
    with pytest.raises(MissingTableError):
        seen(DataFolder().keep("sites", "suites")).availability()
