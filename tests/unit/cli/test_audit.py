"""`audit verify` and `audit export`."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dualsite.audit import What, reading
from dualsite.audit.entry import Entry
from dualsite.audit.trail import Trail
from dualsite.cli import app
from dualsite.errors import DataError, InputError
from tests.unit.audit.conftest import entry


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A trail of three pages."""
    path = tmp_path / "audit.jsonl"
    Trail(path).append([entry("a"), entry("b"), Entry(What.DENIED, subject="=cmd()", at="2026-01-31T00:00:00+00:00")])
    return path


def run(*words: object) -> tuple[int, str]:
    ended = CliRunner().invoke(app, ["audit", *map(str, words)], catch_exceptions=False)
    return ended.exit_code, ended.output


def test_a_trail_that_holds_is_said_with_its_digest(file: Path) -> None:
    status, told = run("verify", file)
    last = json.loads(file.read_text().splitlines()[-1])["hash"]
    assert status == 0
    assert "4 entries in 1 files" in told
    assert ": OK" in told
    assert f"last entry 4, digest {last}" in told
    assert run("verify", file, "--expect", last)[0] == 0


def test_a_trail_that_was_changed_is_said_with_file_and_line(file: Path) -> None:
    file.write_text(file.read_text().replace('"name":"b"', '"name":"c"'))
    status, told = run("verify", file)
    assert status == 1
    assert f"{file}, line 3: changed. Entry 3 was changed" in told
    status, told = run("verify", file, "--format", "json")
    found = json.loads(told)
    assert (status, found["is_ok"], found["entries"]) == (1, False, 4)
    assert [(one["line"], one["kind"]) for one in found["faults"]] == [(3, "changed")]


def test_an_end_that_was_cut_off_is_found_with_a_digest_kept_elsewhere(file: Path) -> None:
    lines = file.read_text().splitlines()
    file.write_text("\n".join(lines[:-1]) + "\n")
    assert run("verify", file)[0] == 0
    status, told = run("verify", file, "--expect", json.loads(lines[-1])["hash"])
    assert (status, "truncated" in told) == (1, True)


def test_no_trail_is_a_question_that_cannot_be_asked(tmp_path: Path) -> None:
    for command in ("verify", "export"):
        with pytest.raises(InputError, match="There is no audit trail"):
            run(command, tmp_path / "none.jsonl")


def test_an_export_is_an_entry_itself_and_runs_no_formula(file: Path) -> None:
    status, told = run("export", file, "--since", "2026-01-31", "--until", "2026-01-31")
    assert status == 0
    (row,) = csv.DictReader(io.StringIO(told))
    assert (row["subject"], row["what"], row["n"]) == ("'=cmd()", "denied", "4")
    newest = next(reading.entries(file))
    assert (newest.what, newest.name, newest.provider) == (What.EXPORT, "audit trail", "account of this machine")
    assert newest.details == {"since": "2026-01-31", "until": "2026-01-31", "format": "csv"}
    status, told = run("export", file, "--format", "json")
    assert [one["n"] for one in json.loads(told)] == [1, 2, 3, 4, 5, 6]


def test_nothing_is_exported_when_that_cannot_be_written(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (file.parent / f"{file.name}.lock").unlink()
    (file.parent / f"{file.name}.lock").mkdir()
    with pytest.raises(DataError, match="Nothing was exported"):
        run("export", file)
