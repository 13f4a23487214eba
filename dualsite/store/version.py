"""One checked state of the data, and what can be said of one that is not, or not any more, the newest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from dualsite import formats
from dualsite.errors import DataError
from dualsite.schema import TABLES
from dualsite.store.comparison import Difference
from dualsite.store.dataset import Dataset
from dualsite.store.decisions import Decision
from dualsite.store.findings import Gathered, Report
from dualsite.store.folder import Listing
from dualsite.store.holdings import Holdings, Profile
from dualsite.store.places import TablePlace


@dataclass(frozen=True)
class Version:
    """One checked state of the data."""

    id: str
    """Names the version; equal for equal names, sizes and times of the files."""
    schema: str
    """The schema of the database that holds its tables."""
    dataset: Dataset
    rows: Mapping[str, int]
    """Rows of every table that was read, refused or not."""
    report: Report
    listing: Listing
    tables_digest: str
    """A digest of what its tables and `dataset.toml` hold, and of which tables are refused."""
    profiles: Mapping[str, Profile]
    """How much every table that was read holds."""
    places: Mapping[str, TablePlace] = field(default_factory=dict)
    """Where each of its tables lies, those that cannot be read too."""

    @cached_property
    def tables(self) -> tuple[str, ...]:
        """The tables on show: those read and not refused, in the contract's order.

        A table whose rows belong to a client through another table is not on show without that one.
        """
        refused = self.report.refused
        read = {name for name in TABLES if name in self.rows and name not in refused}
        return tuple(name for name in TABLES if name in read and (TABLES[name].client_through or name) in read)

    @property
    def rows_of_files(self) -> dict[str, int]:
        """Rows of the tables in each file that holds whole tables, by its name."""
        rows: Counter[str] = Counter()
        for table, place in self.places.items():
            if len(place.files) == 1:
                rows[place.files[0]] += self.rows.get(table, 0)
        return dict(rows)

    @property
    def is_good(self) -> bool:
        return not self.report.errors

    @property
    def holdings(self) -> Holdings:
        """How much of it is on show."""
        file = self.listing.dataset
        tables = {name: self.profiles[name] for name in self.tables}
        said = self.dataset
        return Holdings(tables, file.name if file else "", said.as_of.isoformat(), said.reporting_currency)


@dataclass(frozen=True)
class Held:
    """The newest version, held back for what it lacks; or shown all the same where there is nothing else to show."""

    version: Version
    contents: str
    """Names its bytes: what is decided of them is decided of nothing else."""
    differences: tuple[Difference, ...]
    decision: Decision | None = None
    """That the old data are to be kept, when somebody has said so."""
    is_shown: bool = False


@dataclass(frozen=True)
class Older:
    """That the version on show is not what lies in the data folder but one that was kept."""

    shown_at: str
    """When it came on show first: UTC, ISO 8601."""
    decision: Decision | None = None
    """Who has chosen it; None when the newest cannot be shown yet."""


def of_id(version: Version, id_: str) -> Version:
    """The version under the id that it had when it was kept."""
    return replace(version, id=id_)


class UnusableError(DataError):
    """That a version has nothing that can be shown, and why: the first findings, each said to whoever reads it."""

    def __init__(self, place: str, reasons: Sequence[Gathered]) -> None:
        super().__init__(f"The data in {place} cannot be shown.")
        self.reasons = tuple(reasons)

    def __str__(self) -> str:
        return formats.sentences(super().__str__(), *(line.message for line in self.reasons))


def unusable(version: Version, place: str = "") -> UnusableError:
    """Why a version has nothing that can be shown; `place` is where it lies, when that is no folder."""
    errors = [line for line in version.report.lines if line.first.is_error]
    first = [one for one in errors if one.first.table in ("sites", "dataset")] or errors
    return UnusableError(place or str(version.listing.folder), first[:3])
