"""Pairs of worlds that a client cannot tell apart: others' time in the same weeks, and all else of it by chance."""

from __future__ import annotations

import random
from datetime import date, timedelta

from tests.data_folder import AS_OF, DataFolder

UNITS = {"AL-DN": 1, "AL-UP": 2, "AL-CJ": 1}

WEEKS = 40
"""Weeks ahead in which suites may be taken."""


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
