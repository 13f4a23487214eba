"""`scenarios`, `compare` and `--scenario`: what is listed, what is compared, and that an empty one changes no byte."""

from __future__ import annotations

import csv
import io
import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from dualsite.cli import app
from dualsite.errors import DataError, InputError
from dualsite.planning import SlotRequest, saved
from dualsite.planning.saved import SavedQuestion
from tests.data_folder import DataFolder

WON = """\
title = "The second source is won"

[[edit]]
what = "opportunity-win-fraction"
opportunity = "OPP-1"
win_fraction = 0.5
"""
GONE = """
[[edit]]
what = "suite-ready"
suite = "NO-SUCH"
on = 2028-01-01
"""


def run(*words: object) -> Result:
    return CliRunner().invoke(app, list(map(str, words)), catch_exceptions=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fictional works with four scenarios beside them."""
    data = DataFolder().write(tmp_path_factory.mktemp("data"))
    (data / "scenarios").mkdir()
    for name, text in (("won", WON), ("gone", WON + GONE), ("empty", ""), ("broken", "[[edit]]\nwhat = 'no'")):
        (data / "scenarios" / f"{name}.toml").write_text(text, encoding="utf-8")
    return data


def test_scenarios_are_listed_with_what_they_say_and_what_is_wrong(folder: Path) -> None:
    told = run("scenarios", folder)
    assert told.exit_code == 1
    assert "won: The second source is won\n   The bid Second source has a win probability of 50%.\n" in told.output
    assert "warning: scenarios/gone.toml, edit 2, suite: the table suites has no NO-SUCH." in told.output
    assert "error: scenarios/broken.toml, edit 1, what: there is no edit 'no'." in told.output
    listed = {row["name"]: row for row in json.loads(run("scenarios", folder, "--format", "json").stdout)}
    assert list(listed) == ["broken", "empty", "gone", "won"]
    assert [one["severity"] for one in listed["gone"]["findings"]] == ["warning"]
    assert (listed["won"]["findings"], listed["empty"]["edits"]) == ([], [])


def test_a_file_that_is_called_as_no_scenario_can_be_is_listed_with_the_others(folder: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(folder, tmp_path / "data"))
    (data / "scenarios" / "a\\b.toml").write_text(WON)
    told = run("scenarios", data)
    assert told.exit_code == 1
    assert "no scenario can be called so" in told.output
    assert "won: The second source is won" in told.output


def test_without_scenarios_nothing_is_listed(tmp_path: Path) -> None:
    told = run("scenarios", DataFolder().keep("sites").write(tmp_path))
    assert (told.exit_code, told.output) == (0, "No scenarios.\n")


def test_figures_stand_side_by_side_with_their_difference(folder: Path) -> None:
    told = run("compare", "base", "won", "gone", folder, "--id", "weighted_pipeline", "--format", "json")
    (found,) = json.loads(told.stdout)
    by_name: dict[str, Any] = {one["name"]: one for one in found["scenarios"]}
    assert list(by_name) == ["base", "won", "gone"]
    assert by_name["won"]["difference"] == pytest.approx(0.1 * 12_000_000)
    assert by_name["gone"]["value"] == by_name["won"]["value"], "an edit whose target is gone changes nothing"
    assert by_name["base"]["difference"] == 0
    assert "NO-SUCH" in told.stderr


def test_one_name_is_held_to_the_data_as_they_are_wherever_the_folder_is_named(folder: Path) -> None:
    asked = ("--id", "weighted_pipeline", "--format", "csv")
    first, second = run("compare", folder, "won", *asked), run("compare", "base", "won", folder, *asked)
    assert first.stdout == second.stdout
    (row,) = csv.DictReader(io.StringIO(first.stdout))
    assert float(row["won difference"]) == pytest.approx(float(row["won"]) - float(row["base"]))


def test_models_are_compared_by_stage_and_quarter(folder: Path) -> None:
    told = run("compare", "base", "won", folder, "--id", "pipeline.expected_d", "--format", "json")
    found = {(one["by"]["stage"], one["by"]["quarter"]): one["scenarios"] for one in json.loads(told.stdout)}
    base, won = found["DOWNSTREAM", "2027Q4"]
    assert won["difference"] == pytest.approx(won["value"] - base["value"])
    assert won["value"] / base["value"] == pytest.approx(0.5 / 0.4)


@pytest.mark.parametrize(
    "words", [("base",), ("no-such", "won"), ("../up", "won"), ("base", "won", "--id", "no_such_kpi")]
)
def test_what_cannot_be_compared_is_said(folder: Path, words: tuple[str, ...]) -> None:
    with pytest.raises(InputError):
        run("compare", folder, *words)


def test_a_scenario_that_cannot_be_read_is_not_used(folder: Path) -> None:
    with pytest.raises(DataError, match=r"scenarios/broken\.toml, edit 1, what"):
        run("kpi", folder, "--scenario", "broken")


QUESTIONS = (
    ("kpi",),
    ("kpi", "--by", "month", "--months", "2", "--format", "csv"),
    ("slots", "--product", "OAKMAB", "--batches", "2", "--ready-on", "2027-03-01"),
    ("pipeline", "--format", "json"),
)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda words: " ".join(words[:2]))
def test_the_empty_scenario_changes_not_one_byte(folder: Path, question: tuple[str, ...]) -> None:
    plain, empty = (run(question[0], folder, *question[1:], *more) for more in ((), ("--scenario", "empty")))
    assert (plain.exit_code, plain.stdout, plain.stderr) == (empty.exit_code, empty.stdout, empty.stderr)


def test_what_a_scenario_changes_is_said_beside_the_answer(folder: Path) -> None:
    told = run("kpi", folder, "--id", "weighted_pipeline", "--scenario", "gone")
    assert told.stderr.splitlines()[:2] == [
        "Under the scenario The second source is won:",
        "   The bid Second source has a win probability of 50%.",
    ]
    assert "NO-SUCH" in told.stderr
    assert told.stdout != run("kpi", folder, "--id", "weighted_pipeline").stdout


def test_a_client_s_answer_has_no_scenario(folder: Path) -> None:
    with pytest.raises(InputError, match="under no scenario"):
        run("kpi", folder, "--as-partner", "OAK", "--scenario", "empty")


@pytest.mark.parametrize(
    "question",
    [*QUESTIONS, ("dates", "--format", "csv"), ("clock", "--format", "json"), ("signals", "--format", "json")],
    ids=lambda words: " ".join(words),
)
def test_an_answer_for_a_program_names_its_scenario_inside(folder: Path, question: tuple[str, ...]) -> None:
    command, *options = question
    if "--format" not in options:
        options += ["--format", "json"]
    told = run(command, folder, *options, "--scenario", "won").stdout
    if options[-1] == "csv":
        rows = list(csv.DictReader(io.StringIO(told)))
        assert next(iter(csv.reader(io.StringIO(told))))[-1] == "scenario", "beside the other columns, after them"
        assert {row["scenario"] for row in rows} == {"won"}
    else:
        objects = json.loads(told)
        assert {one["scenario"] for one in (objects if isinstance(objects, list) else [objects])} == {"won"}


def test_delivery_days_of_saved_slot_questions_are_compared_in_days(folder: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(folder, tmp_path / "data"))
    question = SlotRequest("OAKMAB", 1, date(2027, 3, 1))
    saved.save(data, SavedQuestion("oak", question))
    saved.save(data, SavedQuestion("no-such", replace(question, product_id="NO")))
    stopped = "[[edit]]\nwhat = 'site-out'\nsite = 'ALDER'\nfrom = 2027-03-01\ndays = 100\n"
    (data / "scenarios" / "stopped.toml").write_text(stopped)
    asked = ("compare", "base", "stopped", data, "--id", "slots.delivery_on")
    found = {one["by"]["question"]: one for one in json.loads(run(*asked, "--format", "json").stdout)}
    alone = ("--product", "OAKMAB", "--batches", "1", "--ready-on", "2027-03-01", "--format", "json")
    days = [
        json.loads(run("slots", data, *alone, *under).stdout)["options"][0]["delivery_on"]
        for under in ((), ("--scenario", "stopped"))
    ]
    base, stop = found["oak"]["scenarios"]
    assert [base["value"], stop["value"]] == days
    assert stop["difference"] == (date.fromisoformat(days[1]) - date.fromisoformat(days[0])).days > 0
    assert all("no product" in one["reason"] for one in found["no-such"]["scenarios"])
    assert f"{days[1]} (+{stop['difference']} d)" in run(*asked).stdout
    assert days[1] in run(*asked, "--format", "csv").stdout
