"""The ordinary log: whatever stands in a message, it is one line, and nothing in it steers a terminal.

Names, paths, claims and texts of errors come from others. A stack trace keeps its lines; each is set in, so that none
can be taken for a line of the log.
"""

from __future__ import annotations

import logging
import traceback
from typing import Any

from dualsite.audit.harmless import harmless

LONGEST = 10_000
"""Characters of a message, or of one line of a stack trace."""


class HarmlessRecord(logging.LogRecord):
    """A record of any logger of this process."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.exc_info and isinstance(self.exc_info, tuple) and self.exc_info[0] is not None:
            # Formatters take this text before they make one of their own.
            told = "".join(traceback.format_exception(*self.exc_info))
            self.exc_text = "\n".join(f"  {harmless(line, LONGEST)}" for line in told.split("\n") if line)

    def getMessage(self) -> str:  # noqa: N802 - logging's own name
        return harmless(super().getMessage(), LONGEST)


def speak() -> None:
    """Write what the app itself has to say to the log, progress too; other libraries keep to their warnings."""
    own = logging.getLogger("dualsite")
    own.setLevel(logging.INFO)
    if not own.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        own.addHandler(handler)


def make_harmless() -> None:
    """From now on, in this process, every record of every logger is so."""
    logging.setLogRecordFactory(HarmlessRecord)
