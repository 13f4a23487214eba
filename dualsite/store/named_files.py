"""Small files that people save under names of theirs, in a folder beside the tables: written whole or not at all, by
one at a time, and never over what somebody else has saved meanwhile."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from dualsite.errors import DataError, InputError, why
from dualsite.i18n import tellable
from dualsite.store.one_writer import one_writer

NAME = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,58}[a-z0-9])?")
"""What such a file may be called: it stands in addresses, and is the same on every disk."""


class ChangedMeanwhileError(DataError):
    """Somebody else has saved or deleted a file since it was opened."""


@dataclass(frozen=True)
class NamedFiles:
    """A folder of such files."""

    folder: str
    """Its name within the data folder."""
    word: str
    """What one of them is, in a sentence."""
    ending: str = ".toml"

    def names(self, data: Path) -> list[str]:
        """The names, in order; none where there is no folder. Raises DataError when it cannot be read."""
        try:
            found = [path.name for path in (data / self.folder).iterdir() if path.suffix == self.ending]
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise unreadable(data / self.folder, error) from error
        return sorted(name.removesuffix(self.ending) for name in found if not name.startswith("."))

    def path(self, data: Path, name: str) -> Path:
        """Where one lies. Raises InputError for what no file can be called."""
        if "/" in name or "\\" in name or "\0" in name or name.startswith("."):
            raise InputError(
                f"There is no {self.word} {name[:80]!r}. Name one of those in {self.folder}/, without its ending."
            )
        return data / self.folder / f"{name}{self.ending}"

    def content(self, data: Path, name: str, largest: int) -> bytes:
        """The first `largest` bytes of one. Raises InputError when there is none, OSError when it cannot be read."""
        try:
            with self.path(data, name).open("rb") as file:
                return file.read(largest)
        except (FileNotFoundError, NotADirectoryError):
            known = ", ".join(self.names(data)) or tellable("none yet")
            raise InputError(f"There is no {self.word} {name}. Those beside the data are: {known}.") from None

    def write(self, data: Path, name: str, text: str, opened: str) -> bytes:
        """Write one whole or not at all, and give its bytes.

        `opened` is the digest of the file when it was opened, empty for a new one. Raises ChangedMeanwhileError when
        it is another one by now, and then leaves it as it is; DataError when nothing can be written.
        """
        path = self.path(data, name)
        try:
            content = text.encode()
        except UnicodeEncodeError as error:
            raise InputError(
                f"A text of the {self.word} has half a character, which no file can hold. Type it anew."
            ) from error
        with _locked(path.parent):
            self._check_unchanged(path, opened)
            try:
                number, soon = tempfile.mkstemp(dir=path.parent, prefix=".")
            except OSError as error:
                raise _unwritable(path.parent, error) from error
            try:
                with os.fdopen(number, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                Path(soon).chmod(0o644)
                Path(soon).replace(path)
            except OSError as error:
                Path(soon).unlink(missing_ok=True)
                raise _unwritable(path.parent, error) from error
        return content

    def delete(self, data: Path, name: str, opened: str) -> None:
        """Delete one. Raises ChangedMeanwhileError when it is another one by now than when it was opened."""
        path = self.path(data, name)
        with _locked(path.parent):
            self._check_unchanged(path, opened)
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise _unwritable(path.parent, error) from error

    def _check_unchanged(self, path: Path, opened: str) -> None:
        try:
            now = digest(path.read_bytes())
        except FileNotFoundError:
            now = ""
        except OSError as error:
            raise unreadable(path, error) from error
        if now == opened:
            return
        name = path.name.removesuffix(self.ending)
        if not now:
            raise ChangedMeanwhileError(
                f"Somebody has deleted the {self.word} {name} meanwhile. Save it under a new name."
            )
        if not opened:
            raise ChangedMeanwhileError(f"There is a {self.word} {name} already. Save this one under another name.")
        raise ChangedMeanwhileError(
            f"Somebody else has saved the {self.word} {name} meanwhile. Nothing was changed. "
            "Save this one under another name, or open theirs."
        )


def toml_value(value: Any) -> str:
    """A text, day, number, flag or tuple of texts as TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        # What JSON escapes TOML escapes likewise, but for the last of the control characters.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    return f"[{', '.join(map(toml_value, value))}]" if isinstance(value, tuple) else repr(value)


def digest(content: bytes) -> str:
    """What names the bytes of a file."""
    return hashlib.sha256(content).hexdigest()


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One writer at a time in the folder, which is made where there is none."""
    with contextlib.ExitStack() as held:
        try:
            folder.mkdir(exist_ok=True)
            held.enter_context(one_writer(folder))
        except OSError as error:
            raise _unwritable(folder, error) from error
        yield


def unreadable(path: Path, error: OSError) -> DataError:
    """That a file or folder cannot be read."""
    return DataError(f"{path} cannot be read: {why(error)}. Make it readable.")


def _unwritable(folder: Path, error: OSError) -> DataError:
    return DataError(f"Nothing can be written to {folder}: {why(error)}. Let the app write there.")
