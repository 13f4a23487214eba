"""Dates that keep a record: what came of the days told before, at every chance they were told with."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked, ngettext
from dualsite.insights import wording
from dualsite.insights.programmes.dates import dates
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec

STATED = tuple(tenth / 10 for tenth in range(1, 10))
"""The chances at which the days told are looked at."""

NORMAL_95 = 1.96


@cached_per_view
def record(view: View) -> pd.DataFrame:
    """One row per stated chance, from 10 to 90 %; empty where no day told before has come due.

    Columns: `stated`, `gates` (reached since), `held` (of them by the day told), `share`, and `low` and `high`: between
    them lie 19 of 20 shares if days come true exactly as stated, by the normal approximation of so many gates.
    """
    found = dates(view.of_all_sites)
    n = found.record.gates
    if not n:
        return RECORD_SPEC.empty()
    made_up = any(gate.is_illustrative for gate in found.gates)
    rows = []
    for stated in STATED:
        held, spread = found.record.within(stated), NORMAL_95 * math.sqrt(stated * (1 - stated) / n)
        rows.append(
            {
                "stated": stated,
                "gates": n,
                "held": held,
                "share": held / n,
                "low": max(0.0, stated - spread),
                "high": min(1.0, stated + spread),
                "data_class": "ILLUSTRATIVE" if made_up else "INTERNAL",
            }
        )
    return pd.DataFrame(rows, columns=RECORD_SPEC.names, dtype=object)


RECORD_SPEC = TableSpec(
    "record_of_dates",
    marked("What came of the days told before"),
    (
        ColumnSpec("stated", marked("Given with"), "fraction"),
        ColumnSpec("gates", marked("Dates"), "whole"),
        ColumnSpec("held", marked("Held"), "whole"),
        ColumnSpec("share", marked("Share held"), "fraction"),
        ColumnSpec("low", marked("By chance from"), "fraction"),
        ColumnSpec("high", marked("By chance to"), "fraction"),
        DATA_CLASS,
    ),
)


def title(view: View) -> str:
    """How many of the days given with 80 % held; why none is known to."""
    told = dates(view.of_all_sites).record
    if not told.gates:
        return _("No date given before has come due")
    return ngettext(
        "{held} of {count} date given with 80% held", "{held} of {count} dates given with 80% held", told.gates
    ).format(held=formats.number(told.within_p80), count=formats.number(told.gates))


def why_too_few(view: View) -> str:
    """What the days are learnt from where that is too little; empty where it is enough."""
    reasons = [gate.reason for gate in dates(view.of_all_sites).gates if gate.reason]
    if not reasons:
        return ""
    said = (
        _("Only the gates seen here teach, and they are too few: {reason}.")
        if view.scope.is_limited
        else _("There are too few gates to learn from: {reason}.")
    )
    return said.format(reason=reasons[0])


def measures(view: View) -> str:
    """What the figure measures."""
    return wording.sentences(
        _("Share of the days told before by which the gate was reached, by the chance they were given with."),
        _("Shaded: where 19 of 20 such shares lie if days come true exactly as told."),
        why_too_few(view),
    )


def why_none(view: View) -> str:
    """Why there is no record."""
    return why_too_few(view) or _("A record needs gates that were reached after a day was told.")


def counted(row: Any) -> str:
    """How many of the days told with one chance held: 7/9."""
    return f"{formats.number(row.held)}/{formats.number(row.gates)}"


def in_words(view: View) -> str:
    """The figure as text."""
    return formats.parts(map(row_in_words, record(view).itertuples())) or wording.sentences(
        wording.sentence(title(view)), why_too_few(view)
    )


def row_in_words(row: Any) -> str:
    """What came of the days told with one chance."""
    return _("given with {stated}: {held} of {gates} held, {share}").format(
        stated=formats.percent(row.stated, 0),
        held=formats.number(row.held),
        gates=formats.number(row.gates),
        share=formats.percent(row.share, 0),
    )
