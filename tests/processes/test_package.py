"""What `pip install .` brings: every file of the package, the command `dualsite`, and what the app runs on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from configparser import ConfigParser
from pathlib import Path

import pytest

from dualsite import cli
from tests.data_folder import DataFolder

ROOT = Path(__file__).parents[2]
BUILT_FROM = ("pyproject.toml", "README.md", "LICENSE", "requirements.in")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> zipfile.ZipFile:
    """The wheel, built from a copy: setuptools leaves things beside what it builds."""
    folder = tmp_path_factory.mktemp("source")
    for name in BUILT_FROM:
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "dualsite", folder / "dualsite", ignore=shutil.ignore_patterns("__pycache__"))
    offline = ("--no-build-isolation", "--no-deps", "--no-index", "--disable-pip-version-check", "--quiet")
    subprocess.run([sys.executable, "-m", "pip", "wheel", *offline, "-w", "out", "."], cwd=folder, check=True)
    (built,) = (folder / "out").iterdir()
    with zipfile.ZipFile(built) as opened:
        yield opened


@pytest.fixture(scope="module")
def installed(wheel: zipfile.ZipFile, tmp_path_factory) -> Path:
    """A folder that holds what is installed; Python keeps what it compiles there."""
    folder = tmp_path_factory.mktemp("installed")
    wheel.extractall(folder)
    return folder


def test_every_file_of_the_package_is_installed(wheel):
    files = {path.relative_to(ROOT).as_posix() for path in (ROOT / "dualsite").rglob("*") if path.is_file()}
    expected = {name for name in files if "__pycache__" not in name}
    assert {name for name in wheel.namelist() if ".dist-info/" not in name} == expected


def test_the_command_is_that_of_the_package(wheel):
    listed = ConfigParser()
    listed.read_string(_about(wheel, "entry_points.txt"))
    assert dict(listed["console_scripts"]) == {"dualsite": "dualsite.cli:main"}
    assert callable(cli.main)


def test_it_requires_what_the_app_requires(wheel):
    lines = (ROOT / "requirements.in").read_text().splitlines()
    stated = [line for line in lines if line and not line.startswith("#")]
    required = [line for line in _about(wheel, "METADATA").splitlines() if line.startswith("Requires-Dist: ")]
    assert [line.removeprefix("Requires-Dist: ") for line in required] == stated


def test_the_licence_goes_with_it(wheel):
    assert _about(wheel, "licenses/LICENSE").startswith("MIT License")


@pytest.mark.parametrize("kind", ["pptx", "pdf"])
def test_a_pack_is_built_outside_the_tree(installed, tmp_path, kind):
    file = tmp_path / f"board.{kind}"
    data = DataFolder().write(tmp_path / "data")
    around = {**os.environ, "PYTHONPATH": str(installed), "DUALSITE_RECEIPT_KEY": str(tmp_path / "receipts.pem")}
    around["DUALSITE_AUDIT"] = str(tmp_path / "audit.jsonl")
    around.pop("PYTHONDONTWRITEBYTECODE", None)
    asked = [sys.executable, "-m", "dualsite", "board", "default", str(data), "--out", str(file)]
    subprocess.run(asked, cwd=tmp_path, env=around, check=True)
    assert file.stat().st_size > 50_000
    assert subprocess.run([*asked[:3], "verify", str(file), str(data)], cwd=tmp_path, env=around).returncode == 0


def _about(wheel: zipfile.ZipFile, name: str) -> str:
    (path,) = (path for path in wheel.namelist() if path.endswith(f".dist-info/{name}"))
    return wheel.read(path).decode()
