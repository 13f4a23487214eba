"""A changed folder becomes a new version; a bad one never replaces a good one."""

from __future__ import annotations

import itertools
import os
import shutil
import threading
import time
from datetime import date, timedelta
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from dualsite import store
from dualsite.errors import DataError
from dualsite.store.comparison import Difference
from dualsite.store.intake import ATTEMPTS
from tests.data_folder import AS_OF, OPERATOR, DataFolder, checked


@pytest.fixture
def delivery() -> DataFolder:
    return DataFolder().keep("sites", "partners", "actions")


@pytest.fixture
def folder(delivery, tmp_path) -> Path:
    return delivery.write(tmp_path / "delivered")


def rows(kept: store.Store, version: store.Version, table: str = "actions") -> int:
    return kept.connect().table(table, database=version.schema).count().to_pyarrow().as_py()


def reasons(kept: store.Store) -> list[str]:
    """Why the newest delivery was refused."""
    return [one.message for one in kept.refused.report.errors]


def test_the_folder_is_shown_as_it_is_told(folder):
    kept = store.open(folder)
    version = kept.version()
    assert version.dataset == store.Dataset("Fictional works", AS_OF, "USD", 1, OPERATOR)
    assert version.tables == ("sites", "partners", "actions")
    assert version.rows == {"sites": 2, "partners": 2, "actions": 2}
    assert version.is_good
    assert kept.refused is None


def test_an_unchanged_folder_is_the_same_version(folder):
    kept = store.open(folder)
    first = kept.version()
    assert kept.version() is first
    assert store.open(folder).version().id == first.id
    assert len(first.id) == 12


def test_any_change_is_another_version(folder, delivery):
    kept = store.open(folder)
    ids = [kept.version().id]
    delivery.add("actions", text="One more")
    delivery.write(folder)
    ids.append(kept.version().id)
    shutil.copy(folder / "actions.csv", folder / "SOURCES.md")
    assert kept.version().id == ids[-1], "what is no part of the delivery makes no version"
    os.utime(folder / "actions.csv", ns=(0, 0))
    ids.append(kept.version().id)
    (folder / "dataset.toml").write_text('title = "Another"\nas_of = 2027-03-01\n')
    ids.append(kept.version().id)
    assert len(set(ids)) == 4
    assert rows(kept, kept.version()) == 3


def test_a_bad_delivery_never_replaces_the_good_one_and_the_next_good_one_does(folder, delivery):
    kept = store.open(folder)
    good = kept.version()
    bad_row = delivery.add("actions", owner="NOBODY")
    delivery.write(folder)
    assert kept.version() is good
    assert rows(kept, good) == 2
    assert kept.refused.id != good.id
    assert reasons(kept) == [
        f"actions row {bad_row}, owner: “NOBODY”: it must be one of CDMO, CLIENT. "
        "Use one of the codes in the data dictionary."
    ]
    delivery.change("actions", bad_row, owner="CDMO")
    delivery.write(folder)
    assert rows(kept, kept.version()) == 3
    assert kept.refused is None


def test_warnings_do_not_keep_a_delivery_back(folder, delivery):
    kept = store.open(folder)
    delivery.add("actions", opened_on="2027-12-31", due_on="2028-01-01", closed_on="")
    delivery.write(folder)
    version = kept.version()
    assert [one.rule for one in version.report.findings] == ["W02"]
    assert rows(kept, version) == 3
    assert kept.refused is None


def test_a_column_and_rule_are_one_line_with_the_first_50_rows_and_the_total(folder, delivery):
    for _ in range(60):
        delivery.add("actions", owner="NOBODY", due_on="soon")
    delivery.add("actions", opened_on="late")
    delivery.add("partners", tier="BEST")
    report = checked(delivery.write(folder)).report
    assert [(line.first.rule, line.first.table, line.columns, line.total, line.of_rows) for line in report.lines] == [
        ("E02", "actions", ("due_on",), 60, 63),
        ("E02", "actions", ("opened_on",), 1, 63),
        ("E04", "actions", ("owner",), 60, 63),
        ("E04", "partners", ("tier",), 1, 3),
    ]
    assert report.lines[0].rows == tuple(range(4, 54))
    assert report.totals == {("E02", "actions"): 60 + 1, ("E04", "actions"): 60, ("E04", "partners"): 1}
    assert report.refused == {"actions", "partners"}


