"""The numbers under which registries know a trial: found in texts, and written one way."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

PATTERNS = {
    "ClinicalTrials.gov": r"NCT\d{8}",
    "CTIS": r"20\d\d-\d{6}-\d\d-\d\d|20\d\d-5\d{5}-\d\d",
    "EudraCT": r"(?:19|20)\d\d-[0-4]\d{5}-\d\d",
    "jRCT": r"jRCTs?\d{9,10}",
    "UMIN": r"UMIN\d{9}",
    "JapicCTI": r"JapicCTI-?\d{6}",
    "JMACCT": r"JMA-IIA\d{5}",
    "CRIS": r"KCT\d{7}",
    "ISRCTN": r"ISRCTN\d{8}",
    "ChiCTR": r"ChiCTR(?:-[A-Z]{2,4}-?)?\d{8,10}",
    "ANZCTR": r"ACTRN\d{14}",
    "CTRI": r"CTRI/\d{4}/\d{2,3}/\d{6}",
    "DRKS": r"DRKS\d{8}",
    "NL-OMON": r"NL-OMON\d+",
    "TCTR": r"TCTR\d{11}",
    "PACTR": r"PACTR\d{15,16}",
    "ReBEC": r"RBR-[0-9a-z]{6,9}",
    "WHO": r"U\d{4}-\d{4}-\d{4}",
}
"""How the numbers of each registry are written, the registry first whose number a trial is called by."""

_ANY = re.compile(
    r"(?<![0-9A-Za-z])(?:EUCTR|CTIS|JPRN-|EUDRACT)?(?:"
    + "|".join(f"(?P<r{place}>{pattern})" for place, pattern in enumerate(PATTERNS.values()))
    + r")(?![0-9]|-[0-9]{2})",
    re.IGNORECASE,
)
_SPELLINGS = {name.upper(): name for name in ("jRCT", "jRCTs", "JapicCTI", "ChiCTR")}
_REGISTRIES = tuple(PATTERNS)


def numbers_in(*texts: str) -> tuple[str, ...]:
    """The registry numbers in some texts, in their order, each once; none where they hold other identifiers alone."""
    return tuple(dict.fromkeys(_written(found) for text in texts for found in _ANY.finditer(text)))


def number_of(text: str) -> str:
    """A trial's number as we write it: `EUCTR2012-000011-11-ES` is 2012-000011-11; one of no known form stays."""
    found = _ANY.match(text)
    return _written(found) if found else text


def registry_of(number: str) -> str:
    """Which registry gave a number; "" for one of no known form."""
    found = _ANY.fullmatch(number)
    return _REGISTRIES[int((found.lastgroup or "r0")[1:])] if found else ""


def identity(number: str) -> str:
    """What is equal for numbers of the same trial in one registry: CTIS numbers a resubmission anew at the end."""
    return number[:14] if registry_of(number) == "CTIS" else number.upper()


def preference(number: str) -> tuple[int, str]:
    """By this a trial is called by the first of its numbers."""
    registry = registry_of(number)
    return _REGISTRIES.index(registry) if registry else len(_REGISTRIES), number


def are_two_trials(one: str, its: Iterable[str], other: str, others_: Iterable[str]) -> bool:
    """Whether one registry has numbered two trials, each with its further numbers, apart, and neither names the other.

    Then a number that both have does not make them one: an extension names the number of the trial it extends.
    """
    registry, left, right = registry_of(one), identity(one), identity(other)
    if not registry or registry != registry_of(other) or left == right:
        return False
    return right not in map(identity, its) and left not in map(identity, others_)


def are_of_one_trial(one: str, its: Collection[str], other: str, others_: Collection[str]) -> bool:
    """Whether two trials, each with its further numbers, are one: by a number that both have, unless they are two."""
    left, right = {identity(number) for number in (one, *its)}, {identity(number) for number in (other, *others_)}
    return bool(left & right) and not are_two_trials(one, its, other, others_)


def others(trial_id: str, numbers: Iterable[str]) -> tuple[str, ...]:
    """Those of the numbers that are not the trial's own, each once."""
    return tuple(dict.fromkeys(number for number in numbers if identity(number) != identity(trial_id)))


def elsewhere(trial_id: str, numbers: Iterable[str]) -> tuple[str, ...]:
    """Those of the numbers that other registries gave, each once.

    A number of the trial's own registry, in a record's list of further numbers, is that of the trial it extends.
    """
    return tuple(dict.fromkeys(number for number in numbers if registry_of(number) != registry_of(trial_id)))


def _written(found: re.Match[str]) -> str:
    number = found[found.lastgroup or 0]
    if number[:1].isdigit():
        return number
    letters = re.match("[A-Za-z]+", number)
    start = letters[0] if letters else ""
    registry = _REGISTRIES[int((found.lastgroup or "r0")[1:])]
    if registry == "ReBEC":
        return "RBR-" + number[4:].lower()
    return _SPELLINGS.get(start.upper(), start.upper()) + number[len(start) :].upper()
