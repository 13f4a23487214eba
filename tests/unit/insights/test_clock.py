"""Whose clock: every day of a batch belongs to one party, and the parts sum to the whole."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from dualsite.access import View
from dualsite.insights.batches.clock import WAITED_FOR, Clock, as_json, clock, in_words
from dualsite.schema.vocabulary import BATCH_STATUSES, WAITING_ON
from tests.data_folder import DataFolder

Seen = Callable[[DataFolder], View]

KEPT = ("sources", "sites", "suites", "partners", "products", "contracts", "batches", "batch_events")
MADE = date(2027, 1, 1)


def after(days: int) -> str:
    return (MADE + timedelta(days=days)).isoformat()


def works(*events: tuple[int, int, str], decided: int | None = 30) -> DataFolder:
    """One batch, made on day 0 and decided on another, with events on a day, in an order, waiting on somebody."""
    made = DataFolder().keep(*KEPT)
    batch = {**made.tables["batches"][2], "manufactured_on": after(0), "actual_start_on": after(-5)}
    batch |= {"disposition_on": after(decided), "status": "RELEASED"} if decided is not None else {
        "disposition_on": "", "status": "MADE"
    }  # fmt: skip
    made.tables["batches"] = [batch]
    like = {**made.tables["batch_events"][0], "batch_id": batch["batch_id"], "status": "MADE"}
    made.tables["batch_events"] = [
        {**like, "on": after(on), "seq": str(seq), "waiting_on": waiting} for on, seq, waiting in events
    ]
    return made


def parts(view: View) -> dict[str, int]:
    (one,) = clock(view).batches
    assert sum(one.parts.values()) == one.days
    return dict(one.parts)


def test_each_day_belongs_to_whom_the_last_event_names(seen: Seen) -> None:
    view = seen(works((0, 1, "CDMO"), (4, 1, "CLIENT"), (25, 1, "REGULATOR")))
    assert parts(view) == {"CDMO": 4 - 0, "CLIENT": 25 - 4, "REGULATOR": 30 - 25}


def test_before_the_first_event_it_is_the_operators_turn(seen: Seen) -> None:
    assert parts(seen(works((10, 1, "CLIENT")))) == {"CDMO": 10, "CLIENT": 20}


def test_what_held_when_the_batch_was_made_holds_from_then_on(seen: Seen) -> None:
    assert parts(seen(works((-9, 1, "CLIENT"), (-3, 1, "SUPPLIER"), (10, 1, "")))) == {"CDMO": 20, "SUPPLIER": 10}
    # An event on the very day goes before.
    assert parts(seen(works((-3, 1, "SUPPLIER"), (0, 1, "CLIENT")))) == {"CLIENT": 30}


def test_of_the_events_of_one_day_the_last_counts(seen: Seen) -> None:
    assert parts(seen(works((5, 2, "SUPPLIER"), (5, 10, "CLIENT"), (5, 1, "REGULATOR")))) == {"CDMO": 5, "CLIENT": 25}


def test_nobody_named_is_the_operator(seen: Seen) -> None:
    assert parts(seen(works((0, 1, "CLIENT"), (20, 1, "")))) == {"CDMO": 10, "CLIENT": 20}


def test_from_the_decision_on_nothing_changes(seen: Seen) -> None:
    assert parts(seen(works((0, 1, "CLIENT"), (30, 1, "SUPPLIER"), (40, 1, "REGULATOR")))) == {"CLIENT": 30}


def test_a_batch_of_which_nothing_is_noted_is_unknown(seen: Seen) -> None:
    # The only events of it lie on the day of the decision and after it.
    assert parts(seen(works((30, 1, "CDMO"), (31, 1, "CLIENT")))) == {"UNKNOWN": 30}


def test_an_open_batch_runs_to_the_as_of_day(seen: Seen) -> None:
    view = seen(works((0, 1, "CDMO"), (50, 1, "CLIENT"), decided=None))
    assert parts(view) == {"CDMO": 50, "CLIENT": 59 - 50}
    assert clock(view).batches[0].is_open
    assert clock(view).parties == {}


def test_what_came_later_is_not_known(seen: Seen) -> None:
    view = replace(seen(works((0, 1, "CDMO"), (5, 1, "CLIENT"), (20, 1, "SUPPLIER"))), as_of=MADE + timedelta(days=12))
    assert parts(view) == {"CDMO": 5, "CLIENT": 12 - 5}
    assert clock(view).batches[0].is_open


def test_the_window_holds_what_was_decided_in_it(seen: Seen) -> None:
    view = seen(works((0, 1, "CLIENT"), decided=30))
    assert clock(view, 1).count == 0  # decided on 2027-01-31, the window begins on 2027-02-02
    assert clock(view, 2).count == 1
    assert as_json(clock(view, 1))["lots"] == []


def test_stages_and_clients_sum_to_the_parties(works: View) -> None:
    found = clock(works)
    # B-2: made 10-25, IN_TEST 11-01 and IN_REVIEW with the client from 11-10 to 11-24; B-1 has no event: 4 days.
    # B-3: made 11-10, a supplier from then to 12-01, the operator to 12-20.
    assert found.by_client == {
        "ELM": {"CDMO": 19, "SUPPLIER": 21},
        "OAK": {"CDMO": 16, "CLIENT": 14, "UNKNOWN": 4},
    }
    assert found.by_stage == {
        "UPSTREAM": {"UNKNOWN": 4},
        "DOWNSTREAM": {"CDMO": 16, "CLIENT": 14},
        "CONJUGATION": {"CDMO": 19, "SUPPLIER": 21},
    }
    assert found.parties == {"CDMO": 35, "CLIENT": 14, "SUPPLIER": 21, "UNKNOWN": 4}
    assert found.shares["CDMO"] == 35 / 74
    assert [(one.batch_id, one.days, one.is_open) for one in found.batches] == [
        ("B-4", 106, True), ("B-3", 40, False), ("B-2", 30, False), ("B-1", 4, False),
    ]  # fmt: skip


def test_under_a_site_and_a_client_only_theirs_are_told(works: View) -> None:
    assert set(clock(replace(works, partner="OAK")).by_client) == {"OAK"}
    assert clock(replace(works, site="BIRCH")).batches == ()
    assert len(clock(replace(works, site="ALDER")).batches) == 4


@pytest.mark.parametrize("missing", ["batches", "batch_events"])
def test_without_the_table_the_reason_is_told(seen: Seen, missing: str) -> None:
    kept = [name for name in KEPT if name != missing and (missing != "batches" or name != "batch_events")]
    found = clock(seen(DataFolder().keep(*kept)))
    assert found.reason == f"the table {missing} is missing"
    assert as_json(found) == {"parties": [], "by_stage": [], "by_client": [], "lots": [], "reason": found.reason}


def test_a_program_reads_every_part(works: View) -> None:
    told = json.loads(json.dumps(as_json(clock(works))))
    assert told["parties"][0] == {"waiting_on": "CDMO", "days": 35, "share": 35 / 74}
    assert told["lots"][1] == {
        "batch_id": "B-3", "days": 40, "CDMO": 19, "CLIENT": 0, "SUPPLIER": 21, "REGULATOR": 0, "UNKNOWN": 0,
        "open": False,
    }  # fmt: skip


def test_a_person_reads_lines(works: View) -> None:
    lines = list(in_words(works, clock(works)))
    assert lines[0] == "3 batches dispositioned 2 Mar 2026 to 1 Mar 2027: 74 d from manufacture to disposition"
    assert len(lines) == 1 + 4 + 4


def counted(folder: DataFolder, as_of: date) -> dict[str, dict[str, int]]:
    """The same by walking from day to day."""
    told = {}
    for batch in folder.tables["batches"]:
        if not batch["manufactured_on"] or date.fromisoformat(batch["manufactured_on"]) > as_of:
            continue
        made = date.fromisoformat(batch["manufactured_on"])
        decided = date.fromisoformat(batch["disposition_on"]) if batch["disposition_on"] else None
        end = decided if decided and decided <= as_of else as_of
        events = sorted(
            (date.fromisoformat(event["on"]), int(event["seq"]), event["waiting_on"] or "CDMO")
            for event in folder.tables["batch_events"]
            if event["batch_id"] == batch["batch_id"]
        )
        events = [one for one in events if one[0] <= as_of and not (decided and decided <= as_of and one[0] >= decided)]
        days = dict.fromkeys(WAITED_FOR, 0)
        for place in range((end - made).days):
            day = made + timedelta(days=place)
            held = [waiting for on, _seq, waiting in events if on <= day]
            days[held[-1] if held else "CDMO" if events else "UNKNOWN"] += 1
        told[batch["batch_id"]] = {party: count for party, count in days.items() if count}
    return told


@pytest.mark.parametrize("seed", range(3))
def test_walking_from_day_to_day_gives_the_same(seen: Seen, seed: int) -> None:
    drawn = random.Random(seed)
    folder = works_of_many(drawn)
    view = seen(folder)
    for as_of in (view.as_of, date(2026, 12, 1), date(2027, 2, 1)):
        found: Clock = clock(replace(view, as_of=as_of), 24)
        assert {one.batch_id: dict(one.parts) for one in found.batches} == counted(folder, as_of)


def works_of_many(drawn: random.Random) -> DataFolder:
    """Fifteen batches with events anywhere, before they were made and after they were decided, too."""
    folder = DataFolder().keep(*KEPT)
    like, event = folder.tables["batches"][2], folder.tables["batch_events"][0]
    first = date(2026, 10, 1)
    folder.tables["batches"], folder.tables["batch_events"] = [], []
    for number in range(15):
        made = first + timedelta(days=drawn.randrange(140))
        decided = made + timedelta(days=drawn.randrange(40)) if drawn.random() < 0.7 else None
        folder.tables["batches"].append(
            {
                **like,
                "batch_id": f"R-{number}",
                "actual_start_on": (made - timedelta(days=3)).isoformat(),
                "manufactured_on": made.isoformat(),
                "disposition_on": decided.isoformat() if decided else "",
                "status": "RELEASED" if decided else drawn.choice(("MADE", "IN_TEST", "ON_HOLD")),
            }
        )
        for seq in range(drawn.randrange(6)):
            on = made + timedelta(days=drawn.randrange(-10, 45))
            folder.tables["batch_events"].append(
                {
                    **event,
                    "batch_id": f"R-{number}",
                    "on": on.isoformat(),
                    "seq": str(seq + 1),
                    "status": drawn.choice(BATCH_STATUSES),
                    "waiting_on": drawn.choice(("", *WAITING_ON)),
                }
            )
    return folder
