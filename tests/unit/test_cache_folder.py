"""Answers survive a restart, for their owner and their question alone, and never cost an answer."""

from __future__ import annotations

import os
import pickle
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from dualsite import access, cache, cache_folder, kpi, store
from dualsite.access import Scope, Viewer
from dualsite.cache import cached_per_item, cached_per_view
from dualsite.cache_folder import SUFFIX, CacheFolder
from dualsite.errors import DataError
from tests.data_folder import DataFolder


@dataclass(frozen=True)
class Asked:
    key: str

    @property
    def lasting_key(self) -> str:
        return self.key


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "answers"


@pytest.fixture(autouse=True)
def _slow_enough(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every answer is worth keeping; afterwards none is kept any more."""
    monkeypatch.setattr(cache, "SLOW_S", -1.0)
    yield
    cache.keep_in(None)
    cache.clear()


def restart(folder: Path, made_by: str = "this code") -> CacheFolder:
    """What the next process begins with: nothing but the folder."""
    cache.clear()
    opened = CacheFolder(folder, made_by)
    cache.keep_in(opened)
    return opened


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*{SUFFIX}"))


def test_an_answer_survives_a_restart_and_is_that_of_its_question(folder: Path) -> None:
    computed = []

    @cached_per_view
    def answer(view: Asked, times: int = 1) -> str:
        computed.append((view.key, times))
        return view.key * times

    @cached_per_item
    def lengths(view: Asked, words: Sequence[str]) -> dict[str, int]:
        computed.extend((view.key, word) for word in words)
        return {word: len(word) for word in words}

    for _start in range(2):
        restart(folder)
        assert [answer(Asked("a")), answer(Asked("a"), 2), answer(Asked("b"))] == ["a", "aa", "b"]
        assert lengths(Asked("a"), ["one", "three"]) == {"one": 3, "three": 5}
    assert computed == [("a", 1), ("a", 2), ("b", 1), ("a", "one"), ("a", "three")]


def test_other_code_or_libraries_begin_with_nothing(folder: Path) -> None:
    restart(folder).put(b"question", "answer")
    assert restart(folder).get(b"question") == ("answer",)
    assert restart(folder, "other code").get(b"question") == ()
    assert files(folder) == []


def test_the_folder_and_what_lies_in_it_are_for_its_owner_alone(folder: Path) -> None:
    restart(folder).put(b"question", "answer")
    assert folder.stat().st_mode & 0o077 == 0
    assert all(file.stat().st_mode & 0o077 == 0 for file in folder.iterdir())
    folder.chmod(0o755)
    with pytest.raises(DataError, match="nobody else may open"):
        CacheFolder(folder, "this code")


@pytest.mark.parametrize("spoil", [lambda kept: kept[:-1], lambda kept: b"", lambda kept: kept[:32] + b"x" + kept[33:]])
def test_what_is_half_written_or_changed_is_no_answer_and_goes(folder: Path, spoil) -> None:  # type: ignore[no-untyped-def]
    opened = restart(folder)
    opened.put(b"question", "answer")
    (file,) = files(folder)
    file.write_bytes(spoil(file.read_bytes()))
    assert opened.get(b"question") == ()
    assert files(folder) == []


class Runs:
    """What is run when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (str(self.mark),)


def test_what_a_killed_process_has_left_unfinished_goes_after_an_hour(folder: Path) -> None:
    restart(folder)
    for name, age_s in (("tmpabcd1234", 4000), ("tmpxyz.part", 4000), ("tmpnew.part", 10)):
        (folder / name).write_bytes(b"half")
        os.utime(folder / name, (time.time() - age_s,) * 2)
    restart(folder)
    assert {file.name for file in folder.iterdir() if file.name.startswith("tmp")} == {"tmpnew.part"}


def test_nothing_is_unpickled_that_was_not_signed_here(folder: Path, tmp_path: Path) -> None:
    opened = restart(folder)
    opened.put(b"question", "answer")
    (file,) = files(folder)
    file.write_bytes(bytes(32) + pickle.dumps(Runs(tmp_path / "it ran")))
    assert opened.get(b"question") == ()
    assert not (tmp_path / "it ran").exists()


def test_an_answer_laid_in_the_place_of_another_is_not_given(folder: Path) -> None:
    opened = restart(folder)
    opened.put(b"everyone's", "all amounts")
    (everyones,) = files(folder)
    opened.put(b"one client's", "their amounts")
    (theirs,) = set(files(folder)) - {everyones}
    theirs.write_bytes(everyones.read_bytes())
    assert opened.get(b"one client's") == ()
    assert opened.get(b"everyone's") == ("all amounts",)


def test_those_unused_for_longest_make_room(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_folder, "MOST_BYTES", 5_000)
    opened = restart(folder)
    for number in range(4):
        opened.put(bytes([number]), bytes(1_000))
    for number, file in enumerate(files(folder)):
        os.utime(file, (number, number))
    opened.get(bytes([0]))
    opened.put(b"one more", bytes(1_000))
    assert opened.get(bytes([0])) == (bytes(1_000),), "it was used last"
    assert sum(file.stat().st_size for file in files(folder)) <= 4_200


def test_a_full_disk_costs_a_line_in_the_log_and_no_answer(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    @cached_per_view
    def answer(view: Asked) -> str:
        return view.key

    restart(folder)
    monkeypatch.setattr(cache_folder, "_write", full)
    assert [answer(Asked("a")), answer(Asked("b"))] == ["a", "b"]
    own = [record.getMessage() for record in caplog.records if record.name.startswith("dualsite")]
    assert own == ["Answers are not kept for the next 300 s: [Errno 28] No space left on device"]


def test_what_cannot_be_written_down_is_answered_all_the_same(folder: Path) -> None:
    @cached_per_view
    def answer(view: Asked, key: object = None) -> object:
        return lambda: view.key

    restart(folder)
    assert answer(Asked("a"))() == "a"  # type: ignore[operator]
    assert answer(Asked("a"), lambda: None) is not None
    assert files(folder) == []


def test_what_is_kept_for_one_scope_is_never_given_to_another(folder: Path, tmp_path: Path) -> None:
    asked: list[tuple[str, Scope]] = []

    @cached_per_view
    def clients(view: access.View) -> list[str]:
        asked.append(("clients", view.scope))
        return access.ids(view, "partners", "partner_id")

    with store.Store(DataFolder().keep("sources", "sites", "partners").write(tmp_path / "data")) as opened:
        version = opened.version()
        assert version is not None
        everyone = access.view(version, opened.connect())
        all_clients = access.ids(everyone, "partners", "partner_id")
        alone = [
            access.view(version, opened.connect(), Viewer("partner", frozenset({client}))) for client in all_clients
        ]
        both = access.view(version, opened.connect(), Viewer("account_manager", frozenset(all_clients[:2])))
        for _start in range(2):
            restart(folder)
            assert clients(everyone) == all_clients
            assert [clients(view) for view in alone] == [[client] for client in all_clients]
            assert clients(both) == all_clients[:2]
        assert len(asked) == 1 + len(alone) + 1, "after the restart, everybody's own answer was found"


def test_kpis_come_back_as_those_of_the_catalogue(folder: Path, tmp_path: Path) -> None:
    with store.Store(DataFolder().keep("sources", "sites", "suites").write(tmp_path / "data")) as opened:
        version = opened.version()
        assert version is not None
        view = access.view(version, opened.connect())
        chosen = [kpi.KPIS["right_first_time"]]
        restart(folder)
        before = kpi.ask(view, chosen)
        restart(folder)
        (after,) = kpi.ask(view, chosen)
        assert files(folder)
        assert [after] == before
        assert after.kpi is chosen[0]


def test_other_contents_of_the_same_size_and_time_are_another_question(tmp_path: Path) -> None:
    keys = []
    for city in ("Odense", "Aarhus"):
        folder = DataFolder().keep("sources", "sites").write(tmp_path / city)
        file = folder / "sites.csv"
        file.write_text(file.read_text("utf-8").replace("Odense", city), "utf-8")
        for one in folder.iterdir():
            os.utime(one, (1_700_000_000, 1_700_000_000))
        with store.Store(folder) as opened:
            version = opened.version()
            assert version is not None
            keys.append((version.id, access.view(version, opened.connect()).lasting_key))
    assert keys[0][0] == keys[1][0]
    assert keys[0][1] != keys[1][1]


def test_answers_under_code_names_end_with_the_process(tmp_path: Path) -> None:
    with store.Store(DataFolder().keep("sources", "sites").write(tmp_path / "data")) as opened:
        version = opened.version()
        assert version is not None
        assert access.view(version, opened.connect(), code_key="secret").lasting_key is None
