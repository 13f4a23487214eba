"""An unfinished delivery never becomes a wrong number: it is awaited, or held back until somebody takes it."""

from __future__ import annotations

import os
import re
import shutil
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dualsite import store
from dualsite.errors import DataError, InputError
from dualsite.insights.data import deliveries
from dualsite.store import manifest
from dualsite.store.care import Care, _place, care
from dualsite.store.decisions import Decisions, decision
from dualsite.store.digests import Digests
from dualsite.store.folder import listing
from tests.data_folder import AS_OF, DataFolder


@pytest.fixture
def delivery() -> DataFolder:
    made = DataFolder().keep("sites", "partners", "actions", "order_events", "contracts", "products", "fx_rates")
    made.tables["order_events"] = [
        {**made.tables["order_events"][0], "event_id": f"OE-{n}", "amount": str(100 * n)} for n in range(1, 10)
    ]
    return made


@pytest.fixture
def folder(delivery: DataFolder, tmp_path: Path) -> Path:
    return delivery.write(tmp_path / "data")


def opened(folder: Path, **settings: object) -> store.Store:
    return store.Store(folder, lambda: AS_OF, care=Care(**settings))


def said(kept: store.Store) -> list[str]:
    return deliveries.sentences(kept.held.differences) if kept.held else []


def cut(file: Path, lines: int) -> None:
    """Keep so many lines of it."""
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:lines]))


def spoil(folder: Path) -> None:
    """Another order than before, and only four of nine rows."""
    rows = (folder / "order_events.csv").read_text().splitlines(keepends=True)
    (folder / "order_events.csv").write_text("".join([rows[0], *rows[1:5][::-1]]))


def test_what_a_cut_at_a_row_end_would_halve_is_held_back_and_said_in_numbers(folder: Path) -> None:
    with opened(folder) as kept:
        good = kept.version()
        cut(folder / "order_events.csv", 5)
        assert kept.version() is good
        # 100 + 200 + 300 + 400 of 4,500
        assert said(kept) == ["order_events: 4 rows instead of 9, total −78%"]


@pytest.mark.parametrize(("rows", "is_held"), [(8, False), (7, True), (0, True)])
def test_a_fall_is_sharp_from_a_fifth_on(folder: Path, delivery: DataFolder, rows: int, is_held: bool) -> None:
    for row in delivery.tables["order_events"]:
        row["amount"] = "100"
    delivery.write(folder)
    with opened(folder) as kept:
        good = kept.version()
        lines = (folder / "order_events.csv").read_text().splitlines(keepends=True)
        (folder / "order_events.csv").write_text("".join([lines[0], *lines[1 : rows + 1][::-1]]))
        assert (kept.version() is good) == is_held


def test_how_far_is_configurable(folder: Path) -> None:
    with opened(folder, fall=0.9) as kept:
        good = kept.version()
        spoil(folder)
        assert kept.version() is not good


def test_the_file_that_merely_ends_sooner_is_held_back_for_one_row(folder: Path, tmp_path: Path) -> None:
    with opened(folder, kept=tmp_path / "kept") as kept:
        good = kept.version()
        cut(folder / "order_events.csv", 9)
        assert kept.version() is good
        (said_of_it,) = said(kept)
        assert said_of_it.startswith("order_events: 8 rows instead of 9")
        assert said_of_it.endswith("its file is the beginning of the one on show and ends sooner")


def test_a_last_line_without_an_end_is_held_back_unless_the_file_never_has_one(folder: Path) -> None:
    with opened(folder) as kept:
        good = kept.version()
        file = folder / "actions.csv"
        whole = file.read_bytes()
        file.write_bytes(whole.removesuffix(b"\n"))
        assert kept.version() is good
        assert said(kept) == ["actions: its file ends in the middle of a line, after 2 rows"]
    with opened(folder) as kept:
        first = kept.version()
        assert kept.held is not None
        assert kept.held.is_shown
        file.write_bytes(whole.replace(b"Send", b"Post").removesuffix(b"\n"))
        assert kept.version() is not first


def test_a_table_and_the_file_of_the_data_set_that_are_gone_are_held_back(folder: Path) -> None:
    with opened(folder) as kept:
        good = kept.version()
        (folder / "actions.csv").unlink()
        (folder / "dataset.toml").rename(folder / "old.txt")
        assert kept.version() is good
        assert said(kept) == [
            "dataset.toml is gone: the data would be as of 1 Mar 2027 in USD, not as of 1 Mar 2027 in USD",
            "actions: its file is gone, 2 rows were on show",
        ]


