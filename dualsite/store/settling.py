"""Whether what has changed in the data folder is a whole delivery yet."""

from __future__ import annotations

import time

from dualsite.errors import DataError
from dualsite.store.digests import Digests
from dualsite.store.folder import Listing
from dualsite.store.manifest import manifest, unlike

LONG_AGO_S = 60.0
"""What was last touched so long ago is at rest when it is seen first, even where another machine's clock stamps it."""


class Settling:
    """Watches a folder that has changed until it rests, or says itself that it is whole."""

    def __init__(self, rest_s: float) -> None:
        self._rest_s = rest_s
        self._watched: Listing | None = None
        self._since = 0.0

    def is_whole(self, files: Listing, digests: Digests) -> bool:
        """Whether the folder has looked so for long enough, is marked as ready, or is as it was sealed."""
        now = time.monotonic()
        if files != self._watched:
            is_first = self._watched is None
            self._watched, self._since = files, now
            if is_first and time.time() - files.touched_ns / 1e9 > max(self._rest_s, LONG_AGO_S):
                return True
        return now - self._since >= self._rest_s or files.is_ready or _is_sealed(files, digests)

    def settled(self) -> None:
        """What was watched has been read; the next change is another delivery."""
        self._watched = None


def _is_sealed(files: Listing, digests: Digests) -> bool:
    try:
        sealed = manifest(files)
    except DataError:
        return False
    if sealed is None or {name: one.size for name, one in sealed.items()} != {
        name: size for name, size, _ in files.files
    }:
        return False
    return not unlike(sealed, files, digests.of(files), {})
