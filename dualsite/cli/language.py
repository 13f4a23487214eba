"""The language of a command: `--lang ko`, else that of the environment; its help is in it, too."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dualsite import i18n
from dualsite.i18n import _

OPTION = "--lang"

_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""Of the environment, the one that counts first: POSIX, https://pubs.opengroup.org/onlinepubs/9799919799/."""


def asked(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> str | None:
    """The language that a command line asks for, else the environment; None where there are no texts in it."""
    for place, one in enumerate(arguments):
        if one == OPTION and place + 1 < len(arguments):
            return _offered(arguments[place + 1])
        if one.startswith(f"{OPTION}="):
            return _offered(one.partition("=")[2])
    return _offered(next((told for name in _VARIABLES if (told := environment.get(name))), ""))


def _offered(name: str) -> str | None:
    language = name.replace("-", "_").partition("_")[0].partition(".")[0].lower()
    return language if language in i18n.offered() else None


def translate(command: Any) -> None:
    """Put the help of a command, and of all below it, into the language in use."""
    for part, name, text in _helps(command):
        setattr(part, name, _(text))


def helps(command: Any) -> list[str]:
    """What the help of a command and of all below it says."""
    return [text for _part, _name, text in _helps(command)]


def _helps(command: Any) -> Iterator[tuple[Any, str, str]]:
    for name in ("help", "epilog"):
        if text := getattr(command, name, None):
            yield command, name, text
    for parameter in command.params:
        if text := getattr(parameter, "help", None):
            yield parameter, "help", text
    for below in getattr(command, "commands", {}).values():
        yield from _helps(below)