@pytest.mark.parametrize("name", ["Dataset.toml", "dataset.toml.txt"])
def test_the_file_of_the_data_set_that_is_spelt_otherwise_is_held_back(folder: Path, name: str) -> None:
    with opened(folder) as kept:
        good = kept.version()
        (folder / "dataset.toml").rename(folder / name)
        assert kept.version() is good
        assert said(kept) == [f"dataset.toml is called {name} now; rename it"]


def test_a_column_that_is_empty_all_at_once_is_held_back(folder: Path, delivery: DataFolder) -> None:
    with opened(folder) as kept:
        good = kept.version()
        for row in delivery.tables["actions"]:
            row["closed_on"] = ""
        delivery.write(folder)
        assert kept.version() is good
        assert said(kept) == ["actions: closed_on was filled and is empty"]


def test_above_a_hundred_per_cent_what_tables_hold_is_not_compared(folder: Path, delivery: DataFolder) -> None:
    with opened(folder, fall=1.01) as kept:
        good = kept.version()
        delivery.tables["order_events"] = delivery.tables["order_events"][:1]
        for row in delivery.tables["actions"]:
            row["closed_on"] = ""
        delivery.write(folder)
        assert kept.version() is not good
        assert said(kept) == []


def test_more_rows_and_other_values_are_taken(folder: Path, delivery: DataFolder) -> None:
    with opened(folder) as kept:
        good = kept.version()
        delivery.add("actions", text="One more")
        delivery.change("order_events", 2, amount="150")
        delivery.write(folder)
        assert kept.version() is not good
        assert kept.held is None


def test_what_somebody_takes_is_shown_and_stays_so_for_exactly_these_bytes(folder: Path, tmp_path: Path) -> None:
    with opened(folder, kept=tmp_path / "kept") as kept:
        good = kept.version()
        spoil(folder)
        kept.version()
        kept.decide("take", "Ada", kept.held.contents)
        taken = kept.version()
        assert taken is not good
        assert taken.rows["order_events"] == 4
        assert kept.held is None
    with opened(folder, kept=tmp_path / "kept") as again:
        assert again.version().rows["order_events"] == 4
        assert again.held is None
        cut(folder / "order_events.csv", 3)
        assert again.version().rows["order_events"] == 4
        assert again.held is not None


def test_what_somebody_keeps_stays_on_show_after_a_restart_too(folder: Path, tmp_path: Path) -> None:
    with opened(folder, kept=tmp_path / "kept") as kept:
        good = kept.version()
        spoil(folder)
        kept.version()
        kept.decide("keep", "Ada", kept.held.contents, good.id)
        assert kept.version() is good
        assert kept.held.decision.by == "Ada"
    with opened(folder, kept=tmp_path / "kept") as again:
        version = again.version()
        assert (version.id, version.rows["order_events"]) == (good.id, 9)
        assert again.held.decision.by == "Ada"
        assert again.older is not None


def test_a_decision_about_other_bytes_is_none(folder: Path) -> None:
    with opened(folder) as kept:
        kept.version()
        spoil(folder)
        kept.version()
        before = kept.held.contents
        cut(folder / "order_events.csv", 3)
        kept.version()
        with pytest.raises(InputError, match="The files have changed meanwhile"):
            kept.decide("take", "Ada", before)


def test_after_a_restart_what_lies_there_is_held_to_the_last_version_that_was_kept(
    folder: Path, tmp_path: Path
) -> None:
    with opened(folder, kept=tmp_path / "kept") as kept:
        good = kept.version()
    spoil(folder)
    with opened(folder, kept=tmp_path / "kept") as again:
        assert again.version().id == good.id
        assert again.version().rows["order_events"] == 9
        assert said(again) == ["order_events: 4 rows instead of 9, total −78%"]
    shutil.rmtree(folder)
    with opened(folder, kept=tmp_path / "kept") as without:
        assert without.version().id == good.id
        assert without.refused is not None


def test_ten_versions_are_kept_unchanged_files_once_and_the_users_files_are_not_touched(
    folder: Path, delivery: DataFolder, tmp_path: Path
) -> None:
    with opened(folder, kept=tmp_path / "kept") as kept:
        for n in range(12):
            delivery.add("actions", text=f"Number {n}")
            delivery.write(folder)
            kept.version()
        versions = kept.kept()
        assert [one.holdings.tables["actions"].rows for one in versions] == list(range(14, 4, -1))
        inodes = {(one.files.folder / "sites.csv").stat().st_ino for one in versions}
        assert len(inodes) == 1
        assert inodes != {(folder / "sites.csv").stat().st_ino}
        (folder / "sites.csv").write_text("spoilt in place")
        assert (versions[0].files.folder / "sites.csv").read_text() == delivery.text("sites")


