"""What a client learns of others' time by asking again: nothing, on whatever day, for whatever product or site."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from dualsite import access
from dualsite.access import View, Viewer
from dualsite.errors import InputError
from dualsite.insights.capacity import slots
from dualsite.insights.clients import availability
from dualsite.planning import SlotRequest
from tests.data_folder import AS_OF, DataFolder
from tests.wire.conftest import view_of_client
from tests.wire.variants import CLIENT
from tests.wire.worlds import boundaries, busy_weeks, day, world

ASKED = 60
"""Questions to the slot finder, for each of a pair of worlds and each site asked at."""

PLANNED = ("sources", "sites", "suites", "partners", "products", "contracts", "routes", "bookings", "changeovers",
           "site_licences", "fx_rates")  # fmt: skip
"""The tables that plans and open weeks are made of."""


def question(view: View, chance: random.Random) -> SlotRequest:
    return SlotRequest(
        product_id=chance.choice(("OAKMAB", "OAKTWO")),
        batches=chance.choice((1, 2, 3, 8)),
        ready_on=view.as_of + timedelta(days=chance.randrange(-30, 300)),
        need_by=chance.choice((None, AS_OF + timedelta(days=200))),
        market=chance.choice((None, "EU", "US")),
        sites=chance.choice(((), ("ALDER",), ("BIRCH",), ("ALDER", "BIRCH"))),
        at_risk=chance.random() < 0.5,
        ignore_tentative=chance.random() < 0.5,
        horizon_d=chance.choice((200, 1095)),
    )


def answers(view: View, chance: random.Random, asked: int = ASKED) -> bytes:
    """What the client's room and the slot finder say to so many questions, as it is written down."""
    told = [availability.weeks(view).to_json(), availability.title(view), availability.in_words(view)]
    for _question in range(asked):
        put = question(view, chance)
        found = slots.find(view, put)
        told += [repr(found), slots.answer(view, put, found)]
        told += [slots.around(view, option).to_json(default_handler=str) for option in found.options[:1]]
    return "\n".join(told).encode()


@pytest.fixture(scope="module", params=[3, 8])
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[View, View, list[date]]:
    """What the client sees of two such worlds, and the days on which something in them could change."""
    chance = random.Random(request.param)
    busy = busy_weeks(chance)
    one, other = (world(busy, chance).keep(*PLANNED) for _world in range(2))
    folder = tmp_path_factory.mktemp("worlds")
    return view_of_client(one, folder / "one"), view_of_client(other, folder / "other"), boundaries(one, other)


@pytest.mark.parametrize("site", [None, "ALDER"])
def test_whose_and_how_firm_others_time_is_cannot_be_told_by_asking(
    site: str | None, pair: tuple[View, View, list[date]]
) -> None:
    one, other = (replace(view, site=site) for view in pair[:2])
    assert one.availability() == other.availability()
    assert one.availability().reserved
    told = [answers(view, random.Random(5)) for view in (one, other)]
    assert told[0] == told[1]
    assert b"RESERVED" in told[0], "some plan is held back by what others hold"


def test_no_other_day_can_be_asked_on(pair: tuple[View, View, list[date]]) -> None:
    one, _other, days = pair
    assert len(days) > 150
    refusals = set()
    for on in days:
        if on != AS_OF:
            with pytest.raises(InputError) as refused:
                access.view(one.version, one.connection, Viewer("partner", frozenset({CLIENT})), as_of=on)
            refusals.add(str(refused.value))
    assert len(refusals) == 1


def test_even_on_another_day_others_time_is_the_same(pair: tuple[View, View, list[date]]) -> None:
    """Were the day let through somewhere."""
    one, other, days = pair
    for on in random.Random(1).sample(days, 2):
        first, second = (answers(replace(view, as_of=on), random.Random(2), 10) for view in (one, other))
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