def test_a_first_delivery_with_errors_is_shown_without_the_refused_tables(folder, delivery):
    delivery.add("actions", owner="NOBODY")
    kept = store.open(delivery.write(folder))
    version = kept.version()
    assert version.tables == ("sites", "partners")
    assert version.rows["actions"] == 3
    assert not version.is_good
    assert [one.rule for one in version.report.errors] == ["E04"]


def test_a_table_that_is_the_clients_through_another_is_not_shown_without_that_one(tmp_path):
    delivery = DataFolder().keep("sites", "partners", "milestones", "milestone_statements", "contracts", "products")
    assert "milestone_statements" in checked(delivery.write(tmp_path)).tables
    delivery.change("milestones", 2, owner="NOBODY")
    assert not {"milestones", "milestone_statements"} & set(checked(delivery.write(tmp_path)).tables)
    (tmp_path / "milestones.csv").unlink()
    assert "milestone_statements" not in checked(tmp_path).tables


@pytest.mark.parametrize("spoiled", ["site_id\nALDER\n", "", None])
def test_nothing_can_be_shown_without_sites(folder, spoiled):
    path = folder / "sites.csv"
    kept_aside = path.read_text()
    path.unlink() if spoiled is None else path.write_text(spoiled)
    kept = store.Store(folder)
    with pytest.raises(DataError, match=f"The data in {folder} cannot be shown. sites"):
        kept.version()
    assert any(one.table == "sites" for one in kept.refused.report.errors)
    path.write_text(kept_aside)
    assert kept.version().is_good
    assert kept.refused is None


class Watched(store.Store):
    """A store that is asked for its version at the moment when it drops what it refuses."""

    def _drop(self, version):
        assert self.version(timeout=0) is None
        super()._drop(version)


def test_whoever_hears_that_nothing_can_be_shown_finds_what_was_refused(folder):
    (folder / "sites.csv").write_text("")
    with Watched(folder) as watched:
        with pytest.raises(DataError, match=r"cannot be shown\. sites"):
            watched.version()
        assert watched.refused is not None


def test_there_is_no_store_of_a_folder_that_is_not_there(tmp_path, delivery):
    with pytest.raises(DataError, match=r"There is no data folder .*absent\. Name one that holds at least sites\.csv"):
        store.open(tmp_path / "absent")
    late = store.Store(tmp_path / "late")
    with pytest.raises(DataError):
        late.version()
    delivery.write(tmp_path / "late")
    assert late.version().is_good


def test_a_deleted_file_leaves_the_last_good_version(folder, delivery):
    kept = store.open(folder)
    good = kept.version()
    (folder / "actions.csv").unlink()
    assert kept.version() is good
    assert rows(kept, good) == 2
    assert kept.refused is None
    assert kept.held.differences == (Difference("gone", "actions", 2),)
    delivery.write(folder)
    assert kept.version().is_good
    assert kept.held is None


def test_a_folder_that_vanishes_leaves_the_last_good_version(folder, delivery):
    kept = store.open(folder)
    good = kept.version()
    shutil.rmtree(folder)
    assert kept.version() is good
    assert rows(kept, good) == 2
    assert any("there is no sites.csv" in reason for reason in reasons(kept))
    delivery.write(folder)
    assert kept.version() is not good
    assert kept.refused is None


def test_a_half_written_file_leaves_the_last_good_version(folder, delivery):
    actions = pyarrow.table({"action_id": ["A"], "partner_id": ["OAK"], "text": ["x"], "owner": ["CDMO"]})
    for day in ("opened_on", "due_on"):
        actions = actions.append_column(day, pyarrow.array([date(2027, 1, 1)]))
    (folder / "actions.csv").unlink()
    path = folder / "actions.parquet"
    pyarrow.parquet.write_table(actions, path)
    kept = store.open(folder)
    good = kept.version()
    whole = path.read_bytes()
    for half in (whole[:100], whole[:-1], b""):
        path.write_bytes(half)
        assert kept.version() is good
        assert reasons(kept)[0].startswith("actions: actions.parquet cannot be read: ")
    path.write_bytes(whole)
    assert kept.version().is_good
    assert kept.refused is None


