"""Scenarios in files: `scenarios/<name>.toml` in the data folder, listed, read and written whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dualsite.errors import InputError, why
from dualsite.scenarios.scenario import Scenario
from dualsite.scenarios.text import BASE, LARGEST, ReadScenario, ScenarioFault, file_of, parsed, written
from dualsite.store.entries import SCENARIOS
from dualsite.store.named_files import NAME, ChangedMeanwhileError, NamedFiles, digest

__all__ = ["ChangedMeanwhileError", "check_name", "delete", "names", "path_of", "read", "save"]

_FILES = NamedFiles(SCENARIOS, "scenario")


def check_name(name: str) -> str:
    """The name, when a scenario may be called so. Raises InputError."""
    if name == BASE or not NAME.fullmatch(name):
        raise InputError(
            f"A scenario cannot be called {name[:80]!r}. Use up to 60 small letters, digits, - and _, "
            f"with a letter or digit at both ends; {BASE} is the data as they are."
        )
    return name


def names(data: Path) -> list[str]:
    """The names of the scenarios beside the data, in order; none where there is no folder of them.

    Raises DataError when the folder cannot be read.
    """
    return _FILES.names(data)


def read(data: Path, name: str) -> ReadScenario:
    """One scenario with what is wrong in its file. Raises InputError when there is none of that name."""
    try:
        content = _FILES.content(data, name, LARGEST + 1)
    except OSError as error:
        fault = ScenarioFault(file_of(name), "", f"it cannot be read: {why(error)}", "Make it readable.")
        return ReadScenario(Scenario(name), (fault,))
    return parsed(content, name)


def save(data: Path, scenario: Scenario, opened: str) -> Scenario:
    """Write a scenario whole or not at all, as it then stands in its file.

    `opened` is the digest of its file when it was opened, empty for a new one. Raises ChangedMeanwhileError when the
    file is another one by now, and then leaves it as it is; InputError for a name that cannot be, and for what would be
    refused when it is read, such as too many edits; DataError when nothing can be written.
    """
    name, text = check_name(scenario.name), written(scenario)
    # Half a character is said by the writer.
    read = parsed(text.encode(errors="replace"), name)
    if not read.is_usable:
        faults = " ".join(fault.message for fault in read.faults)
        raise InputError(f"The scenario {name} is not saved, since its file could not be used. {faults}")
    return replace(read.scenario, digest=digest(_FILES.write(data, name, text, opened)))


def delete(data: Path, name: str, opened: str) -> None:
    """Delete a scenario. Raises ChangedMeanwhileError when its file is another one by now than when it was opened."""
    _FILES.delete(data, check_name(name), opened)


def path_of(data: Path, name: str) -> Path:
    """Where a scenario lies. Raises InputError for what no file can be called."""
    return _FILES.path(data, name)
