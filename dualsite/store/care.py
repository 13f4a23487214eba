"""How careful a store is with what is delivered: how long files must rest, what may fall, what is kept."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from dualsite.errors import DataError

REST, FALL, KEPT, KEEP, KEEP_GB = (
    "DUALSITE_REST_S",
    "DUALSITE_FALL_PERCENT",
    "DUALSITE_KEPT",
    "DUALSITE_KEEP",
    "DUALSITE_KEEP_GB",
)

REST_S = 3.0
FALL_PERCENT = 20.0
MOST_KEPT = 10
MOST_KEPT_GB = 5.0


@dataclass(frozen=True)
class Care:
    """As it is without any setting, a store reads at once, compares, and keeps nothing on the disk."""

    rest_s: float = 0.0
    """Seconds for which names, sizes and times must have been the same before files are read."""
    fall: float = FALL_PERCENT / 100
    """The share of rows, or of a sum, that may be gone at most; what reaches it is held back. Above 1 nothing is."""
    kept: Path | None = None
    """Where versions are kept; None for nowhere."""
    most: int = MOST_KEPT
    most_bytes: int = int(MOST_KEPT_GB * 1e9)


def care() -> Care:
    """The care that the environment asks for. Raises DataError for what is no number, and for no place to keep them.

    DUALSITE_REST_S: seconds (3). DUALSITE_FALL_PERCENT: per cent (20; above 100, what tables hold is not compared).
    DUALSITE_KEPT: the folder of kept versions (`kept/` beside the app; to be named where the package is installed).
    DUALSITE_KEEP: how many at most (10; 0 keeps none). DUALSITE_KEEP_GB: and how much (5).
    """
    most = int(_number(KEEP, MOST_KEPT))
    return Care(
        rest_s=_number(REST, REST_S),
        fall=fall(),
        kept=_place(Path(__file__).parents[2]) if most else None,
        most=most,
        most_bytes=int(_number(KEEP_GB, MOST_KEPT_GB) * 1e9),
    )


def fall() -> float:
    """The share that may be gone at most, which DUALSITE_FALL_PERCENT names. Raises DataError for what is no number."""
    return _number(FALL, FALL_PERCENT) / 100


def _place(tree: Path) -> Path:
    """Where versions are kept by an app that runs from `tree`."""
    if told := os.environ.get(KEPT):
        return Path(told)
    if tree.name in ("site-packages", "dist-packages"):
        raise DataError(
            f"Dualsite is installed and has no folder of its own for the versions that it keeps. Name one in {KEPT}, "
            f"or set {KEEP} to 0."
        )
    return tree / "kept"


def _number(name: str, otherwise: float) -> float:
    told = os.environ.get(name) or str(otherwise)
    try:
        found = float(told)
    except ValueError:
        found = -1.0
    if not 0 <= found < float("inf"):
        raise DataError(f"{name} is {told}; it must be a number, 0 or more. Correct it, or leave it out.")
    return found
