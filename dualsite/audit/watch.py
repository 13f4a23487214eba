"""Whether the chain holds, looked at when the app starts, every day, and when somebody asks; told when it does not."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import UTC, datetime

from dualsite.audit import recording, settings
from dualsite.audit.entry import APP, What
from dualsite.audit.verification import Verdict, verify
from dualsite.errors import DualsiteError

EVERY_S = 24 * 3600.0

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Checked:
    """What the last check has found."""

    at: datetime
    verdict: Verdict


_last: list[Checked] = []
_lock = threading.Lock()


def last() -> Checked | None:
    """The last check of this process; None before the first one is done."""
    return _last[-1] if _last else None


def check() -> Checked | None:
    """Check the whole trail now. A trail that was changed is told in the log and in itself, once.

    None when there is nothing to check or it cannot be read, which is told in the log.
    """
    recording.settle()
    with _lock:
        try:
            found = Checked(datetime.now(UTC), verify(settings.path(), settings.keys()))
        except DualsiteError as error:
            _LOG.warning("The audit trail was not checked: %s", error)
            return None
        before = last()
        _last[:] = [found]
    if not found.verdict.is_ok and (before is None or before.verdict.faults != found.verdict.faults):
        first = found.verdict.faults[0]
        where = f"{first.file.name}, line {first.line}"
        recording.record(What.ALARM, APP, name=where, reason=f"The trail is not as it was written. {first.message}")
    return found
