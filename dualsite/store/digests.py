"""What stands in the files of a data folder, by their SHA-256; a file that has not changed is not read again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from dualsite.store.folder import Listing

UNREADABLE = "unreadable"


class Digests:
    """The digests of the files that were asked for last. Safe to use from several threads."""

    def __init__(self) -> None:
        self._by_stamp: dict[tuple[str, int, int], str] = {}

    def of(self, files: Listing) -> dict[str, str]:
        """The SHA-256 of every file that is read, by name, in order of name."""
        # Another thread may ask about other files meanwhile, so what is known is replaced and never changed.
        known = self._by_stamp
        found = {stamp: known.get(stamp) or _digest(files, stamp[0]) for stamp in files.files}
        self._by_stamp = found
        return {name: digest for (name, _size, _changed_ns), digest in found.items()}


def contents_of(digests: Mapping[str, str]) -> str:
    """Names exactly these bytes under these names, whenever they were written."""
    told = "\n".join(f"{digest} {name}" for name, digest in sorted(digests.items()))
    return hashlib.sha256(told.encode()).hexdigest()


def _digest(files: Listing, name: str) -> str:
    try:
        with (files.folder / name).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return UNREADABLE
