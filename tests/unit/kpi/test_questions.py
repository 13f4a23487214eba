"""Questions that are asked together: read at once, each with the rows of its own day in the order asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
from ibis.expr import types as ir

from dualsite.kpi import trailing
from dualsite.kpi.engine.question import Question, Reader, Together
from tests.unit.kpi.tables import look

ORDERS = """
    event_id  contract_id  on          kind    amount
    E3        C1           2026-05-01  SIGNED  30
    E1        C1           2026-09-01  SIGNED  10
    E2        C1           2026-05-01  SIGNED  20
"""
MADE_UP = """
    event_id  contract_id  on          kind    amount  data_class
    E1        C1           2026-05-01  SIGNED  10      ILLUSTRATIVE
    E2        C1           2026-09-01  SIGNED  20      INTERNAL
"""


def _orders(reader: Reader) -> ir.Table:
    return reader.rows("order_events", "event_id", "on", "amount", "data_class")


def _read(orders: str, *days: date) -> list[pd.DataFrame]:
    view, together = look(order_events=orders), Together()
    questions = [Question(replace(view, as_of=day), trailing(day), together=together) for day in days]
    return [question.read(_orders, "on", "event_id") for question in questions]


def test_each_gets_the_rows_of_its_own_day_in_order() -> None:
    late, nothing, early = _read(ORDERS, date(2026, 11, 1), date(2026, 1, 1), date(2026, 6, 1))
    assert list(late["event_id"]) == ["E2", "E3", "E1"]
    assert list(nothing["event_id"]) == []
    assert list(early["event_id"]) == ["E2", "E3"]
    assert list(early.index) == [0, 1]
    assert list(late.columns) == ["event_id", "on", "amount", "is_illustrative"]


def test_one_alone_gets_its_rows_in_order_too() -> None:
    (alone,) = _read(ORDERS, date(2026, 11, 1))
    assert list(alone["event_id"]) == ["E2", "E3", "E1"]


def test_what_is_made_up_is_so_on_each_day() -> None:
    late, early = _read(MADE_UP, date(2026, 11, 1), date(2026, 6, 1))
    assert list(late["is_illustrative"]) == [True, False]
    assert list(early["is_illustrative"]) == [True]
