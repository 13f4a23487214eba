"""An option lapses the day after its last: the same in SQL, in Ibis and in memory."""

from __future__ import annotations

from datetime import date

import ibis
import pytest

from dualsite.schema.options import has_lapsed, has_lapsed_sql, lapsed

AS_OF = date(2027, 3, 1)

BEFORE, ON, NO_DAY = date(2027, 2, 28), AS_OF, None


@pytest.mark.parametrize(
    ("firmness", "expires_on", "is_gone"),
    [
        ("TENTATIVE", BEFORE, True),
        ("TENTATIVE", ON, False),
        ("TENTATIVE", NO_DAY, False),
        ("FIRM", BEFORE, False),
        ("INTERNAL", BEFORE, False),
    ],
)
def test_only_an_option_whose_last_day_has_passed_has_lapsed(
    firmness: str, expires_on: date | None, is_gone: bool
) -> None:
    assert has_lapsed(firmness, expires_on, AS_OF) is is_gone
    row = ibis.memtable(
        [(firmness, expires_on)], schema=ibis.schema({"firmness": "string", "option_expires_on": "date"})
    )
    told = row.select(it=lapsed(row.firmness, row.option_expires_on, ibis.literal(AS_OF)))
    connection = ibis.duckdb.connect()
    assert connection.to_pyarrow(told)["it"].to_pylist() == [is_gone]
    connection.create_view("bookings", row)
    (in_sql,) = connection.raw_sql(f"SELECT {has_lapsed_sql(AS_OF)} FROM bookings").fetchall()
    assert in_sql == (is_gone,)
