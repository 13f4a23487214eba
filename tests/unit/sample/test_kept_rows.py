"""What is not ILLUSTRATIVE stays as it was; what is, is made anew."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dualsite import sample
from dualsite.errors import DataError
from tests.unit.sample.conftest import write_own


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@dataclass(frozen=True)
class Made:
    """Someone's own folder before and after illustrative operations were written into it, and how many rows."""

    before: Path
    after: Path
    rows: Mapping[str, int]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Written once; read only."""
    before, after = (write_own(tmp_path_factory.mktemp(name) / "own") for name in ("before", "after"))
    return Made(before, after, sample.write(after))


def test_own_rows_keep_their_text_and_come_first(made: Made) -> None:
    before = [row for row in rows_of(made.before / "partners.csv") if row["data_class"] != "ILLUSTRATIVE"]
    after = rows_of(made.after / "partners.csv")
    assert [{column: row[column] for column in before[0]} for row in after[:2]] == before
    assert after[0]["name"] == 'Acme, "Biologics" Ltd'
    assert (after[1]["name"], after[1]["country"], after[1]["note"]) == ("007", "NA", "NA")


def test_illustrative_rows_of_before_are_replaced(made: Made) -> None:
    assert "P2" not in {row["partner_id"] for row in rows_of(made.after / "partners.csv")}


def test_every_row_written_says_that_it_is_illustrative(made: Made) -> None:
    for name, count in made.rows.items():
        path = made.after / f"{name}.csv"
        marked = sum(row.get("data_class") == "ILLUSTRATIVE" for row in rows_of(path)) if path.exists() else 0
        assert marked == count, name


def test_a_table_the_sample_does_not_write_is_left_alone(made: Made) -> None:
    assert (made.after / "trials.csv").read_bytes() == (made.before / "trials.csv").read_bytes()


def test_nothing_is_made_up_for_a_partner_of_the_folder(made: Made) -> None:
    for name in made.rows:
        path = made.after / f"{name}.csv"
        for row in rows_of(path) if path.exists() else []:
            if row.get("data_class") == "ILLUSTRATIVE":
                assert row.get("partner_id") not in {"P1", "P3"}, name
                assert row.get("product_id") != "Q1", name


def test_a_plant_gets_only_the_suites_that_its_chain_lacks(made: Made) -> None:
    added = [row for row in rows_of(made.after / "suites.csv") if row["data_class"] == "ILLUSTRATIVE"]
    assert {(row["site_id"], row["stage"]) for row in added} == {("TWO", "SEED"), ("TWO", "DOWNSTREAM")}
    assert {row["gmp_ready_on"] for row in added} == {"2027-02-01"}


def test_a_row_of_ours_gives_way_to_an_own_row_of_its_key(made: Made) -> None:
    rows = rows_of(made.after / "changeovers.csv")
    days = {(row["stage"], row["from_class"], row["to_class"]): row["days"] for row in rows}
    assert days["DOWNSTREAM", "MAB", "MAB"] == "9"


def test_currencies_with_own_rates_get_none_of_ours(made: Made) -> None:
    rated = [row for row in rows_of(made.after / "fx_rates.csv") if row["currency"] == "EUR"]
    assert [row["units_per_usd"] for row in rated] == ["0.9"]


def test_a_suite_with_own_bookings_gets_none_of_ours(own: Path) -> None:
    (own / "bookings.csv").write_text(
        "booking_id,suite_id,start_on,end_on,kind,firmness\nB1,D2,2026-01-01,2027-01-01,PROCESS,FIRM\n"
    )
    sample.write(own)
    assert [row["booking_id"] for row in rows_of(own / "bookings.csv") if row["suite_id"] == "D2"] == ["B1"]


def test_own_rows_in_parquet_keep_their_values(own: Path) -> None:
    rates = pa.table(
        {"currency": ["EUR", "JPY"], "month": pa.array([19_723, 19_723], pa.date32()), "units_per_usd": [0.9, 150.25]}
    )
    (own / "fx_rates.csv").unlink()
    pq.write_table(rates, own / "fx_rates.parquet")
    sample.write(own)
    assert not (own / "fx_rates.parquet").exists()
    first = [(row["currency"], row["month"], row["units_per_usd"]) for row in rows_of(own / "fx_rates.csv")[:2]]
    assert first == [("EUR", "2024-01-01", "0.9"), ("JPY", "2024-01-01", "150.25")]


def test_a_table_given_twice_or_in_parts_is_refused(own: Path) -> None:
    (own / "bookings").mkdir()
    with pytest.raises(DataError, match="folder of parts"):
        sample.write(own)
    (own / "bookings").rmdir()
    (own / "partners.parquet").write_bytes(b"")
    with pytest.raises(DataError, match="twice"):
        sample.write(own)
    assert not list(own.glob(".*"))
