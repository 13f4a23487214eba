"""The errors a user may meet. Each text is a sentence: which file or table, what is wrong, what to do.

DualsiteError
├── InputError     what was asked for cannot be answered: an unknown product, a folder that is not there
└── DataError      a file cannot be used: not readable, not what it says it is
    └── EngineError    the engine that holds the tables cannot be asked: it is down, slow, or refuses
"""

from __future__ import annotations

from dualsite.i18n import told


class DualsiteError(Exception):
    """Anything the product itself refuses; its text is fit to be shown to the user, in the language of who reads it."""

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
)
"""What the operating system says (`OSError.strerror`) within our sentences; translated with them."""
