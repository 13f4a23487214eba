"""Scenarios in files: what is written is read again, what is wrong is said, and nobody overwrites another's."""

from __future__ import annotations

import contextlib
import threading
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dualsite.errors import DataError, InputError
from dualsite.scenarios import KINDS, Edit, Scenario, files
from dualsite.scenarios import text as toml
from dualsite.scenarios.commercial import WinFraction
from dualsite.scenarios.edit import FieldRule, rules
from dualsite.scenarios.network import SiteOut, SuiteReady
from dualsite.store.folder import listing
from tests.data_folder import DataFolder, findings

BY_HAND = """\
# Written by hand.
title = "Alder stops in May"
owner = "kim"

[[edit]]
what = "site-out"
site = "ALDER"
from = 2027-05-01
days = 90

[[edit]]
what = "opportunity-win-fraction"
opportunity = "OPP-1"
win_fraction = 1
"""

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(str.strip)


def a_value(rule: FieldRule) -> st.SearchStrategy[object]:
    """Values that a field may hold."""
    if rule.codes:
        return st.sampled_from(rule.codes)
    least, most = rule.least if rule.least is not None else 0, rule.most if rule.most is not None else 1000
    return {
        str: TEXTS,
        bool: st.booleans(),
        date: st.dates(),
        int: st.integers(int(least), int(most)),
        float: st.floats(least, most, exclude_min=rule.is_above),
    }[rule.kind]


@st.composite
def an_edit(draw: st.DrawFn) -> Edit:
    kind = draw(st.sampled_from(list(KINDS.values())))
    asked = {rule.name: a_value(rule) for rule in rules(kind)}
    fields = {name: draw(one) for name, one in asked.items()}
    return kind(**fields)


@given(st.lists(an_edit(), max_size=4), TEXTS | st.just(""), TEXTS | st.just(""), st.booleans())
def test_what_is_written_is_read_again(edits: list[Edit], title: str, owner: str, is_shared: bool) -> None:
    scenario = Scenario("any", tuple(edits), title, owner, is_shared, note=title)
    read = toml.parsed(toml.written(scenario).encode(), "any")
    assert read.faults == ()
    assert read.scenario == scenario
    assert toml.written(read.scenario) == toml.written(scenario)


