"""The examples of how the app is run name what there is: files, commands and settings."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest
from typer.main import get_command

from dualsite.cli import app
from dualsite.web import health
from dualsite.web.signin import keys

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
CODE = "\n".join(file.read_text("utf-8") for file in sorted((ROOT / "dualsite").rglob("*.py")))


@pytest.mark.parametrize("file", sorted(DEPLOY.iterdir()), ids=lambda file: file.name)
def test_every_setting_that_is_named_is_one(file: Path) -> None:
    named = set(re.findall(r"\bDUALSITE_[A-Z_]+\b", file.read_text("utf-8")))
    assert {name for name in named if f'"{name}"' not in CODE and not keys.VARIABLE.fullmatch(name)} == set()


@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.name)
def test_what_a_unit_starts_is_there(file: Path) -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(file.read_text("utf-8"))
    words = unit["Service"]["ExecStart"].removeprefix("/opt/dualsite/").split()
    assert words[0].startswith(".venv/bin/")
    if words[1] == "run":
        assert (ROOT / words[2]).is_file()
    else:
        assert words[1:3] == ["-m", "dualsite"]
        assert words[3] in get_command(app).commands


def test_a_timer_starts_a_unit_of_its_name() -> None:
    for timer in DEPLOY.glob("*.timer"):
        assert timer.with_suffix(".service") in UNITS


def test_the_container_holds_what_the_app_runs_on() -> None:
    told = (DEPLOY / "Containerfile").read_text("utf-8")
    for line in re.findall(r"^COPY (.*)$", told, re.MULTILINE):
        *sources, _to = line.split()
        assert all((ROOT / source).exists() for source in sources), line
    assert health.PATH in told
    assert told.count("--require-hashes") == told.count("-r requirements")
    assert "USER dualsite" in told


def test_the_container_speaks_every_language_and_holds_no_secret() -> None:
    told = (DEPLOY / "Containerfile").read_text("utf-8")
    assert told.index("COPY dualsite dualsite") < told.index("pybabel --quiet compile") < told.index("USER dualsite")
    copied = [source for line in re.findall(r"^COPY (.*)$", told, re.MULTILINE) for source in line.split()[:-1]]
    assert ".streamlit/config.toml" in copied
    assert not {".", ".streamlit", "./"} & set(copied)
