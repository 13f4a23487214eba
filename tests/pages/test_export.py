"""Downloads: a spreadsheet must show what stands in the data and run none of it."""

from __future__ import annotations

import csv
import io
from datetime import date

import pandas as pd
import pytest

from dualsite.screens.shared import downloads as export


def cells(values: list[object]) -> list[str]:
    """The one column of these values as a spreadsheet reads it."""
    written = export.csv(pd.DataFrame({"told": pd.Series(values, dtype=object)})).decode("utf-8-sig")
    return [row[0] if row else "" for row in csv.reader(io.StringIO(written, newline=""))][1:]


@pytest.mark.parametrize(
    "formula", ['=HYPERLINK("http://x")', "+1+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "=", "--"]
)
def test_text_that_starts_like_a_formula_becomes_text(formula: str) -> None:
    assert cells([formula]) == [f"'{formula}"]


@pytest.mark.parametrize("formula", ["\n=1+1", "＝1+1", "＋1", "－1", "＠SUM(1)"])
def test_text_that_some_spreadsheets_read_as_a_formula_becomes_text(formula: str) -> None:
    """A line feed is dropped before the sign, and East Asian settings take the full-width signs for the plain ones.

    https://owasp.org/www-community/attacks/CSV_Injection
    """
    assert cells([formula]) == [f"'{formula}"]


def test_plain_text_stays_as_it_is() -> None:
    assert cells(["Alder Works", "a=b", "2+2", "", 'say "no"', "two\nlines"]) == [
        "Alder Works", "a=b", "2+2", "", 'say "no"', "two\nlines",
    ]  # fmt: skip


def test_numbers_stay_numbers_also_below_zero() -> None:
    assert cells([40000, -20000, 0]) == ["40000", "-20000", "0"]
    assert cells([1.5, -0.5]) == ["1.5", "-0.5"]


def test_a_column_of_numbers_alone_stays_one() -> None:
    written = export.csv(pd.DataFrame({"count": [3, -4], "share": [0.25, -0.5]})).decode("utf-8-sig")
    assert written == "count,share\r\n3,0.25\r\n-4,-0.5\r\n"


def test_unknown_is_an_empty_cell_and_false_is_not() -> None:
    assert cells([None, float("nan"), False, True, pd.NA, pd.NaT]) == ["", "", "False", "True", "", ""]


def test_counts_beside_an_unknown_do_not_become_fractions() -> None:
    assert cells([3, None]) == ["3", ""]


def test_days_are_written_as_iso() -> None:
    assert cells([date(2026, 11, 20)]) == ["2026-11-20"]


def test_no_rows_still_have_their_headings() -> None:
    assert export.csv(pd.DataFrame(columns=["site", "day"])) == b"\xef\xbb\xbfsite,day\r\n"


def test_names_in_every_script_survive() -> None:
    assert cells(["송도", "東京", "Þór", "é"]) == ["송도", "東京", "Þór", "é"]