def test_a_file_written_by_hand_is_read() -> None:
    read = toml.parsed(BY_HAND.encode(), "alder-stops")
    stop = SiteOut("ALDER", date(2027, 5, 1), 90)
    assert read.scenario == Scenario("alder-stops", (stop, WinFraction("OPP-1", 1.0)), "Alder stops in May", "kim")
    assert read.faults == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title = 3", "scenarios/x.toml, title: it must be text in quotation marks. Correct it there."),
        ("[[edit", "scenarios/x.toml: it is not TOML"),
        ("colour = 'red'", "colour: there is no such key. Use title, owner, shared, note, [[edit]]."),
        ("edit = 3", "edit: it must be a list of tables. Begin each edit by [[edit]]."),
        ("[[edit]]\nsite = 'A'", "edit 1, what: it is missing"),
        ("[[edit]]\nwhat = 'site-our'", "edit 1, what: there is no edit 'site-our'. Did you mean site-out?"),
        ("[[edit]]\nwhat = 'suite-ready'\nsuite = 'A'", "edit 1, on: it is missing. Say on = 2027-03-01."),
        ("[[edit]]\nwhat = 'suite-ready'\nsuite = 'A'\non = '2027-03-01'", "on: it must be a day without quotation"),
        ("[[edit]]\nwhat = 'suite-ready'\nsuite = 'A'\non = 2027-03-01T10:00:00", "on: it must be a day"),
        ("[[edit]]\nwhat = 'suite-ready'\nsuite = ' '\non = 2027-03-01", "suite: it is empty"),
        ("[[edit]]\nwhat = 'suite-ready'\nsuite = 'A'\nof = 1\non = 2027-03-01", "of: an edit suite-ready has no such"),
        ("[[edit]]\nwhat = 'rate-times'\ncurrency = 'EUR'\nfactor = 0", "factor: it must be above 0"),
        ("[[edit]]\nwhat = 'rate-times'\ncurrency = 'EUR'\nfactor = nan", "factor: it must be"),
        ("[[edit]]\nwhat = 'rate-times'\ncurrency = 'EUR'\nfactor = true", "factor: it must be a number"),
        ("[[edit]]\nwhat = 'opportunity-win-fraction'\nopportunity = 'A'\nwin_fraction = 1.1", "it must be at most 1"),
        ("[[edit]]\nwhat = 'opportunity-moved'\nopportunity = 'A'\nmonths = 1.5", "months: it must be a whole number"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_key(text: str, message: str) -> None:
    read = toml.parsed(text.encode(), "x")
    assert any(message in fault.message for fault in read.faults), [fault.message for fault in read.faults]
    assert not read.is_usable


def test_all_faults_of_a_file_are_said_at_once() -> None:
    text = "title = 1\n[[edit]]\nwhat = 'suite-ready'\n[[edit]]\nwhat = 'no'"
    keys = [fault.key for fault in toml.parsed(text.encode(), "x").faults]
    assert keys == ["title", "edit 1, suite", "edit 1, on", "edit 2, what"]


def test_bytes_that_are_no_text_are_a_fault() -> None:
    assert not toml.parsed(b"\xff\xfe\x00", "x").is_usable
    for number in ("9" * 5000, "0x" + "F" * 5000):
        for text in (f"title = {number}", f"[[edit]]\nwhat = {number}"):
            assert not toml.parsed(text.encode(), "x").is_usable
    assert "1 MB" in toml.parsed(b"#" * 1_000_001, "x").faults[0].message


@pytest.mark.parametrize("name", ["", "base", "../up", "a/b", "A", "ü", "a" * 61, "-a", "a.b", ".a"])
def test_a_name_that_could_stand_for_another_file_is_none(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError):
        files.save(tmp_path, Scenario(name), "")
    with pytest.raises(InputError):
        files.read(tmp_path, name)
    assert list(tmp_path.iterdir()) == []


def test_a_scenario_is_saved_read_listed_and_deleted(tmp_path: Path) -> None:
    assert files.names(tmp_path) == []
    saved = files.save(tmp_path, Scenario("late", (SuiteReady("BI-UP", date(2028, 7, 1)),), "Birch late"), "")
    assert files.names(tmp_path) == ["late"]
    assert files.read(tmp_path, "late").scenario == saved
    assert [path.name for path in (tmp_path / "scenarios").iterdir()] == ["late.toml"], "nothing else is left there"
    files.delete(tmp_path, "late", saved.digest)
    assert files.names(tmp_path) == []
    with pytest.raises(InputError, match="There is no scenario late"):
        files.read(tmp_path, "late")


def test_the_second_of_two_who_save_one_name_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    first = files.save(tmp_path, Scenario("late", title="as opened"), "")
    by_other = files.save(tmp_path, Scenario("late", title="theirs"), first.digest)
    for attempt in (
        lambda: files.save(tmp_path, Scenario("late", title="mine"), first.digest),
        lambda: files.save(tmp_path, Scenario("late", title="mine"), ""),
        lambda: files.delete(tmp_path, "late", first.digest),
    ):
        with pytest.raises(files.ChangedMeanwhileError, match="late"):
            attempt()
    assert files.read(tmp_path, "late").scenario == by_other
    files.delete(tmp_path, "late", by_other.digest)
    with pytest.raises(files.ChangedMeanwhileError, match="deleted"):
        files.save(tmp_path, Scenario("late", title="mine"), by_other.digest)


def test_a_folder_that_can_be_neither_read_nor_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "round").mkdir()
    (tmp_path / "round" / "scenarios").symlink_to(tmp_path / "round" / "scenarios")
    with pytest.raises(DataError, match="cannot be read"):
        files.names(tmp_path / "round")
    (tmp_path / "scenarios").symlink_to("/proc")
    with pytest.raises(DataError, match="Nothing can be written to"):
        files.save(tmp_path, Scenario("late"), "")


