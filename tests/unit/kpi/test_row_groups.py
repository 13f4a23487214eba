"""Groups of the rows of a small frame say what pandas says of the same rows."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from dualsite.kpi.engine.row_groups import row_groups, whole

FRAME = pd.DataFrame(
    {
        "site_id": pd.array(["B", "A", None, "A", "B"], dtype="str"),
        "month": pd.to_datetime(["2026-02-01", "2026-01-01", "2026-01-01", "2026-01-01", None]),
        "client": pd.array(["x", "y", "y", None, "x"], dtype="str"),
        "kg": [1.5, np.nan, 4.0, 2.0, 0.25],
        "days": [1, 2, 3, 4, 5],
        "is_late": [True, False, True, False, True],
    }
)


def test_rows_are_parted_by_what_they_are_equal_in_and_a_missing_value_is_none() -> None:
    found = {key: part.days.held.tolist() for key, part in row_groups(FRAME, ["site_id", "month"])}
    january, february = date(2026, 1, 1), date(2026, 2, 1)
    assert found == {("B", february): [1], ("A", january): [2, 4], (None, january): [3], ("B", None): [5]}


def test_no_rows_have_no_parts() -> None:
    assert list(row_groups(FRAME.iloc[:0], ["site_id"])) == []


@pytest.mark.parametrize("names", [["site_id"], ["site_id", "month"], ["client"]])
def test_a_part_says_what_pandas_says_of_its_rows(names: list[str]) -> None:
    grouped = {len(part): part for _key, part in FRAME.groupby(names, dropna=False)}
    for _key, part in row_groups(FRAME, names):
        rows = FRAME[FRAME.days.isin(part.days.held)]
        assert len(part) == len(rows)
        assert len(part) in grouped
        assert part.kg.sum() == rows.kg.sum()
        assert (part.kg + part.days).sum() == (rows.kg + rows.days).sum()
        assert part.is_late.sum() == rows.is_late.sum()
        assert part.is_late.any() == rows.is_late.any()
        assert part.client.nunique() == rows.client.nunique()
        assert part.kg.median() == pytest.approx(rows.kg.median(), nan_ok=True)
        assert part.days.iloc[0] == rows.days.iloc[0]


def test_sums_by_another_column_leave_out_what_is_missing_in_either() -> None:
    assert whole(FRAME).kg.sums_by(whole(FRAME).client) == [1.75, 4.0]
