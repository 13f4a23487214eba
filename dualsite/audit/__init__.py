"""The audit trail: who did what, in lines that are chained to one another and never deleted.

recording     writing into it: `record`
entry         what an entry holds, and the kinds of entries
harmless      text of others as it may stand in a line
chain         how lines are chained
segments      the files, and where they end
trail         the writer
gathering     how much one person may write
syslog        the second copy
settings      where and how it is kept
reading       the entries, newest first
rows          entries as rows, to be taken away
verification  whether the chain holds
watch         the same, looked at regularly
"""

from dualsite.audit.entry import APP, NOBODY, Entry, What, Who
from dualsite.audit.recording import NotRecordedError, check_settings, is_written, record, settle
from dualsite.audit.settings import path

__all__ = [
    "APP",
    "NOBODY",
    "Entry",
    "NotRecordedError",
    "What",
    "Who",
    "check_settings",
    "is_written",
    "path",
    "record",
    "settle",
]
