"""Whether a data version that keeps all the rules is a whole delivery, as far as that can be told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dualsite.errors import DataError
from dualsite.store.comparison import Difference, differences
from dualsite.store.entries import table_of
from dualsite.store.folder import Listing
from dualsite.store.holdings import Holdings
from dualsite.store.manifest import manifest, unlike
from dualsite.store.version import Version

_AT_ONCE = 1 << 20


def doubts(
    version: Version, before: Holdings | None, digests: Mapping[str, str], files_before: Listing | None, fall: float
) -> tuple[Difference, ...]:
    """What speaks against showing a version in place of the one before.

    Without one before, a file counts as cut when its last line has no end and those of other files have one.
    """
    unlike_seal = _unlike_seal(version, digests)
    if before is not None:
        beginnings = tuple(_beginnings(version.listing, files_before)) if files_before is not None else ()
        found = differences(before, version.holdings, fall, beginnings, unlike_seal)
        # A table that is refused has its finding.
        return tuple(one for one in found if one.kind != "gone" or one.table not in version.report.refused)
    alone = [Difference("unlike seal", "dataset", columns=unlike_seal)] if unlike_seal else []
    unended = [name for name, profile in version.profiles.items() if not profile.is_ended]
    if len(unended) * 2 < len(version.profiles):
        rows = version.rows
        alone += [Difference("cut", name, rows[name], rows[name]) for name in unended]
    return tuple(alone)


def _unlike_seal(version: Version, digests: Mapping[str, str]) -> tuple[str, ...]:
    try:
        sealed = manifest(version.listing)
    except DataError as error:
        return (error.in_english,)
    return unlike(sealed, version.listing, digests, version.rows_of_files) if sealed is not None else ()


def _beginnings(now: Listing, before: Listing) -> Iterator[str]:
    """The tables whose CSV file is the beginning of the file before, and shorter."""
    sizes = {name: size for name, size, _ in before.files}
    for name, size, _ in now.files:
        table = table_of(name)
        if table and name.casefold().endswith(".csv") and size < sizes.get(name, 0) and _begins(now, before, name):
            yield table


def _begins(now: Listing, before: Listing, name: str) -> bool:
    try:
        with (now.folder / name).open("rb") as new, (before.folder / name).open("rb") as old:
            while part := new.read(_AT_ONCE):
                if old.read(len(part)) != part:
                    return False
    except OSError:
        return False
    return True
