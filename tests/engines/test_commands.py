"""Every command that asks the data says the same of files and of an engine."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import CliRunner

from dualsite.cli import app, loading
from dualsite.store.engines import address
from tests.engines.conftest import Pair
from tests.engines.test_pages import rounded

COMMANDS = (
    "check --format json",
    "kpi --format json",
    "kpi --by month --format json",
    "kpi --as-partner OAK --format json",
    "signals --format json",
    "dates --format json",
    "clock --format json",
    "slots --product OAKMAB --batches 2 --ready-on 2027-04-01 --format json",
    "pipeline --format json",
    "continuity --site-out ALDER --from 2027-04-01 --days 90 --format json",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_says_the_same(command: str, pair: Callable[[str], Pair], monkeypatch: pytest.MonkeyPatch) -> None:
    of = pair("works")
    files = run(f"{command}", str(of.folder))
    monkeypatch.setenv(address.ENGINE, of.url)
    engine = run(command)
    assert files[0] == engine[0]
    assert rounded(json.loads(apart(files[1]))) == rounded(json.loads(apart(engine[1])))


def run(command: str, *data: str) -> tuple[int, str]:
    """Its exit status, and what it writes."""
    words = command.split()
    option = next((place for place, word in enumerate(words) if word.startswith("--")), len(words))
    done: Any = CliRunner().invoke(app, [*words[:option], *words[option:], *data])
    return done.exit_code, done.stdout


def apart(told: str) -> str:
    """What was written, without the id of the version."""
    return re.sub(r'"[0-9a-f]{12}"', '"VERSION"', told)


def test_a_folder_that_is_named_is_read_whatever_the_engine(
    pair: Callable[[str], Pair], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(address.ENGINE, "postgres://nobody@127.0.0.1:1/none")
    with loading.seen(pair("works").folder) as view:
        assert view.connection.name == "duckdb"
