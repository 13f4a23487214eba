"""The app as a process: what is not safe does not start, and says why; the command reads the data it is told of."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.data_folder import DataFolder
from tools.server import ROOT, free_port


def started(work: Path, *arguments: str) -> tuple[int, str]:
    """How `streamlit run` ended, and what it said."""
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--secrets.files", str(work / "secrets.toml")]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
    command += ["--server.port", str(free_port()), *arguments]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=120)
    return ended.returncode, ended.stderr.decode()


@pytest.mark.parametrize(
    ("argument", "named"),
    [("--server.address=0.0.0.0", "the address 0.0.0.0"), ("--server.address=", "the address of every network")],
)
def test_without_sign_in_it_does_not_start_for_others(argument: str, named: str, tmp_path: Path) -> None:
    status, said = started(tmp_path, argument)
    assert status == 1
    assert said.strip() == (
        f"Dualsite does not start on {named}: without sign-in, whoever reaches it sees everything. "
        "Set server.address to 127.0.0.1, or configure sign-in as docs/security.md says."
    )


def test_it_does_not_start_under_a_path(tmp_path: Path) -> None:
    """What is guarded is guarded by its whole path: /dash/media/… was open to nobody and everybody."""
    status, said = started(tmp_path, "--server.baseUrlPath=dash")
    assert status == 1
    assert "Dualsite does not start under a path" in said
    assert "Unset server.baseUrlPath" in said


@pytest.mark.parametrize(
    ("secrets", "sentence"),
    [
        ("[auth\n", "The secrets in {path} cannot be read. Correct the TOML there, or remove the file."),
        ("[auth]\n", "In the section [auth] of secrets.toml, there is no provider."),
    ],
)
def test_a_broken_sign_in_is_not_taken_for_none(secrets: str, sentence: str, tmp_path: Path) -> None:
    (tmp_path / "secrets.toml").write_text(secrets)
    status, said = started(tmp_path)
    assert status == 1
    assert "Dualsite does not start.\n" in said
    assert sentence.format(path=tmp_path / "secrets.toml") in said
    assert "Traceback" not in said


def test_the_module_runs_and_reads_the_data_folder_from_the_environment(tmp_path: Path) -> None:
    data = DataFolder().write(tmp_path)
    ended = subprocess.run(
        [sys.executable, "-m", "dualsite", "check", "--format", "json"],
        cwd=ROOT,
        env={**os.environ, "DUALSITE_DATA": str(data), "PYTHONWARNINGS": "default"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0
    assert ended.stderr == ""
    assert json.loads(ended.stdout)["dataset"]["title"] == "Fictional works"
