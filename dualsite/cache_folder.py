"""Answers kept in a folder, which survive a restart: for its owner alone, bounded, each signed with its question.

What cannot be read, was signed by nobody or is half written is no answer and goes. What cannot be written is not kept:
a full disk costs a line in the log and no answer. Answers are pickled, since they are frames and objects of ours; a
pickle runs code, so none is looked into that was not signed with the key that lies beside it.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import logging
import os
import pickle
import secrets
import stat
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from dualsite.errors import DataError, why

_LOG = logging.getLogger(__name__)

FORMAT = 1
"""To be raised when what stands in the folder is written in another way."""

MOST_BYTES = 200_000_000
"""What all answers together may take; those unused for longest make room."""

LARGEST = 20_000_000
"""Bytes of one answer; a larger one is not kept."""

RESTS_S = 300.0
"""How long nothing is written after the disk has refused to take it."""

SUFFIX = ".answer"
UNFINISHED = ".part"
ABANDONED_S = 3600.0
"""What was begun so long ago and is not whole was left by a process that was ended."""
_KEY, _STAMP = "key", "made-by"
_SIGNATURE = hashlib.sha256().digest_size

_DAMAGED = (pickle.PickleError, AttributeError, EOFError, ImportError, IndexError, KeyError, TypeError, ValueError)
"""What unpickling raises where a signed answer cannot be made again."""


class CacheFolder:
    """Answers by their questions, both written down. Safe to use from several threads and processes."""

    def __init__(self, folder: Path, made_by: str) -> None:
        """Opens the folder, and empties it unless its answers were `made_by` the same code and libraries.

        Raises DataError where it cannot be made, or is not its owner's alone.
        """
        self._folder = folder
        self._lock = threading.Lock()
        self._rests_until = 0.0
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _check_private(folder)
            self._made_by = f"{FORMAT} {made_by}".encode()
            self._key = _key(folder)
            stamp = folder / _STAMP
            if not stamp.exists() or stamp.read_bytes() != self._made_by:
                self.clear()
                _write(stamp, self._made_by)
            self._clear_unfinished()
            self._bytes = sum(size for _, size, _ in self._listed())
        except OSError as error:
            reason = why(error) if error.strerror else error
            raise DataError(f"Answers cannot be kept in {folder}: {reason}. Name another folder, or `no`.") from None

    def get(self, question: bytes) -> tuple[Any, ...]:
        """The answer to the question, alone in a tuple; nothing where it is not known."""
        file = self._file(question)
        try:
            kept = file.read_bytes()
        except OSError:
            return ()
        signature, answer = kept[:_SIGNATURE], kept[_SIGNATURE:]
        if hmac.compare_digest(signature, self._signed(question, answer)):
            with contextlib.suppress(*_DAMAGED):
                found = (pickle.loads(answer),)  # noqa: S301 - signed by this process or one before
                with contextlib.suppress(OSError):
                    os.utime(file)
                return found
        with contextlib.suppress(OSError):
            file.unlink()
        return ()

    def put(self, question: bytes, answer: object) -> None:
        """Keep an answer, unless it cannot be written down, is too large, or the disk does not take it."""
        if time.monotonic() < self._rests_until:
            return
        try:
            written = pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)
        except (pickle.PickleError, AttributeError, TypeError, ValueError, RecursionError):
            return
        if len(written) > LARGEST:
            return
        try:
            _write(self._file(question), self._signed(question, written) + written)
            with self._lock:
                self._bytes += _SIGNATURE + len(written)
                if self._bytes > MOST_BYTES:
                    self._make_room()
        except OSError as error:
            self._rests_until = time.monotonic() + RESTS_S
            _LOG.warning("Answers are not kept for the next %.0f s: %s", RESTS_S, error)

    def clear(self) -> None:
        """Forget every answer."""
        for _, _, file in self._listed():
            file.unlink(missing_ok=True)
        self._bytes = 0

    def _clear_unfinished(self) -> None:
        for file in (*self._folder.glob(f"*{UNFINISHED}"), *self._folder.glob("tmp????????")):
            with contextlib.suppress(FileNotFoundError):
                if time.time() - file.lstat().st_mtime > ABANDONED_S:
                    file.unlink()

    def _make_room(self) -> None:
        self._clear_unfinished()
        listed = sorted(self._listed())
        left = sum(size for _, size, _ in listed)
        for _, size, file in listed:
            if left <= 0.8 * MOST_BYTES:
                break
            file.unlink(missing_ok=True)
            left -= size
        self._bytes = left

    def _listed(self) -> list[tuple[float, int, Path]]:
        """When each answer was last used, its bytes, and its file."""
        found = []
        with os.scandir(self._folder) as entries:
            for entry in entries:
                if entry.name.endswith(SUFFIX):
                    with contextlib.suppress(FileNotFoundError):
                        status = entry.stat(follow_symlinks=False)
                        found.append((status.st_mtime, status.st_size, Path(entry.path)))
        return found

    def _file(self, question: bytes) -> Path:
        """Where its answer lies: the name tells nothing of the question."""
        return self._folder / (self._signed(question, b"name").hex() + SUFFIX)

    def _signed(self, question: bytes, answer: bytes) -> bytes:
        parts = (self._made_by, question, answer)
        told = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
        return hmac.digest(self._key, told, hashlib.sha256)


def _check_private(folder: Path) -> None:
    """Raises PermissionError for a folder that is another's or that others may look into."""
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid() or status.st_mode & 0o077:
        raise PermissionError("it must be a folder of yours that nobody else may open (chmod 700)")


def _key(folder: Path) -> bytes:
    """The key of the folder, made where there is none that its owner alone may read."""
    file = folder / _KEY
    with contextlib.suppress(OSError):
        status = file.lstat()
        is_private = stat.S_ISREG(status.st_mode) and status.st_uid == os.geteuid() and not status.st_mode & 0o077
        key = file.read_bytes()
        if is_private and len(key) == _SIGNATURE:
            return key
    _write(file, secrets.token_bytes(_SIGNATURE))
    return file.read_bytes()


def _write(file: Path, content: bytes) -> None:
    """Put it there whole or not at all, for its owner alone."""
    number, name = tempfile.mkstemp(suffix=UNFINISHED, dir=file.parent)
    try:
        with os.fdopen(number, "wb") as soon:
            soon.write(content)
        Path(name).replace(file)
    except OSError:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
