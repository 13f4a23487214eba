"""The form of an edit: a widget per field, at first as the edit is asked for or as goes without saying."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from dualsite.access import View
from dualsite.i18n import _, marked
from dualsite.insights.scenarios.targets import targets
from dualsite.scenarios import KINDS, Edit
from dualsite.scenarios.edit import FieldRule, rules
from dualsite.screens.shared.elements import empty
from dualsite.screens.shared.text import plain

NOTHING: Mapping[str, Any] = {}


def ask(
    view: View, kind: str, label: str, *, filled: Mapping[str, Any] = NOTHING, key: str = "", clears: bool = False
) -> Edit | None:
    """The form of a kind of edit; the edit once its button of that label is clicked and it says all it must.

    `filled` is what its fields hold at first, by their names; `key` tells forms of one kind apart. With `clears` it is
    empty again afterwards.
    """
    if missing := [table for table in KINDS[kind].tables if not view.has(table)]:
        for table in missing:
            empty(table, _("what this edit changes"))
        return None
    prefix = f"{key}{kind}"
    with st.form(f"add {prefix}", border=True, clear_on_submit=clears):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            told = {rule.name: _ask(view, prefix, rule, filled.get(rule.name)) for rule in rules(KINDS[kind])}
        is_sent = st.form_submit_button(label)
    return _edit(kind, told) if is_sent else None


def _edit(kind: str, told: Mapping[str, Any]) -> Edit | None:
    """The edit that the fields say; None where they do not, which is said."""
    fields = {name: value for name, value in told.items() if value not in (None, "")}
    problems = [
        f"{rule.key}: {problem}" for rule in rules(KINDS[kind]) if (problem := _problem(rule, fields.get(rule.name)))
    ]
    if problems:
        st.error(plain(". ".join(problems) + "."), icon=":material/error:")
        return None
    return KINDS[kind](**fields)


def _problem(rule: FieldRule, value: Any) -> str:
    if value is None:
        return _("it is missing") if rule.is_needed else ""
    return rule.problem(value)


def _ask(view: View, prefix: str, rule: FieldRule, filled: Any) -> Any:
    """A widget for a field of an edit, and what it says; None where it says nothing."""
    key, label = f"{prefix} {rule.key}", _(_LABELS.get(rule.key, rule.key))
    first = rule.default if filled is None else filled
    if rule.table is not None and not rule.is_new:
        named = targets(view, rule.table)
        at = list(named).index(first) if first in named else None
        return st.selectbox(label, list(named), at, format_func=named.__getitem__, key=key, width=320)
    if rule.codes:
        at = rule.codes.index(first) if first in rule.codes else None
        return st.selectbox(label, rule.codes, at, key=key, width=180)
    if rule.kind is date:
        return st.date_input(label, first, key=key, format="YYYY-MM-DD", width=150, min_value=_FIRST, max_value=_LAST)
    if rule.kind is bool:
        return st.checkbox(label, bool(first), key=key)
    if rule.kind is str:
        return st.text_input(label, first or "", key=key, width=180).strip()
    step = 1 if rule.kind is int else 0.05
    least, most = (None if limit is None else rule.kind(limit) for limit in (rule.least, rule.most))
    return st.number_input(label, least, most, first, step=step, key=key, width=150)


_FIRST, _LAST = date(1990, 1, 1), date(2200, 12, 31)
"""The days that may be chosen."""

_LABELS = {
    "site": marked("Site"),
    "suite": marked("Suite"),
    "opportunity": marked("Bid"),
    "booking": marked("Booking"),
    "product": marked("Product"),
    "contract": marked("Contract"),
    "currency": marked("Currency"),
    "from": marked("From"),
    "to": marked("Up to"),
    "on": marked("On"),
    "days": marked("Days"),
    "months": marked("Months later"),
    "factor": marked("Factor"),
    "win_fraction": marked("Chance, 0 to 1"),
    "stage": marked("Stage"),
    "market": marked("Market"),
    "units": marked("Units"),
    "technology": marked("Technology"),
    "containment": marked("Containment"),
    "light_protected": marked("Light protected"),
    "kind": marked("Kind"),
    "firmness": marked("Firmness"),
}
"""What the fields of edits are called in a form."""
