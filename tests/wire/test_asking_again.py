"""What a client learns of others' time by asking again: nothing, on whatever day, for whatever product or site."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from dualsite.access import View
from dualsite.insights.capacity import slots
from dualsite.insights.clients import availability
from dualsite.planning import SlotRequest
from tests.data_folder import AS_OF, DataFolder
from tests.wire.conftest import view_of_client

UNITS = {"AL-DN": 1, "AL-UP": 2, "AL-CJ": 1}

WEEKS = 40
"""Weeks ahead in which suites may be taken."""

ASKED = 14
"""As-of days asked on, for each pair of worlds."""


def busy_weeks(chance: random.Random) -> dict[str, list[int]]:
    """The weeks in which others leave no unit of a suite."""
    return {suite: [week for week in range(WEEKS) if chance.random() < 0.3] for suite in UNITS}


def world(busy: dict[str, list[int]], chance: random.Random) -> DataFolder:
    """Others' time in just these weeks: whose it is, what for, how firm, until when and how often is chance.

    Oak has campaigns and an option of its own, the same in every world.
    """
    delivery = DataFolder()
    rows = delivery.tables["bookings"]
    delivery.tables["bookings"] = [row for row in rows if row["partner_id"] == "OAK"]
    own = {"kind": "PROCESS", "partner_id": "OAK", "product_id": "OAKMAB", "contract_id": "OAK-CMO"}
    delivery.add("bookings", booking_id="OWN", suite_id="AL-UP", start_on=day(10), end_on=day(14), firmness="TENTATIVE",
                 option_expires_on=day(5), **own)  # fmt: skip
    for suite, weeks in busy.items():
        for week in weeks:
            for number in range(chance.randint(1, 3)):
                take(delivery, suite, week, number, chance)
    chance.shuffle(delivery.tables["bookings"])
    return delivery


def take(delivery: DataFolder, suite: str, week: int, number: int, chance: random.Random) -> None:
    """Take a whole suite in a week, on some of its days; several campaigns at a time are no more than its units."""
    start = chance.randrange(6)
    kind = "PROCESS" if not number and chance.random() < 0.5 else chance.choice(("CHANGEOVER", "SHUTDOWN"))
    firmness = chance.choice(("FIRM", "INTERNAL", "TENTATIVE"))
    theirs = chance.random() < 0.5
    for unit in range(1 if kind == "SHUTDOWN" else UNITS[suite]):
        delivery.add(
            "bookings",
            booking_id=f"{suite}-{week}-{number}-{unit}-{chance.randrange(10**6)}",
            suite_id=suite,
            start_on=day(week, start),
            end_on=day(week, start + 1 + chance.randrange(7 - start)),
            kind=kind,
            firmness=firmness,
            option_expires_on=day(chance.randrange(30)) if firmness == "TENTATIVE" else "",
            partner_id="ELM" if theirs else "",
            product_id="",
            contract_id="",
            campaign_id="",
        )


def day(weeks: int, days: int = 0) -> str:
    return (AS_OF + timedelta(weeks=weeks, days=days)).isoformat()


def boundaries(*deliveries: DataFolder) -> list[date]:
    """Every day in the data on which something could change, with those around it."""
    days = {row[name] for one in deliveries for row in one.tables["bookings"] for name in row if name.endswith("_on")}
    return sorted({date.fromisoformat(on) + timedelta(days=by) for on in days - {""} for by in (-1, 0, 1)})


def answers(view: View, chance: random.Random) -> list[object]:
    """What the client's room and the slot finder say."""
    told: list[object] = [availability.weeks(view).to_json(), availability.title(view), view.availability()]
    for product in ("OAKMAB", "OAKTWO"):
        question = SlotRequest(
            product_id=product,
            batches=chance.choice((1, 3, 8)),
            ready_on=view.as_of + timedelta(days=chance.randrange(120)),
            sites=chance.choice(((), ("ALDER",))),
            at_risk=chance.random() < 0.5,
            ignore_tentative=chance.random() < 0.5,
        )
        told.append(slots.find(view, question))
    return told


@pytest.mark.parametrize("seed", range(4))
def test_whose_and_how_firm_others_time_is_cannot_be_told_by_asking_on_many_days(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    busy = busy_weeks(chance)
    one, other = (world(busy, chance) for _world in range(2))
    views = [view_of_client(delivery, tmp_path / name) for delivery, name in ((one, "one"), (other, "other"))]
    assert views[0].availability() == views[1].availability()
    assert views[0].availability().reserved
    for on in chance.sample(boundaries(one, other), ASKED):
        asked = chance.random()
        first, second = (answers(replace(view, as_of=on), random.Random(asked)) for view in views)
        assert first == second, on


def test_reserved_weeks_stay_when_an_option_lapses(tmp_path: Path) -> None:
    delivery = DataFolder()
    delivery.add("bookings", suite_id="AL-DN", start_on=day(8), end_on=day(9), kind="PROCESS", firmness="TENTATIVE",
                 partner_id="ELM", product_id="", contract_id="", option_expires_on=day(2))  # fmt: skip
    view = view_of_client(delivery, tmp_path)
    block = {"suite_id": "AL-DN", "start_on": date.fromisoformat(day(8)), "end_on": date.fromisoformat(day(9))}
    for days in (-400, 0, 14, 15, 56, 400):
        later = replace(view, as_of=AS_OF + timedelta(days=days))
        assert block in later.availability().reserved_rows()
        assert later.availability() == view.availability()


def test_weeks_are_told_from_the_datas_own_on(tmp_path: Path) -> None:
    view = view_of_client(DataFolder(), tmp_path)
    shown = availability.weeks(view)
    assert shown.week.iloc[0] == AS_OF
    for days in (-56, 8):
        assert availability.weeks(replace(view, as_of=AS_OF + timedelta(days=days))).week.equals(shown.week)
