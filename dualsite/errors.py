"""The errors a user may meet. Each text is a sentence: which file or table, what is wrong, what to do.

DualsiteError
├── InputError     what was asked for cannot be answered: an unknown product, a folder that is not there
└── DataError      a file cannot be used: not readable, not what it says it is
    └── EngineError    the engine that holds the tables cannot be asked: it is down, slow, or refuses
"""

from __future__ import annotations

import csv
import errno
import re

from dualsite.i18n import tellable, told


class DualsiteError(Exception):
    """Anything the product itself refuses; its text is fit to be shown to the user, in the language of who reads it."""

    @property
    def in_english(self) -> str:
        """The text as the code says it: for what is kept, and told later to whoever reads it."""
        return super().__str__()

    def __str__(self) -> str:
        return told(super().__str__())


class InputError(DualsiteError):
    """A question that cannot be asked of this data; exit status 2 on the command line."""


class DataError(DualsiteError):
    """A file that cannot be used; exit status 1 on the command line."""


class EngineError(DataError):
    """The engine that holds the tables cannot be asked now; it may be asked again."""


SYSTEM = (
    "No such file or directory",
    "Permission denied",
    "Operation not permitted",
    "Not a directory",
    "Is a directory",
    "File exists",
    "File name too long",
    "Directory not empty",
    "No space left on device",
    "Disk quota exceeded",
    "Read-only file system",
    "Input/output error",
    "Stale file handle",
    "Too many open files",
    "Connection refused",
    "Connection timed out",
    "Device or resource busy",
    "Address already in use",
    "Too many levels of symbolic links",
)
"""What the operating system says (`OSError.strerror`) within our sentences; translated with them."""


def why(error: Exception) -> str:
    """Why something cannot be read or written, in our own words: those of Python and of libraries are English alone.

    Where it breaks off, as far as that can be told; else that it is damaged.
    """
    if isinstance(error, OSError) and error.strerror:
        code = errno.errorcode.get(error.errno or 0, "")
        return error.strerror if error.strerror in SYSTEM else tellable(f"the system refuses it ({code})")
    if isinstance(error, UnicodeDecodeError):
        return tellable(f"byte {error.start + 1:,} is not {error.encoding.upper()}")
    if isinstance(error, csv.Error):
        return tellable("its cells cannot be told apart")
    line, column = getattr(error, "lineno", None), getattr(error, "colno", getattr(error, "offset", None))
    place = _PLACE.search(str(error))
    if place is not None:
        line, column = int(place[1]), int(place[2])
    if line is not None and column is not None:
        return tellable(f"line {line}, column {column}")
    if "at end of document" in str(error):
        return tellable("it ends too early")
    if "memory" in str(error).casefold():
        return tellable("there is not enough memory for it")
    return tellable("it is damaged, or not what its name says")


_PLACE = re.compile(r"line (\d+),? column (\d+)")
"""How tomllib, orjson and expat say where they came to a stop."""
