"""The recipes of docs/how-to-add.md, done to the letter on a copy of the tree."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
RECIPES = ROOT / "docs" / "how-to-add.md"
COPIED = ("dualsite", "pages", "static", "tools", ".streamlit", "pyproject.toml", "docs/reference", "data/dataset.toml")
TABLES = ("sources", "sites", "partners", "batches", "shipments")
"""As many of the tables as the recipes speak of."""

MOST_FILES = {"A KPI": 2, "A table": 3, "A page": 3, "A figure": 1, "A rule": 2, "An edit": 1, "An importer": 2}

LATE = """
[[edit]]
what = "shipment-shipped"
shipment = "IS-0000001"
on = 2024-02-15
"""

STEP = re.compile(
    r"(?P<where>At the end of|In a new file|In) `(?P<path>[^`]+)`(?:, after `(?P<after>[^\n]+)`)?:\n\n"
    r"```\w*\n(?P<text>.*?)```",
    re.DOTALL,
)
WRITTEN = re.compile(r"`make reference`, which writes `([^`]+)`")

ASKED = """
import contextlib, io, json, sys
from dualsite import cli, importers
from dualsite.kpi import KPIS
from dualsite.schema import TABLES
from dualsite.schema.rules import RULES
from dualsite.screens.shared.links import FOLDER
from dualsite.web.server import ROUTER
from streamlit.testing.v1 import AppTest
from tools import reference

def told(*words):
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.suppress(SystemExit):
        sys.argv = ["dualsite", *words]
        cli.main()
    return out.getvalue()

def opened(page):
    screen = AppTest.from_file(ROUTER, default_timeout=120).switch_page(str(FOLDER / f"{page}.py")).run()
    drawn = [element.proto.id for element in screen.get("bidi_component")]
    return [one.value for one in screen.exception], [one.value for one in screen.markdown], drawn

reference.main()
export = "DRKS-ID,Title,Phase,Recruitment status,Primary sponsor,Target sample size,Countries,Secondary IDs\\n"
export += "DRKS90000001,A trial,2,Recruiting,Somebody,12,Japan;Germany,NCT90000001\\n"
trials = importers.read_trials([importers.NamedBytes("e.csv", export.encode())], partner_id="A", product_id=None)
print(json.dumps({
    "kpi": told("kpi", "data", "--id", "rework_rate"),
    "check": told("check", "data"),
    "scenarios": told("scenarios", "data"),
    "pages": {page: opened(page) for page in ("excursions", "network")},
    "countries": trials.trial_countries.country.tolist(),
    "notes": trials.trials.note.tolist(),
}))
"""


class Step(NamedTuple):
    """One thing to do: text into a file of ours, at a place."""

    where: str
    path: str
    after: str | None
    text: str

    def take(self, tree: Path) -> None:
        """Do it to the tree."""
        file = tree / self.path
        if self.where == "In a new file":
            assert not file.exists(), self.path
            file.write_text(self.text, encoding="utf-8")
            return
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        if self.where == "At the end of":
            gap = "" if self.path.startswith("pages/") else "\n\n"
            file.write_text("".join(lines) + gap + self.text, encoding="utf-8")
            return
        (place,) = (number for number, line in enumerate(lines) if line.strip() == self.after)
        file.write_text("".join([*lines[: place + 1], self.text, *lines[place + 1 :]]), encoding="utf-8")


def recipes() -> dict[str, str]:
    """The text of each recipe, by its heading."""
    _, *sections = RECIPES.read_text(encoding="utf-8").split("\n## ")
    return {section.split("\n", 1)[0]: section for section in sections}


def steps(recipe: str) -> list[Step]:
    """What a recipe says to do, in its order."""
    return [Step(*found.group("where", "path", "after", "text")) for found in STEP.finditer(recipe)]


@pytest.fixture(scope="module")
def tree(tmp_path_factory) -> Path:
    """A copy of the tree with all recipes done to it, one after the other."""
    copy = tmp_path_factory.mktemp("tree")
    for name in (*COPIED, *(f"data/{table}.csv" for table in TABLES)):
        source, to = ROOT / name, copy / name
        to.parent.mkdir(exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, to, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, to)
    for recipe in recipes().values():
        for step in steps(recipe):
            step.take(copy)
    (copy / "data" / "scenarios").mkdir()
    (copy / "data" / "scenarios" / "late.toml").write_text(LATE, encoding="utf-8")
    return copy


@pytest.fixture(scope="module")
def asked(tree) -> dict:
    """What the copy says of what was added to it."""
    environment = {name: value for name, value in os.environ.items() if name != "DUALSITE_DATA"}
    done = subprocess.run(
        [sys.executable, "-c", ASKED],
        cwd=tree,
        env=environment | {"PYTHONPATH": str(tree), "DUALSITE_AUDIT": str(tree / "audit.jsonl")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_no_addition_takes_more_files_than_it_should():
    touched = {
        name: {step.path for step in steps(recipe)} | set(WRITTEN.findall(recipe)) for name, recipe in recipes().items()
    }
    # A figure is one function; where it stands is a matter of the page.
    touched["A figure"] -= {"pages/network.py"}
    assert {name: len(paths) for name, paths in touched.items()} == MOST_FILES


def test_the_additions_are_written_as_all_code_is(tree):
    for words in (["check"], ["format", "--check"]):
        done = subprocess.run(
            [Path(sys.executable).with_name("ruff"), *words, "--no-cache", "."],
            cwd=tree,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout


def test_the_kpi_is_computed(asked):
    assert re.match(r"Rework rate +\d", asked["kpi"])


def test_the_table_is_read_and_held_to_the_rule(asked):
    assert "W90 excursions row 3, minutes: “0”: it lasted no time." in asked["check"]


def test_the_page_opens_and_answers(asked):
    exceptions, said, _ = asked["pages"]["excursions"]
    assert exceptions == []
    assert any("2 times on record a shipment was too warm or too cold" in text for text in said)


def test_the_figure_is_drawn(asked):
    exceptions, said, drawn = asked["pages"]["network"]
    assert exceptions == []
    assert any("for 35 minutes at most" in text for text in said)
    assert drawn[-1].endswith("-excursions")


def test_the_edit_is_read_and_told(asked):
    assert "late\n   The shipment IS-0000001 leaves on 15 Feb 2024." in asked["scenarios"]


def test_the_importer_reads(asked):
    assert asked["countries"] == ["DE", "JP"]
    assert asked["notes"] == ["DRKS record"]


def test_the_reference_pages_have_what_was_added(asked, tree):
    said = {path.name: path.read_text(encoding="utf-8") for path in (tree / "docs" / "reference").iterdir()}
    assert "### rework_rate" in said["kpis.md"]
    assert "### excursions" in said["tables.md"]
    assert "| W90 | warning | Excursion that lasted no time |" in said["rules.md"]
