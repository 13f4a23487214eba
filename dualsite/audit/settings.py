"""Where the trail is kept and how: from environment variables, or files that they name."""

from __future__ import annotations

import os
from pathlib import Path

from dualsite.audit.chain import Key
from dualsite.errors import DataError, why

PATH, KEY, KEY_FILE, SYSLOG = "DUALSITE_AUDIT", "DUALSITE_AUDIT_KEY", "DUALSITE_AUDIT_KEY_FILE", "DUALSITE_AUDIT_SYSLOG"

SHORTEST_KEY = 32


def path() -> Path:
    """The file named by DUALSITE_AUDIT, else `logs/audit.jsonl` beside the app."""
    return Path(os.environ.get(PATH) or Path(__file__).parents[2] / "logs" / "audit.jsonl")


def keys() -> tuple[Key, ...]:
    """The keys of the trail, the one in use first, those before it after it; empty without any.

    They stand in DUALSITE_AUDIT_KEY, or in the file that DUALSITE_AUDIT_KEY_FILE names, apart by spaces. Raises
    DataError when the file cannot be read, or a key is short.
    """
    told = os.environ.get(KEY, "")
    named = os.environ.get(KEY_FILE, "")
    if named:
        try:
            told = Path(named).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise DataError(
                f"The key of the audit trail in {named} cannot be read: {why(error)}. Correct {KEY_FILE}."
            ) from None
    found = told.split()
    if any(len(one) < SHORTEST_KEY for one in found):
        raise DataError(
            f"A key of the audit trail is shorter than {SHORTEST_KEY} characters. "
            "Make one with python -c 'import secrets; print(secrets.token_hex(32))'."
        )
    return tuple(Key(one.encode()) for one in found)


def syslog() -> str:
    """The address of the collector that every entry is sent to as well, as in tls://logs.example.com; empty without."""
    return os.environ.get(SYSLOG, "")