def test_only_what_is_left_over_is_deleted_and_what_cannot_be_read_is_not(
    folder: Path, delivery: DataFolder, tmp_path: Path
) -> None:
    with opened(folder, kept=tmp_path / "kept") as kept:
        first = kept.version().id
        (place,) = (tmp_path / "kept").iterdir()
        of_another_app = "000002-aa"
        stays = (of_another_app, "2024 of somebody", ".new-under-way")
        left_over = ("000003-bb", ".new-abandoned")
        for name in (*stays, *left_over):
            (place / name / "data").mkdir(parents=True)
        (place / of_another_app / "about.json").write_text('{"of": "another version of the app"}')
        os.utime(place / ".new-abandoned", (0, 0))
        (place / f"000001-{first}" / "@eaDir").mkdir()
        delivery.add("actions", text="One more")
        delivery.write(folder)
        second = kept.version().id
        assert {one.name for one in place.iterdir()} == {f"000001-{first}", f"000004-{second}", *stays}
        assert [one.id for one in kept.kept()] == [second, first]


def test_what_is_kept_never_takes_more_room_than_it_may(folder: Path, delivery: DataFolder, tmp_path: Path) -> None:
    size = 5_000
    with opened(folder, kept=tmp_path / "kept", most_bytes=size * 6) as kept:
        for n in range(3):
            delivery.add("actions", text="x" * size + str(n))
            delivery.write(folder)
            kept.version()
        assert 1 <= len(kept.kept()) < 3
    taken = sum(file.stat().st_size for file in (tmp_path / "kept").rglob("*") if file.is_file())
    assert taken < size * 7


def test_the_version_before_is_shown_again_until_the_next_delivery(
    folder: Path, delivery: DataFolder, tmp_path: Path
) -> None:
    with opened(folder, kept=tmp_path / "kept") as kept:
        first = kept.version()
        delivery.add("actions", text="One more")
        delivery.write(folder)
        second = kept.version()
        kept.decide("restore", "Ada", version=first.id)
        shown = kept.version()
        assert (shown.id, shown.rows["actions"]) == (first.id, 2)
        assert kept.older.decision.by == "Ada"
        assert len((folder / "actions.csv").read_text().splitlines()) == 4, "the user's files are as they were"
    with opened(folder, kept=tmp_path / "kept") as again:
        assert again.version().id == first.id
        again.decide("restore", "Ada", version=second.id)
        assert again.version().rows["actions"] == 3
        assert again.older is None
        again.decide("restore", "Ada", version=first.id)
        again.version()
        delivery.add("actions", text="Another one")
        delivery.write(folder)
        assert again.version().rows["actions"] == 4
        assert again.older is None
        with pytest.raises(InputError, match="There is no kept version nothing"):
            again.decide("restore", "Ada", version="nothing")


def test_a_version_is_kept_before_it_is_prepared_and_shown_though_preparing_it_fails(
    folder: Path, tmp_path: Path
) -> None:
    kept_by_then = []

    def fail(version: store.Version) -> None:
        kept_by_then.append(server.kept()[0].id == version.id)
        raise KeyError(version.id)

    with store.Store(folder, lambda: AS_OF, fail, Care(kept=tmp_path / "kept")) as server:
        good = server.version()
        spoil(folder)
        assert server.version() is good
        server.decide("take", "Ada", server.held.contents)
        with pytest.raises(KeyError):
            server.version()
        assert kept_by_then == [True]
        assert server.held is None
        assert server.version().rows["order_events"] == 4


def spoil_kept(place: Path, newest: int) -> None:
    """Empty the sites of so many kept versions, the newest first."""
    for file in sorted(place.rglob("sites.csv"), reverse=True)[:newest]:
        file.unlink()
        file.write_text("")


@pytest.fixture
def two_kept(folder: Path, delivery: DataFolder, tmp_path: Path) -> tuple[str, str]:
    """Two versions are kept: their ids, the older one first."""
    with opened(folder, kept=tmp_path / "kept") as kept:
        older = kept.version().id
        delivery.add("actions", text="One more")
        delivery.write(folder)
        return older, kept.version().id


