"""Versions that were on show, kept as files beside the app, so that the one before can be shown again.

Each lies in a folder of its own with what is known of it. A file that is the same in two versions is one file on the
disk (a hard link). The user's own files are never linked: whoever writes into them would change what was kept.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import shutil
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dualsite.store.folder import Listing
from dualsite.store.holdings import Holdings, holdings_of
from dualsite.store.one_writer import one_writer

_LOG = logging.getLogger(__name__)

ABOUT = "about.json"
UNFINISHED = ".new-"
ABANDONED_S = 24 * 3600.0
"""What was begun so long ago and is not whole was left by a process that was ended."""

_OURS = re.compile(r"\d{6,}-[0-9a-f]+")


@dataclass(frozen=True)
class KeptVersion:
    """A version whose files are kept."""

    id: str
    contents: str
    """Names its bytes."""
    shown_at: str
    """When it came on show: UTC, ISO 8601."""
    holdings: Holdings
    digests: Mapping[str, str]
    files: Listing
    """Its files where they are kept, with the times that they had."""

    @property
    def rows(self) -> int:
        return sum(profile.rows for profile in self.holdings.tables.values())


class KeptVersions:
    """The kept versions of one data folder, in a folder that never holds more than it may."""

    def __init__(self, root: Path, folder: Path, most: int, most_bytes: int) -> None:
        self.place = root / hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
        self._name = folder.resolve().name or "data"
        self._most = most
        self._most_bytes = most_bytes

    def all(self) -> tuple[KeptVersion, ...]:
        """The kept versions, that on show last first. One that cannot be read any more is none."""
        found = [self._read(place) for place in sorted(self._places(), reverse=True)]
        return tuple(one for one in found if one is not None)

    def find(self, id_: str) -> KeptVersion | None:
        """The kept version of that id."""
        return next((one for one in self.all() if one.id == id_), None)

    def keep(
        self, id_: str, files: Listing, digests: Mapping[str, str], contents: str, holdings: Holdings
    ) -> KeptVersion | None:
        """Keep the files of a version that has come on show; None, said in the log, where that cannot be done.

        Of processes that show the same one, the first keeps it.
        """
        try:
            self.place.mkdir(parents=True, exist_ok=True, mode=0o700)
            with one_writer(self.place):
                return self._keep(id_, files, digests, contents, holdings)
        except OSError as error:
            _LOG.warning("Version %s could not be kept in %s: %s", id_, self.place, error)
            return None

    def _keep(
        self, id_: str, files: Listing, digests: Mapping[str, str], contents: str, holdings: Holdings
    ) -> KeptVersion | None:
        """Raises OSError."""
        before = self.all()
        if before and before[0].contents == contents:
            return before[0]
        number = 1 + max((int(place.name.partition("-")[0]) for place in self._places()), default=0)
        place = self.place / f"{number:06d}-{id_}"
        with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=self.place, ignore_cleanup_errors=True) as made:
            self._copy(files, digests, before, Path(made) / self._name)
            told = {
                "id": id_,
                "contents": contents,
                "shown_at": datetime.now(UTC).isoformat(timespec="seconds"),
                "holdings": holdings.as_json(),
                "digests": dict(digests),
                "files": files.files,
            }
            (Path(made) / ABOUT).write_text(json.dumps(told), encoding="utf-8")
            Path(made).rename(place)
        self._tidy(contents, place)
        return self._read(place)

    def _copy(self, files: Listing, digests: Mapping[str, str], before: tuple[KeptVersion, ...], into: Path) -> None:
        """Raises OSError, also when a file is not any more what was read."""
        there = {digest: one.files.folder / name for one in before for name, digest in one.digests.items()}
        for name, _size, _changed_ns in files.files:
            path = into / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if digests[name] in there:
                with suppress(OSError):
                    os.link(there[digests[name]], path)
            if not path.exists():
                shutil.copyfile(files.folder / name, path)
                with path.open("rb") as copied:
                    if hashlib.file_digest(copied, "sha256").hexdigest() != digests[name]:
                        raise OSError(f"{name} was changed while it was copied")
                path.chmod(0o400)

    def _tidy(self, contents: str, newest: Path) -> None:
        """Take away what is the same as the newest, what is beyond the number, and what takes too much room.

        What cannot be read is left: the disk may be at fault, or another version of the app has kept it.
        """
        kept: list[Path] = []
        for place in sorted(self._places(), reverse=True):
            one = self._read(place)
            if one is None and not _is_left_over(place):
                continue
            if one is None or (one.contents == contents and place != newest) or len(kept) >= self._most:
                shutil.rmtree(place, ignore_errors=True)
            else:
                kept.append(place)
        for place in self.place.glob(f"{UNFINISHED}*"):
            if time.time() - place.stat().st_mtime > ABANDONED_S:
                shutil.rmtree(place, ignore_errors=True)
        while kept and _bytes(kept) > self._most_bytes:
            shutil.rmtree(kept[-1], ignore_errors=True)
            if kept.pop() == newest:
                _LOG.warning("Version %s is larger than what may be kept in %s.", newest.name, self.place)

    def _places(self) -> list[Path]:
        with suppress(OSError):
            return [place for place in self.place.iterdir() if _OURS.fullmatch(place.name)]
        return []

    def _read(self, place: Path) -> KeptVersion | None:
        try:
            told = json.loads((place / ABOUT).read_text(encoding="utf-8"))
            holdings = holdings_of(told["holdings"])
            files = Listing(
                place / self._name, tuple((str(name), int(size), int(at)) for name, size, at in told["files"])
            )
            return KeptVersion(told["id"], told["contents"], told["shown_at"], holdings, told["digests"], files)
        except (OSError, ValueError, KeyError, TypeError):
            return None


def _is_left_over(place: Path) -> bool:
    """Whether what says of what it is has been taken away already, and the rest was to follow."""
    try:
        (place / ABOUT).stat()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return False


def _bytes(places: list[Path]) -> int:
    """What the files in these folders take on the disk, each once."""
    sizes = {}
    for place in places:
        for path in place.rglob("*"):
            status = path.stat()
            sizes[status.st_dev, status.st_ino] = status.st_size
    return sum(sizes.values())
