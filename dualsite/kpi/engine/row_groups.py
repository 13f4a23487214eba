"""Groups of the rows of a small frame. A question has hundreds, and pandas takes as long for one as for many rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Key = tuple[str | date | None, ...]
"""The values of the key columns of a group, in their order."""


@dataclass(frozen=True, slots=True)
class Values:
    """The values of one column, with what a metric asks of them; missing ones are passed over, as pandas does."""

    held: NDArray[Any]

    def __add__(self, other: Values) -> Values:
        return Values(self.held + other.held)

    @property
    def iloc(self) -> NDArray[Any]:
        return self.held

    def known(self) -> NDArray[Any]:
        """Those that are not missing."""
        known: NDArray[Any] = self.held[~pd.isna(self.held)]
        return known

    def sum(self) -> Any:
        return self.known().sum()

    def any(self) -> bool:
        return bool(self.held.any())

    def median(self) -> float:
        return float(np.median(self.known())) if len(self.known()) else float("nan")

    def nunique(self) -> int:
        return len(set(self.known().tolist()))

    def sums_by(self, others: Values) -> list[float]:
        """The sum of these for each of the `others` beside them, which are not missing."""
        sums: dict[Any, float] = {}
        is_known = ~(pd.isna(self.held) | pd.isna(others.held))
        for value, other in zip(self.held[is_known].tolist(), others.held[is_known].tolist(), strict=True):
            sums[other] = sums.get(other, 0.0) + value
        return list(sums.values())


class RowGroup:
    """Some rows of a frame; its columns are attributes, as those of the frame are."""

    def __init__(self, columns: dict[str, NDArray[Any]], frame: pd.DataFrame, at: NDArray[np.intp] | None) -> None:
        self._columns, self._frame, self._at = columns, frame, at

    def __getattr__(self, name: str) -> Values:
        if name not in self._columns:
            self._columns[name] = self._frame[name].to_numpy()
        held = self._columns[name]
        return Values(held if self._at is None else held[self._at])

    def __len__(self) -> int:
        return len(self._frame) if self._at is None else len(self._at)


def whole(frame: pd.DataFrame) -> RowGroup:
    """All rows."""
    return RowGroup({}, frame, None)


def row_groups(frame: pd.DataFrame, names: Sequence[str]) -> Iterator[tuple[Key, RowGroup]]:
    """The rows that are equal in these columns, with what they are equal in; a missing value is None."""
    at: dict[Key, list[int]] = {}
    for place, key in enumerate(zip(*(_plain(frame[name].to_numpy()) for name in names), strict=True)):
        at.setdefault(key, []).append(place)
    columns: dict[str, NDArray[Any]] = {}
    for key, places in at.items():
        yield key, RowGroup(columns, frame, np.array(places, dtype=np.intp))


def _plain(values: NDArray[Any]) -> list[str | date | None]:
    """The values of a key as plain Python: days for datetimes, None for missing ones."""
    if values.dtype.kind == "M":
        days: list[str | date | None] = values.astype("datetime64[D]").tolist()
        return days
    return [None if pd.isna(value) else str(value) for value in values.tolist()]