def test_where_the_last_kept_version_cannot_be_shown_the_one_before_is(
    folder: Path, two_kept: tuple[str, str], tmp_path: Path
) -> None:
    spoil_kept(tmp_path / "kept", 1)
    (folder / "sites.csv").write_text("")
    with opened(folder, kept=tmp_path / "kept") as kept:
        assert kept.version().id == two_kept[0]
        assert kept.refused is not None


@pytest.mark.usefixtures("two_kept")
def test_where_no_kept_version_can_be_shown_either_it_is_said(
    folder: Path, delivery: DataFolder, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    spoil_kept(tmp_path / "kept", 2)
    (folder / "actions.csv").write_text(delivery.text("actions").replace("CLIENT", "NOBODY"))
    with opened(folder, kept=tmp_path / "kept") as kept:
        with pytest.raises(DataError, match=r"cannot be shown\. actions, owner"):
            kept.version(timeout=60)
        (folder / "actions.csv").write_text(delivery.text("actions"))
        spoil(folder)
        assert kept.version().rows["order_events"] == 4
        assert kept.held.is_shown, "what is held back is shown where there is nothing else"
    assert caplog.text.count("is passed over") == 2


@pytest.mark.usefixtures("two_kept")
def test_while_files_arrive_what_cannot_be_shown_is_not_read_again(
    folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    spoil_kept(tmp_path / "kept", 2)
    (folder / "sites.csv").touch()
    with opened(folder, kept=tmp_path / "kept", rest_s=60) as kept:
        assert kept.version(timeout=1.0) is None
        assert kept.is_arriving
    assert caplog.text.count("is passed over") == 2


def test_what_was_once_held_back_and_comes_again_does_not_bring_back_what_was_shown_then(
    folder: Path, delivery: DataFolder, tmp_path: Path
) -> None:
    with opened(folder, kept=tmp_path / "kept") as kept:
        first = kept.version()
        spoil(folder)
        kept.version()
        kept.decide("keep", "Ada", kept.held.contents, first.id)
        kept.version()
        before = delivery.text("actions")
        delivery.add("actions", text="One more")
        delivery.write(folder)
        third = kept.version()
        assert third.rows["actions"] == 3
        (folder / "actions.csv").write_text(before)
        spoil(folder)
        assert kept.version() is third
        assert kept.held.decision.by == "Ada"


def test_what_was_shown_after_something_was_kept_is_shown_after_a_restart(
    folder: Path, delivery: DataFolder, tmp_path: Path
) -> None:
    with opened(folder, kept=tmp_path / "kept") as kept:
        first = kept.version()
        spoil(folder)
        kept.version()
        kept.decide("keep", "Ada", kept.held.contents, first.id)
        kept.version()
        delivery.add("actions", text="One more")
        delivery.write(folder)
        third = kept.version()
    _date_back(tmp_path / "kept")
    delivery.tables["actions"].pop()
    delivery.write(folder)
    spoil(folder)
    with opened(folder, kept=tmp_path / "kept") as again:
        assert again.version().rows["actions"] == third.rows["actions"] == 3
        assert again.held.decision.by == "Ada"


def _date_back(kept: Path) -> None:
    """The decisions become a day old: times are told in whole seconds."""
    (file,) = kept.glob("*/decisions.json")
    file.write_text(re.sub(r'"at": "\d{4}', '"at": "2020', file.read_text()))


def test_a_note_may_be_cleared_and_what_tells_whose_figures_they_are_may_not(
    folder: Path, delivery: DataFolder
) -> None:
    for row in delivery.tables["actions"]:
        row.update(note="as agreed", data_class="ILLUSTRATIVE")
    delivery.write(folder)
    with opened(folder) as kept:
        kept.version()
        for row in delivery.tables["actions"]:
            row.update(note="")
        delivery.write(folder)
        kept.version()
        assert kept.held is None
        for row in delivery.tables["actions"]:
            row.update(data_class="")
        delivery.write(folder)
        kept.version()
        assert [one.columns for one in kept.held.differences] == [("data_class",)]


def test_the_choice_of_a_version_that_is_gone_is_none(folder: Path, two_kept: tuple[str, str], tmp_path: Path) -> None:
    with opened(folder, kept=tmp_path / "kept") as kept:
        kept.version()
        kept.decide("restore", "Ada", version=two_kept[0])
        assert kept.version().id == two_kept[0]
    oldest = min(one for one in (tmp_path / "kept").glob("*/*-*") if one.is_dir())
    shutil.rmtree(oldest)
    with opened(folder, kept=tmp_path / "kept") as again:
        assert again.version().id == two_kept[1]
        assert again.older is None


def test_decisions_and_digests_may_be_asked_for_from_several_threads(folder: Path, tmp_path: Path) -> None:
    shared, digests = Decisions(tmp_path / "kept"), Digests()
    both = (listing(folder), listing(DataFolder().write(tmp_path / "other")))

    def ask(n: int) -> None:
        for files in both * 30:
            digests.of(files)
        shared.add(decision("take", str(n), "", "Ada"))

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(ask, range(24)))
    finally:
        sys.setswitchinterval(before)
    assert all(Decisions(tmp_path / "kept").of(str(n)) for n in range(24))


def test_a_decision_of_another_process_is_followed(folder: Path, tmp_path: Path) -> None:
    with opened(folder, kept=tmp_path / "kept") as server, opened(folder, kept=tmp_path / "kept") as command:
        good = server.version()
        spoil(folder)
        assert server.version() is good
        command.decide("take", "Ada")
        assert server.version().rows["order_events"] == 4


def test_two_processes_that_show_the_same_version_keep_it_once(folder: Path, tmp_path: Path) -> None:
    with opened(folder, kept=tmp_path / "kept") as one, opened(folder, kept=tmp_path / "kept") as other:
        with ThreadPoolExecutor(2) as threads:
            list(threads.map(lambda store: store.version(), (one, other)))
        assert one.kept() == other.kept()
        assert len(one.kept()) == 1


def test_files_are_awaited_until_they_rest(folder: Path, delivery: DataFolder) -> None:
    with opened(folder, rest_s=0.4) as kept:
        good = kept.version()
        for n in range(3):
            delivery.add("actions", text=f"Number {n}")
            delivery.write(folder)
            begun = time.monotonic()
            assert kept.version(timeout=0.1) is good
        assert kept.version().rows["actions"] == 5
        assert time.monotonic() - begun > 0.4


def test_a_marker_newer_than_all_files_is_not_awaited(folder: Path, delivery: DataFolder) -> None:
    with opened(folder, rest_s=60) as kept:
        os.utime(folder / "actions.csv")
        (folder / "_READY").touch()
        good = kept.version(timeout=5)
        assert good is not None
        delivery.add("actions", text="One more")
        delivery.write(folder)
        assert kept.version(timeout=0.3) is good
        (folder / "_READY").unlink()
        (folder / "_READY").touch()
        assert kept.version(timeout=5).rows["actions"] == 3


def sealed(folder: Path) -> None:
    files = listing(folder)
    with opened(folder) as kept:
        manifest.seal(files, Digests().of(files), kept.version().rows_of_files)


def test_what_is_as_it_was_sealed_is_not_awaited_and_what_is_not_is_held_back(
    folder: Path, delivery: DataFolder
) -> None:
    sealed(folder)
    with opened(folder, rest_s=60) as kept:
        good = kept.version(timeout=5)
        assert good is not None
    with opened(folder) as kept:
        good = kept.version()
        delivery.add("actions", text="One more")
        delivery.write(folder)
        (folder / "suites.csv").write_text(DataFolder().text("suites"))
        assert kept.version() is good
        assert said(kept) == ["actions.csv has 3 rows instead of 2 as sealed; suites.csv lies there and was not sealed"]
        (folder / "suites.csv").unlink()
        sealed(folder)
        assert kept.version().rows["actions"] == 3
        (folder / "_MANIFEST.json").write_text("{")
        kept.version()
        assert "_MANIFEST.json cannot be read" in said(kept)[0]


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DUALSITE_REST_S", "7")
    monkeypatch.setenv("DUALSITE_FALL_PERCENT", "35")
    monkeypatch.setenv("DUALSITE_KEPT", str(tmp_path))
    monkeypatch.setenv("DUALSITE_KEEP", "4")
    assert care() == Care(7.0, 0.35, tmp_path, 4, 5_000_000_000)
    monkeypatch.setenv("DUALSITE_KEEP", "0")
    assert care().kept is None
    monkeypatch.delenv("DUALSITE_KEEP")
    monkeypatch.delenv("DUALSITE_KEPT")
    assert _place(tmp_path) == tmp_path / "kept"
    with pytest.raises(DataError, match="Name one in DUALSITE_KEPT, or set DUALSITE_KEEP to 0"):
        _place(Path("lib/site-packages"))
    monkeypatch.setenv("DUALSITE_REST_S", "soon")
    with pytest.raises(store.care.DataError, match="DUALSITE_REST_S is soon; it must be a number"):
        care()
