"""What another database says when it fails, in a sentence for whoever sees the page: no value, name or credential.

Every driver has errors and texts of its own; of these it is only told what kind of failure they speak of.
"""

from __future__ import annotations

import re

from dualsite.errors import EngineError
from dualsite.store.engines.copied.address import CopiedAddress

_REFUSED = re.compile(
    r"access denied|denied for user|authenticat|password|login|credential|unauthori[sz]ed|not authori[sz]ed|ORA-01017|"
    r"ORA-28000|\b401\b",
    re.IGNORECASE,
)
_UNKNOWN = re.compile(
    r"unknown database|no such database|does ?n.t exist|does not exist|cannot open database|unknown_database",
    re.IGNORECASE,
)
_LOST = re.compile(
    r"lost connection|gone away|connection|timed? ?out|broken pipe|network|socket|unreachable", re.IGNORECASE
)


class UnansweredError(EngineError):
    """The database is there, and does not answer this one question."""


def silent(address: CopiedAddress) -> EngineError:
    """That nobody answers there."""
    return EngineError(f"The database at {address.host} does not answer. It is asked again in a moment.")


def unconnected(reason: Exception, address: CopiedAddress) -> EngineError:
    """That a connection could not be opened."""
    said = str(reason)
    if isinstance(reason, TypeError):
        return EngineError(
            f"The driver of {address.scheme} does not take what stands behind the ? of the address. "
            "Correct DUALSITE_ENGINE."
        )
    if address.scheme == "sqlite":
        name = address.host
        return EngineError(f"The file {name} is no database that SQLite can open, or the server may not read it.")
    if _REFUSED.search(said):
        return EngineError(
            f"The database at {address.host} does not let the dashboard in: its user or password is not right. "
            "Correct DUALSITE_ENGINE or DUALSITE_ENGINE_PASSWORD."
        )
    if _UNKNOWN.search(said):
        database = address.schema
        return EngineError(f"The server at {address.host} has no database {database}. Correct DUALSITE_ENGINE.")
    return silent(address)


def unanswered(reason: Exception, address: CopiedAddress) -> EngineError:
    """That a question of ours failed."""
    said = str(reason)
    if _LOST.search(said) or isinstance(reason, ConnectionError | TimeoutError):
        return silent(address)
    return UnansweredError(f"The database could not answer this ({type(reason).__name__}).")


def changed() -> EngineError:
    """That what is there now is not what was there when the copy began."""
    return EngineError(
        "The tables were changed while they were read, and are read again in half a minute. A feed that changes them "
        "all the time writes each version into a schema of its own, and a table versions."
    )


def unwritable() -> EngineError:
    """That the copy could not be written."""
    return EngineError(
        "The copy of the tables cannot be written: the folder for temporary files is full, or may not be written into. "
        "Make room there, or set TMPDIR to another one."
    )
