"""A data folder, checked, versioned and in one database."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from dualsite.store.dataset import Dataset
from dualsite.store.findings import Finding, Report
from dualsite.store.loading import Progress
from dualsite.store.version import Held, Older, Version
from dualsite.store.versions import Store

__all__ = ["Dataset", "Finding", "Held", "Older", "Progress", "Report", "Store", "Version", "open"]


def open(folder: Path | str, today: date | None = None) -> Store:  # noqa: A001  reads as `store.open(folder)`
    """The store of a data folder, loaded and checked. `today` stands in for the day, where the data name no as-of.

    Raises DataError when there is nothing in the folder that can be shown.
    """
    store = Store(Path(folder), (lambda: today) if today else date.today)
    store.version()
    return store
