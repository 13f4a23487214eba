"""What ends: the terms and notice days of the next two years."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked, ngettext
from dualsite.insights.contracts.backlog import backlog, is_known
from dualsite.insights.contracts.register import EVERYTHING, MOST_DRAWN, ContractFilter, register
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.kpi.windows import months_after

AHEAD_MONTHS = 24


@cached_per_view
def ending(view: View, chosen: ContractFilter = EVERYTHING) -> pd.DataFrame:
    """Firm contracts whose end or last day for notice falls in the 24 months ahead, the next day first.

    Columns: `contract_id`, `label`, `site_id`, `notice_on`, `end_on`, `next_on`, `next_is` (`notice` or `end`),
    `days` (to it), `backlog` (reporting currency; None when unknown), and where the row comes from.
    """
    last = months_after(view.as_of, AHEAD_MONTHS)
    held = _backlog_by_contract(view)
    rows = []
    for row in register(view, chosen).itertuples():
        ahead = sorted(
            (day, what)
            for day, what in ((row.notice_on, marked("notice")), (row.end_on, marked("end")))
            if day is not None and view.as_of < day <= last
        )
        if not row.is_firm or not ahead:
            continue
        rows.append(
            {
                "contract_id": row.contract_id,
                "partner_id": row.partner_id,
                "partner": row.partner,
                "label": row.label,
                "site_id": row.site_id,
                "notice_on": row.notice_on,
                "end_on": row.end_on,
                "next_on": ahead[0][0],
                "next_is": ahead[0][1],
                "days": (ahead[0][0] - view.as_of).days,
                "backlog": held.get(row.contract_id),
                **{name: getattr(row, name) for name in ("data_class", "note", "source", "url")},
            }
        )
    rows.sort(key=lambda row: (row["next_on"], row["contract_id"]))
    return pd.DataFrame(rows, columns=ENDING_SPEC.names, dtype=object)


ENDING_SPEC = TableSpec(
    "ending",
    marked("Contracts ending within 24 months, earliest date first"),
    (
        ColumnSpec("label", marked("Contract")),
        ColumnSpec("next_is", marked("Next"), "word"),
        ColumnSpec("next_on", marked("On"), "day"),
        ColumnSpec("backlog", marked("Backlog"), "amount"),
        ColumnSpec("end_on", marked("Ends"), "day"),
        ColumnSpec("days", marked("Days"), "whole"),
        ColumnSpec("contract_id", kind="code"),
        ColumnSpec("partner_id", kind="code"),
        ColumnSpec("partner"),
        ColumnSpec("site_id", kind="code"),
        ColumnSpec("notice_on", kind="day"),
        DATA_CLASS,
        ColumnSpec("note"),
        ColumnSpec("source"),
        ColumnSpec("url", kind="link"),
    ),
)


MARKS = (("notice_on", marked("notice deadline {day}")), ("end_on", marked("ends {day}")))
"""The days that are marked on a contract's line, and what each says; marked texts."""


def next_in_words(row: Any, as_of: date) -> tuple[str, str, str]:
    """What is next of a row of `ending`, as a text with its `{day}`, that day, and that notice can no more be given."""
    said = _("notice {day}") if row.next_is == "notice" else _("end {day}")
    is_gone = row.notice_on and row.notice_on <= as_of
    return said, formats.day(row.next_on), _("notice deadline passed") if is_gone else ""


def _backlog_by_contract(view: View) -> dict[str, float]:
    """The backlog of the contracts of which one is known."""
    if not is_known(view):
        return {}
    rows = backlog(view)
    rows = rows[rows.is_known]
    return dict(zip(rows.contract_id, rows.amount, strict=True))


def ends(view: View, chosen: ContractFilter = EVERYTHING) -> int:
    """How many firm contracts end within the 24 months ahead."""
    last = months_after(view.as_of, AHEAD_MONTHS)
    return sum(row.end_on is not None and row.end_on <= last for row in ending(view, chosen).itertuples())


def ending_title(view: View, chosen: ContractFilter = EVERYTHING) -> str:
    """The finding."""
    if not len(ending(view, chosen)):
        return _("No firm contract ends within 24 months")
    count = ends(view, chosen)
    return ngettext("{count} contract ends within 24 months", "{count} contracts end within 24 months", count).format(
        count=formats.number(count)
    )


def ending_in_words(view: View, chosen: ContractFilter = EVERYTHING) -> str:
    """What ends as text."""
    rows = ending(view, chosen).head(MOST_DRAWN)
    if not len(rows):
        return ending_title(view, chosen)
    return formats.parts(
        _("{label}: notice deadline {notice}, ends {end}").format(
            label=row.label, notice=formats.day(row.notice_on), end=formats.day(row.end_on)
        )
        for row in rows.itertuples()
    )
