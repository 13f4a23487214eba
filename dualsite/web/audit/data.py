"""Which data version came on show, was refused or held back, written into the audit trail once each."""

from __future__ import annotations

import threading

from dualsite import audit
from dualsite.audit import APP, What
from dualsite.store import Version
from dualsite.store.engines import AnyStore

_noted: dict[AnyStore, tuple[str, str, str]] = {}
"""The versions on show, refused and held back, by their ids, as written last."""
_lock = threading.Lock()


def note(store: AnyStore, shown: Version) -> None:
    """Write down what is on show, what was refused and what is held back, when that is news."""
    refused, held = store.refused, store.held
    now = (shown.id, refused.id if refused else "", held.version.id if held else "")
    with _lock:
        before = _noted.get(store, ("", "", ""))
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
    if held is not None and now[2] != before[2]:
        first = next((f"{one.kind} {one.table}" for one in held.differences), "")
        audit.record(What.DATA, APP, name=held.version.id, reason="held back", details={"first difference": first})
