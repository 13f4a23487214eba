"""Where a client's lots are, what each waits for and on whom: lots drawn by their days and status."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dualsite.insights.batches import lots as room_lots
from dualsite.kpi.computations.facts import BATCH_STEP
from tests.data_folder import OPERATOR, DataFolder
from tests.unit.kpi.tables import look

AS_OF = date(2027, 3, 1)
BEFORE, AFTER = "2027-02-20", "2027-03-10"


@pytest.mark.parametrize(
    ("started", "made", "decided", "status", "stands"),
    [
        (None, None, None, "PLANNED", "PLANNED"),
        (BEFORE, None, None, "IN_PROCESS", "IN_PROCESS"),
        (BEFORE, BEFORE, None, "IN_TEST", "IN_TEST"),
        (BEFORE, BEFORE, None, "ON_HOLD", "ON_HOLD"),
        (BEFORE, BEFORE, BEFORE, "RELEASED", "RELEASED"),
        (BEFORE, BEFORE, AFTER, "RELEASED", "MADE"),
        (BEFORE, AFTER, AFTER, "REJECTED", "IN_PROCESS"),
        (AFTER, AFTER, AFTER, "RELEASED", "PLANNED"),
        (BEFORE, AFTER, None, "IN_TEST", "IN_PROCESS"),
        (AFTER, None, None, "IN_PROCESS", "PLANNED"),
        (None, None, None, "MADE", "MADE"),
        (BEFORE, BEFORE, None, "IN_PROCESS", "MADE"),
        (BEFORE, None, None, "PLANNED", "IN_PROCESS"),
    ],
)
def test_a_lot_stands_where_its_status_says_unless_a_day_says_otherwise(started, made, decided, status, stands):
    days = " ".join(day or "-" for day in (started, made, decided))
    drawn = look(
        AS_OF,
        batches=f"""
            status    actual_start_on  manufactured_on  disposition_on
            {status}  {days}
        """,
    )
    assert drawn.table("batches", step=BATCH_STEP).to_pyarrow().to_pylist() == [{"step": stands}]


def lots_of_elm(delivery: DataFolder) -> None:
    """Elm's lots, one in each state; B-4, in review and waiting on Elm, made on 2026-11-15, is in the delivery."""
    own = {"product_id": "ELMADC", "partner_id": "ELM", "contract_id": "ELM-CDO", "suite_id": "AL-CJ"}
    own |= {"stage": "CONJUGATION", "site_id": "ALDER"}
    begun = own | {"actual_start_on": "2027-02-01", "planned_start_on": "2027-02-01"}
    made = begun | {"manufactured_on": "2027-02-09"}
    delivery.add("batches", **made, batch_id="E-TEST", status="IN_TEST", waiting_on="CDMO")
    delivery.add("batches", **made, batch_id="E-HOLD", status="ON_HOLD", waiting_on="SUPPLIER")
    delivery.add("batches", **begun, batch_id="E-RUNS", status="IN_PROCESS")
    delivery.add("batches", **made, batch_id="E-OUT", status="RELEASED", disposition_on="2027-02-20")
    delivery.add("batches", **own, batch_id="E-NEXT", status="PLANNED", planned_start_on="2027-04-01")
    delivery.add(
        "quality_events",
        kind="DEVIATION",
        severity="MAJOR",
        partner_id="ELM",
        batch_id="E-HOLD",
        opened_on="2027-02-10",
        due_on="2027-03-12",
    )


def test_each_lot_says_what_it_waits_for_and_on_whom(seen):
    delivery = DataFolder()
    lots_of_elm(delivery)
    found = room_lots.lots(seen(delivery).narrowed("ELM"))
    waits = [(row.batch_id, row.step_words, row.waits_for, row.waits_on, row.age_d) for row in found.itertuples()]
    assert waits == [
        ("E-HOLD", "on hold", "1 investigation open, due 12 Mar 2027", "a supplier", 20),
        ("B-4", "in review", "review and release", "Elm Therapeutics", 106),
        ("E-TEST", "in test", "test results", OPERATOR, 20),
        ("E-RUNS", "in manufacture", "the end of manufacture", OPERATOR, None),
    ]


def test_the_strip_counts_every_stop_of_the_way(seen):
    delivery = DataFolder()
    lots_of_elm(delivery)
    stops = room_lots.strip(seen(delivery).narrowed("ELM"))
    assert [(stop.name, stop.count, stop.detail) for stop in stops] == [
        ("to start, next 90 days", 1, "first 1 Apr 2027"),
        ("in manufacture", 1, f"1 with {OPERATOR}"),
        ("manufactured", 0, ""),
        ("in test", 1, f"1 with {OPERATOR}, oldest 20 d"),
        ("in review", 1, "1 with Elm Therapeutics, oldest 106 d"),
        ("on hold", 1, "1 with a supplier, oldest 20 d"),
        ("released, last 90 days", 1, "last 20 Feb 2027"),
    ]


def test_without_a_lot_on_hold_there_is_no_such_stop(works):
    assert [stop.name for stop in room_lots.strip(works.narrowed("OAK")) if stop.is_held] == []


def test_the_sentence_names_the_oldest_lot(works):
    assert room_lots.sentence(works.narrowed("ELM")) == (
        "1 lot awaiting release. The oldest, B-4, manufactured 106 d ago, awaits review and release; "
        "next action: Elm Therapeutics."
    )


def test_an_earlier_day_knows_less(seen):
    """On 2026-11-10 Elm's B-3 has just been made, its rejection lies ahead; B-4 is still being made."""
    found = room_lots.lots(replace(seen(DataFolder()), as_of=date(2026, 11, 12)).narrowed("ELM"))
    assert [(row.batch_id, row.step, row.waits_on) for row in found.itertuples()] == [
        ("B-3", "MADE", "not stated"),
        ("B-4", "IN_PROCESS", OPERATOR),
    ]


def test_without_batches_it_is_unknown_where_the_lots_are(seen):
    view = seen(DataFolder().keep("sites", "partners")).narrowed("ELM")
    assert room_lots.sentence(view) == "Lot status is unknown: the table batches is missing."
