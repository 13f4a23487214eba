"""What is installed is what was locked: every dependency by version and hash, and nothing that nobody asked for."""

from __future__ import annotations

import re
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.audit import CLEAN, NOT_AUDITED, VULNERABLE, verdict

ROOT = Path(__file__).parents[2]
LOCKED = (
    "requirements.txt",
    "requirements-dev.txt",
    "requirements-engines.txt",
    "requirements-mysql.txt",
    "requirements-spark.txt",
)
PEERS = "bench/peers/requirements.txt"
"""What the small pages run on that ours are measured beside; not installed with the app."""


def locked(file: str) -> dict[str, tuple[Requirement, list[str]]]:
    """What a locked file pins, by name: the requirement, and its hashes."""
    lines = (ROOT / file).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    found = {}
    for line in lines:
        if line.strip() and not line.startswith("#"):
            told, *hashes = line.split("--hash=")
            found[canonicalize_name(Requirement(told).name)] = (Requirement(told), [one.strip() for one in hashes])
    return found


def asked(file: str) -> list[Requirement]:
    """What a file that people write asks for, with the files it names."""
    found = []
    for line in (ROOT / file).read_text(encoding="utf-8").splitlines():
        if line.startswith("-r "):
            found += [one for one, _hashes in locked(line.removeprefix("-r ")).values()]
        elif line and not line.startswith("#"):
            found.append(Requirement(line))
    return found


def needed(roots: list[Requirement]) -> set[str]:
    """The names of what is asked for and of all it pulls in here, as what is installed says."""
    todo, seen = [(one, "") for one in roots], set[tuple[str, str]]()
    while todo:
        one, extra = todo.pop()
        if one.marker is not None and not one.marker.evaluate({**default_environment(), "extra": extra}):
            continue
        for wanted in ("", *one.extras):
            key = (canonicalize_name(one.name), wanted)
            if key not in seen:
                seen.add(key)
                todo += [(Requirement(told), wanted) for told in requires(one.name) or ()]
    return {name for name, _extra in seen}


@pytest.mark.parametrize("file", [*LOCKED, PEERS])
def test_every_dependency_is_pinned_by_version_and_hash(file: str) -> None:
    for name, (one, hashes) in locked(file).items():
        assert re.fullmatch(r"==[\w.]+", str(one.specifier)), name
        assert hashes, name
        assert all(re.fullmatch("sha256:[0-9a-f]{64}", told) for told in hashes), name


@pytest.mark.parametrize("file", [*LOCKED, PEERS])
def test_no_line_says_from_where(file: str) -> None:
    """Whoever installs has an index of their own."""
    text = (ROOT / file).read_text(encoding="utf-8")
    assert not re.search(r"://|^--|^\s*-i |@", text, re.MULTILINE)


@pytest.mark.parametrize("file", LOCKED[:2])
def test_what_is_locked_is_what_is_asked_for_and_what_that_needs(file: str) -> None:
    here = {name for name, (one, _hashes) in locked(file).items() if one.marker is None or one.marker.evaluate()}
    assert here == needed(asked(file.replace(".txt", ".in")))


def test_the_checks_run_on_what_the_app_runs_on() -> None:
    app, checks = locked(LOCKED[0]), locked(LOCKED[1])
    assert {name: str(one) for name, (one, _) in app.items()} == {name: str(checks[name][0]) for name in app}


@pytest.mark.parametrize("driver", LOCKED[2:])
def test_a_driver_runs_on_what_the_app_runs_on(driver: str) -> None:
    """Where both have a package, it is the same version."""
    app, beside = locked(LOCKED[0]), locked(driver)
    both = beside.keys() & app
    assert {name: app[name][0].specifier for name in both} == {name: beside[name][0].specifier for name in both}


def test_the_makefile_installs_by_hash() -> None:
    installs = [line for line in (ROOT / "Makefile").read_text().splitlines() if "pip install" in line]
    assert len(installs) == 6
    assert all("--require-hashes" in line for line in installs)


def dependency(name: str, *faults: str, skipped: str = "") -> dict[str, object]:
    if skipped:
        return {"name": name, "skip_reason": skipped}
    return {"name": name, "version": "1.0", "vulns": [{"id": one, "fix_versions": ["1.1"]} for one in faults]}


@pytest.mark.parametrize(
    ("dependencies", "status", "sentence"),
    [
        ([dependency("a"), dependency("b")], CLEAN, "2 dependencies were looked up, none has a known vulnerability."),
        ([dependency("a", "PYSEC-1")], VULNERABLE, "a 1.0 has PYSEC-1; it is mended in 1.1."),
        ([dependency("a"), dependency("b", skipped="unknown there")], NOT_AUDITED, "b was not audited: unknown there."),
        ([dependency("a", skipped="unknown there")], NOT_AUDITED, "not audited. No index"),
        ([], NOT_AUDITED, "not audited. No index"),
    ],
)
def test_what_was_not_looked_up_is_not_said_to_be_clean(
    dependencies: list[dict[str, object]], status: int, sentence: str
) -> None:
    """pip-audit itself ends well when its index knows none of the packages."""
    found, said = verdict("requirements.txt", {"dependencies": dependencies})
    assert found == status
    assert sentence in said[0 if status != NOT_AUDITED else -1]
