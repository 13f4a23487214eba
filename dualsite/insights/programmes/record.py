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
    marked("Track record of earlier forecasts"),
    (
        ColumnSpec("stated", marked("Stated probability"), "fraction"),
        ColumnSpec("gates", marked("Dates"), "whole"),
        ColumnSpec("held", marked("Met"), "whole"),
        ColumnSpec("share", marked("Share met"), "fraction"),
        ColumnSpec("low", marked("Expected range from"), "fraction"),
        ColumnSpec("high", marked("Expected range to"), "fraction"),
        DATA_CLASS,
    ),
)


def title(view: View) -> str:
    """How many of the days given with 80 % held; why none is known to."""
    told = dates(view.of_all_sites).record
    if not told.gates:
        return _("No earlier forecast has come due")
    return ngettext(
        "{held} of {count} date stated with 80% probability met",
        "{held} of {count} dates stated with 80% probability met",
        told.gates,
    ).format(held=formats.number(told.within_p80), count=formats.number(told.gates))


def why_too_few(view: View) -> str:
    """What the days are learnt from where that is too little; empty where it is enough."""
    reasons = [gate.reason for gate in dates(view.of_all_sites).gates if gate.reason]
    if not reasons:
        return ""
    said = (
        _("Too few of these gates to forecast from: {reason}.")
        if view.scope.is_limited
        else _("Too few gates to forecast from: {reason}.")
    )
    return said.format(reason=reasons[0])


def measures(view: View) -> str:
    """What the figure measures."""
    return wording.sentences(
        _("Share of earlier forecast dates met, by the probability stated."),
        _("Shaded: where 19 of 20 such shares lie if forecasts are exactly calibrated."),
        why_too_few(view),
    )


def why_none(view: View) -> str:
    """Why there is no record."""
    return why_too_few(view) or _("A track record needs gates reached after a forecast.")


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
    return _("stated with {stated}: {held} of {gates} met, {share}").format(
        stated=formats.percent(row.stated, 0),
        held=formats.number(row.held),
        gates=formats.number(row.gates),
        share=formats.percent(row.share, 0),
    )
