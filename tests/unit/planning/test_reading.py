"""Tables as they come, from frames or rows, give one network."""

from __future__ import annotations

from datetime import date

import pandas
import pytest

from dualsite.errors import DataError, InputError
from dualsite.planning import SlotRequest, find, network

AS_OF = date(2027, 1, 1)


def test_frames_with_timestamps_and_nulls_read_like_rows(tables):
    rows = tables(
        [{"suite_id": "U-1", "retired_on": 300}, {"suite_id": "U-2"}],
        route=[{"max_hold_d": 3}],
        bookings=[
            {"start_on": 0, "end_on": 9, "option_expires_on": 5},
            {"start_on": 9, "end_on": 12, "product_id": None},
        ],
        changeovers=[("*", "*", "*", 2)],
        licences=[{"stage": "UPSTREAM", "approved_on": -5, "valid_to_on": None, "expected_on": None}],
    )
    frames = {name: pandas.DataFrame(table) for name, table in rows.items()}
    for table, column in (("suites", "retired_on"), ("suites", "gmp_ready_on"), ("bookings", "option_expires_on")):
        frames[table][column] = pandas.to_datetime(frames[table][column])
    frames["bookings"]["start_on"] = pandas.to_datetime(frames["bookings"]["start_on"])
    frames["bookings"]["product_id"] = frames["bookings"]["product_id"].astype("string")
    frames["routes"]["max_hold_d"] = frames["routes"]["max_hold_d"].astype(float)
    assert network(frames, AS_OF) == network(rows, AS_OF)


def test_tables_that_are_not_there_are_empty(tables):
    rows = tables([{"suite_id": "U-1"}])
    few = {name: rows[name] for name in ("sites", "products")}
    assert find(SlotRequest("mine", 1, AS_OF), network(few, AS_OF)).reason.kind == "NO_ROUTE"


def test_an_unknown_product_is_refused(tables):
    with pytest.raises(InputError, match="There is no product 'nothing' in products; ask for one that is listed there"):
        find(SlotRequest("nothing", 1, AS_OF), network(tables([{"suite_id": "U-1"}]), AS_OF))


def test_a_row_without_a_required_value_is_refused_with_its_table(tables):
    rows = tables([{"suite_id": "U-1"}], bookings=[{"start_on": 0, "end_on": None}])
    with pytest.raises(DataError, match="The table bookings has a row without end_on"):
        network(rows, AS_OF)


def test_reserved_blocks_that_touch_or_overlap_are_one():
    week = {"suite_id": "U-1", "start_on": date(2027, 1, 4), "end_on": date(2027, 1, 11)}
    next_week = {"suite_id": "U-1", "start_on": date(2027, 1, 11), "end_on": date(2027, 1, 18)}
    [block] = network({}, AS_OF, [next_week, week, week]).reserved
    assert (block.start_on, block.end_on) == (date(2027, 1, 4), date(2027, 1, 18))
