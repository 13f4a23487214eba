"""What has not changed is neither read nor checked again, and the answer is that of a first check."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from dualsite.errors import DataError
from dualsite.store import Store, tables
from dualsite.store.tables import SCHEMA
from tests.data_folder import AS_OF, DataFolder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return DataFolder().write(tmp_path / "data")


@pytest.fixture
def kept(folder: Path) -> Iterator[Store]:
    with Store(folder, lambda: AS_OF) as opened:
        opened.version()
        yield opened


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tables that are read from here on."""
    names: list[str] = []
    reading = tables.read
    monkeypatch.setattr(tables, "read", lambda *asked: (names.append(asked[2].table), reading(*asked))[1])
    return names


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The queries of rules that are asked from here on."""
    queries: list[str] = []
    found_by = tables.found_by
    monkeypatch.setattr(
        tables, "found_by", lambda cursor, some: (queries.extend(one.sql for _, one in some), found_by(cursor, some))[1]
    )
    return queries


def deliver(folder: Path, table: str, text: str) -> None:
    (folder / f"{table}.csv").write_text(text, "utf-8")


def test_one_changed_file_is_read_alone_and_only_rules_that_read_it_are_asked(
    folder: Path, kept: Store, read: list[str], asked: list[str]
) -> None:
    delivery = DataFolder()
    delivery.change("demand", 2, market="DK")
    deliver(folder, "demand", delivery.text("demand"))
    version = kept.version()
    assert version is not None
    assert version.is_good
    assert read == ["demand"]
    assert 0 < len(asked) < 15
    assert all("demand" in sql for sql in asked)
    markets = kept.connect().table("demand", database=version.schema).market.to_pyarrow().to_pylist()
    assert markets == [row["market"] for row in delivery.tables["demand"]]


def test_the_same_bytes_at_another_time_are_not_read(
    folder: Path, kept: Store, read: list[str], asked: list[str]
) -> None:
    before = kept.version()
    os.utime(folder / "bookings.csv", (1, 1))
    after = kept.version()
    assert before is not None
    assert after is not None
    assert after.id != before.id
    assert (read, asked) == ([], [])
    assert after.report == before.report


def test_another_day_of_the_data_asks_only_what_depends_on_it(
    folder: Path, kept: Store, read: list[str], asked: list[str]
) -> None:
    (folder / "dataset.toml").write_text(DataFolder().dataset.replace("2027-03-01", "2027-02-26"))
    assert kept.version() is not None
    assert read == []
    assert asked
    assert all("2027-02-26" in sql for sql in asked)


def test_what_no_version_shows_any_more_is_dropped(folder: Path, kept: Store) -> None:
    for city in ("Aarhus", "Vejle", "Ribe", "Kolding"):
        deliver(folder, "sites", DataFolder().text("sites").replace("Odense", city))
        kept.version()
    kept.connect().raw_sql("CHECKPOINT")
    places = kept.connect().raw_sql(
        f"SELECT schema_name FROM duckdb_tables() WHERE schema_name LIKE '{SCHEMA}_%' AND table_name = 'sites'"
    )
    assert len(places.fetchall()) == 2, "that on show, and the one before"


def test_a_refused_table_is_read_again_when_it_is_mended(folder: Path, kept: Store, read: list[str]) -> None:
    good = DataFolder().text("sites")
    deliver(folder, "sites", good.replace("OPERATING", "BROKEN"))
    kept.version()
    assert kept.refused is not None
    deliver(folder, "sites", good)
    assert kept.version() is not None
    assert kept.refused is None
    assert read == ["sites"], "the one on show still holds what it was"


@pytest.mark.parametrize("seed", range(2))
def test_versions_one_after_the_other_are_found_as_if_each_were_the_first(tmp_path: Path, seed: int) -> None:
    """Faults come and go in any table, in any order; every report is that of a store that knows nothing."""
    chance = random.Random(seed)
    delivery = DataFolder().keep("sources", "sites", "suites", "partners", "products", "bookings", "milestones")
    folder = delivery.write(tmp_path / "data")
    with Store(folder, lambda: AS_OF) as kept:
        kept.version()
        for _ in range(5):
            table = chance.choice(sorted(delivery.tables))
            if chance.random() < 0.4:
                delivery.tables[table] = DataFolder().tables[table]
            else:
                row = delivery.tables[table][0]
                delivery.change(table, 2, **{chance.choice(sorted(row)): chance.choice(("", "nobody", "2031-01-01"))})
            delivery.write(folder)
            shown = kept.version()
            with Store(folder, lambda: AS_OF) as first:
                with suppress(DataError):
                    first.version()
                expected = first.refused or first.version()
            found = kept.refused or shown
            assert found is not None
            assert expected is not None
            assert found.report == expected.report
            assert found.rows == expected.rows
