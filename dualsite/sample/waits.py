"""Rows of `batch_events`: what became of each batch once it was made, and who was waited for."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from dualsite.sample.batches import partners, waited_for
from dualsite.sample.chunk import STATUS, UNKNOWN, BatchChunk, Codes, Days, Facts, Flags, days, picked, texts
from dualsite.sample.streams import stream
from dualsite.sample.tables import illustrative
from dualsite.schema.vocabulary import BATCH_STATUSES, WAITING_ON

SILENT = 0.02
"""The part of the batches of which nobody has noted anything."""

_CDMO, _CLIENT, _SUPPLIER, _REGULATOR = range(len(WAITING_ON))
_TESTED_BY = (0.85, 0.03, 0.12, 0.0)
_HELD_FOR = (0.25, 0.25, 0.25, 0.25)


def event_table(facts: Facts, chunk: BatchChunk) -> pa.Table:
    """The events of each batch that was made, in the order of the chunk, then of the events."""
    random = stream(facts.seed, "batch-events", chunk.part)
    count = len(chunk)
    is_noted = chunk.is_made & (random.random(count) >= SILENT)
    parts = list(_events(facts, chunk, random))
    at = np.stack([on for on, _status, _waiting in parts], axis=1)
    status = np.stack([one for _on, one, _waiting in parts], axis=1)
    waiting = np.stack([one for _on, _status, one in parts], axis=1)
    happened = (at != UNKNOWN) & is_noted[:, None] & (at <= facts.as_of)
    places, _order = np.nonzero(happened)
    on = at[happened]
    # Events of one day are numbered in their order.
    is_next = np.r_[False, (places[1:] == places[:-1]) & (on[1:] == on[:-1])] if len(on) else np.zeros(0, bool)
    begins = np.flatnonzero(~is_next)
    seq = np.arange(len(on)) - np.repeat(begins, np.diff(np.r_[begins, len(on)])) + 1
    return illustrative(
        "batch_events",
        {
            "batch_id": chunk.ids(places),
            "on": days(on),
            "seq": pa.array(seq),
            "partner_id": partners(facts, chunk).take(pa.array(places)),
            "status": texts(BATCH_STATUSES, status[happened]),
            "waiting_on": texts(WAITING_ON, waiting[happened]),
        },
    )


def _events(facts: Facts, chunk: BatchChunk, random: np.random.Generator) -> Iterator[tuple[Days, Codes, Codes]]:
    """Of each event its day, UNKNOWN where it did not happen, the status and who was waited for; in their order."""
    count = len(chunk)
    decided = chunk.decided != UNKNOWN
    span = np.where(chunk.is_made, np.where(decided, chunk.decided, facts.as_of) - chunk.made, 0)
    # A batch goes to the laboratory, to the operator's review and to the client's; what is left is the operator's.
    tested, reviewed, seen, back = (
        chunk.made + np.round(span * part).astype(np.int64)
        for part in np.sort(random.uniform((0.02, 0.3, 0.5, 0.75), (0.1, 0.45, 0.65, 0.98), (count, 4)), axis=1).T
    )
    own = np.full(count, _CDMO)
    now = waited_for(facts, chunk)

    def reached(*statuses: str) -> Flags:
        found: Flags = decided | np.isin(chunk.status, [STATUS[status] for status in statuses])
        return found

    def event(on: Days, happens: Flags, status: str, waiting: Codes) -> tuple[Days, Codes, Codes]:
        return np.where(chunk.is_made & happens, on, UNKNOWN), np.full(count, STATUS[status]), waiting

    is_held = decided & (random.random(count) < 0.06)
    is_seen = decided & (random.random(count) < 0.7)
    in_test = chunk.status == STATUS["IN_TEST"]
    yield event(chunk.made, np.ones(count, bool), "MADE", own)
    yield event(tested, reached("IN_TEST", "IN_REVIEW", "ON_HOLD"), "IN_TEST",
                np.where(in_test, now, picked(random, _TESTED_BY, count)))  # fmt: skip
    yield event(reviewed, decided, "IN_REVIEW", own)
    yield event(reviewed, chunk.status == STATUS["IN_REVIEW"], "IN_REVIEW", now)
    yield event(reviewed, chunk.status == STATUS["ON_HOLD"], "ON_HOLD", now)
    yield event(seen, is_held, "ON_HOLD", picked(random, _HELD_FOR, count))
    yield event(seen, is_seen & ~is_held, "IN_REVIEW", np.full(count, _CLIENT))
    yield event(back, decided & (is_seen | is_held), "IN_REVIEW", own)
    for status in ("RELEASED", "REJECTED", "ABORTED"):
        yield event(chunk.decided, chunk.status == STATUS[status], status, np.full(count, -1))