def test_files_that_never_rest_are_refused_and_read_when_they_do(folder):
    touched = itertools.count(1)
    is_at_rest = True

    def today() -> date:
        """The day, asked for in the middle of every reading; whatever is being read is touched then."""
        if not is_at_rest:
            n = next(touched)
            os.utime(folder / "actions.csv", ns=(n, n))
        return AS_OF + timedelta(days=1)

    with store.Store(folder, today) as kept:
        good = kept.version()
        is_at_rest = False
        os.utime(folder / "actions.csv", ns=(0, 0))
        assert kept.version() is good
        assert any("the files changed all the while they were read" in reason for reason in reasons(kept))
        assert next(touched) > ATTEMPTS
        is_at_rest = True
        assert kept.version() is not good
        assert kept.refused is None


def test_files_replaced_while_they_are_read_are_never_mixed(folder, delivery):
    """Every action names its generation's client: a mixture of two generations would be an orphan."""
    kept = store.open(folder)
    seen = set()
    done = threading.Event()

    def replace() -> None:
        for n in range(25):
            generation = DataFolder().keep("sites", "partners", "actions")
            generation.add("partners", partner_id=f"GEN-{n}")
            generation.add("actions", partner_id=f"GEN-{n}")
            for table in ("partners", "actions"):
                new = folder / f"{table}.new"
                new.write_text(generation.text(table))
                new.replace(folder / f"{table}.csv")
                time.sleep(0.004)
        done.set()

    def generation() -> tuple[str, str]:
        version = kept.version()
        found = [
            kept.connect().table(table, database=version.schema).to_pyarrow()["partner_id"][-1].as_py()
            for table in ("partners", "actions")
        ]
        return found[0], found[1]

    writer = threading.Thread(target=replace)
    writer.start()
    while not done.is_set():
        of_partners, of_actions = generation()
        if of_partners.startswith("GEN"):
            assert of_partners == of_actions
            seen.add(of_partners)
    writer.join()
    assert generation() == ("GEN-24", "GEN-24")
    assert kept.refused is None


def test_the_day_of_undated_data_is_today_and_moves_on(folder):
    (folder / "dataset.toml").unlink()
    today = [date(2027, 3, 1)]
    kept = store.Store(folder, lambda: today[0])
    assert kept.version().dataset == store.Dataset("delivered", date(2027, 3, 1), "USD", 1)
    first = kept.version()
    today[0] = date(2027, 3, 2)
    assert kept.version().dataset.as_of == date(2027, 3, 2)
    assert kept.version().id == first.id
    assert kept.version() is kept.version()


def test_the_day_of_dated_data_stands_still(folder):
    today = [AS_OF]
    kept = store.Store(folder, lambda: today[0])
    kept.version()
    today[0] = date(2030, 1, 1)
    assert kept.version().dataset.as_of == AS_OF


@pytest.fixture
def long_load(folder, delivery) -> Path:
    """A delivery that takes a while to read."""
    text = delivery.text("actions")
    more = "".join(f"X-{n},OAK,Send the forecast,CLIENT,2027-01-12,2027-02-01,\n" for n in range(150_000))
    (folder / "actions.csv").write_text(text + more)
    return folder


def test_progress_is_told_and_loading_does_not_hold_up_readers(long_load, delivery):
    kept = store.Store(long_load)
    assert kept.version(timeout=0) is None
    told = []
    while (version := kept.version(timeout=0.005)) is None:
        told.append(kept.progress)
    told = [one for one in told if one is not None]
    assert version.rows["actions"] == 150_002
    shares = [one.done for one in told]
    assert shares == sorted(shares)
    assert 0 <= shares[0] <= shares[-1] <= 1
    assert len({one.part for one in told}) > 2
    assert kept.version() is version
    assert kept.progress is None

    with (long_load / "actions.csv").open("a") as file:
        file.write("X-more,OAK,Send the forecast,CLIENT,2027-01-12,2027-02-01,\n")
    begun = time.monotonic()
    assert kept.version(timeout=0) is version
    assert rows(kept, version) == 150_002
    assert kept.progress is not None, "the new version is still being read"
    assert time.monotonic() - begun < 1
    assert kept.version().rows["actions"] == 150_003
