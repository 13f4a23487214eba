"""Which data version came on show and which was refused, written into the audit trail once each."""

from __future__ import annotations

import threading

from dualsite import audit
from dualsite.audit import APP, What
from dualsite.store import Store, Version

_noted: dict[Store, tuple[str, str]] = {}
"""The versions on show and refused, by their ids, as written last."""
_lock = threading.Lock()


def note(store: Store, shown: Version) -> None:
    """Write down what is on show, and what was refused, when that is news."""
    refused = store.refused
    now = (shown.id, refused.id if refused else "")
    with _lock:
        before = _noted.get(store, ("", ""))
        _noted[store] = now
    if now[0] != before[0]:
        rows = f"{sum(shown.rows.values())} rows in {len(shown.rows)} tables"
        audit.record(
            What.DATA, APP, name=shown.id, reason=f"shown, as of {shown.dataset.as_of}", details={"holds": rows}
        )
    if refused is not None and now[1] != before[1]:
        # By rule, table and row: what stands in the cell is contents.
        first = next((f"{one.rule} {one.table} {one.row or ''}".strip() for one in refused.report.errors), "")
        audit.record(What.DATA, APP, name=refused.id, reason="refused", details={"first error": first})