def test_a_folder_under_the_name_of_a_scenario_and_half_a_character_are_said(tmp_path: Path) -> None:
    (tmp_path / "scenarios" / "late.toml").mkdir(parents=True)
    for attempt in (
        lambda: files.save(tmp_path, Scenario("late"), ""),
        lambda: files.delete(tmp_path, "late", "any"),
    ):
        with pytest.raises(DataError, match=r"late\.toml cannot be read"):
            attempt()
    assert not files.read(tmp_path, "late").is_usable
    with pytest.raises(InputError, match="half a character"):
        files.save(tmp_path, Scenario("other", title="\ud800"), "")


def test_of_many_who_save_at_once_one_does(tmp_path: Path) -> None:
    opened = files.save(tmp_path, Scenario("late"), "").digest
    start, saved = threading.Barrier(8), []

    def save(number: int) -> None:
        start.wait()
        with contextlib.suppress(files.ChangedMeanwhileError):
            saved.append(files.save(tmp_path, Scenario("late", title=str(number)), opened))

    threads = [threading.Thread(target=save, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [files.read(tmp_path, "late").scenario] == saved


def test_scenarios_beside_the_data_are_no_part_of_a_data_version_and_no_stranger(tmp_path: Path) -> None:
    folder = DataFolder().write(tmp_path / "data")
    before = listing(folder)
    files.save(folder, Scenario("late"), "")
    after = listing(folder)
    assert (after, after.touched_ns, after.unread) == (before, before.touched_ns, ())
    assert findings(folder) == []


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("birch-late.toml", "birch-late"),
        ("birch-late (scenario won) (1).toml", "birch-late"),
        ("Birch, late!.toml", "birch-late"),
        ("(1).toml", "scenario"),
        ("base.toml", "scenario"),
        ("송도.toml", "scenario"),
        ("a" * 80 + ".toml", "a" * 60),
    ],
)
def test_a_file_of_any_name_gives_a_name_that_a_scenario_may_have(file: str, name: str) -> None:
    assert toml.name_from(file) == name
    assert files.check_name(name) == name


ADDED = "[[edit]]\nwhat = 'booking-added'\nbooking = 'B{0}'\nsuite = 'S'\nfrom = 2027-01-01\nto = 2027-01-08\n"
REMOVED = "[[edit]]\nwhat = 'booking-removed'\nbooking = 'R{0}'\n"
STOPPED = "[[edit]]\nwhat = 'site-out'\nsite = 'S{0}'\nfrom = 2027-01-01\ndays = 9\n"


@pytest.mark.parametrize(
    ("counts", "problem"),
    [
        ({ADDED: 250, REMOVED: 30, STOPPED: 20}, ""),
        ({ADDED: 301}, "there are more than 300"),
        ({ADDED: 100, REMOVED: 51}, "there are more than 50 besides those that add a booking"),
        ({STOPPED: 21}, "there are more than 20 by which a site stops"),
    ],
    ids=("as many as fit", "all", "nested", "stops"),
)
def test_a_scenario_holds_as_many_edits_as_a_query_can(counts: dict[str, int], problem: str) -> None:
    text = "".join(kind.format(number) for kind, count in counts.items() for number in range(count))
    read = toml.parsed(text.encode(), "x")
    assert [fault.problem for fault in read.faults] == ([problem] if problem else [])


@pytest.mark.parametrize(
    ("scenario", "problem"),
    [
        (Scenario("late", tuple(SiteOut(f"S{n}", date(2027, 1, 1), 9) for n in range(21))), "more than 20 by which"),
        (Scenario("late", tuple(WinFraction(f"O{n}", 0.5) for n in range(51))), "more than 50 besides"),
        (Scenario("late", title="x" * 1_000_001), "more than 1 MB"),
    ],
    ids=("stops", "nested", "size"),
)
def test_what_would_be_refused_when_read_is_not_saved(scenario: Scenario, problem: str, tmp_path: Path) -> None:
    before = files.save(tmp_path, Scenario("late", title="as it was"), "")
    with pytest.raises(InputError, match=f"late is not saved.*{problem}"):
        files.save(tmp_path, scenario, before.digest)
    assert files.read(tmp_path, "late").scenario == before
