"""An edit in an address: `what=suite-ready&suite=BI-UP&on=2028-07-01`, and what of such a text can be understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

from dualsite.scenarios.edit import Edit, FieldRule, fields_told, rules
from dualsite.scenarios.scenario import KINDS

LONGEST = 2_000
"""Letters of such a text that are read."""


@dataclass(frozen=True)
class AskedEdit:
    """An edit that an address asks for, as far as it says it: what is missing is asked of the reader."""

    what: str
    fields: Mapping[str, Any]
    """What its fields hold, by their names; each may be held by them."""


def of_edit(edit: Edit) -> str:
    """The edit as it stands in an address."""
    return of(edit.what, **fields_told(edit))


def of(what: str, **fields: Any) -> str:
    """An edit of which these fields alone are known, by their keys; None is one that is not."""
    told = {key: value for key, value in fields.items() if value is not None}
    return urlencode({"what": what, **{key: _told(value) for key, value in told.items()}})


def asked(text: str) -> AskedEdit | None:
    """What a text of an address asks for; None for no kind of edit. A field that may not hold its value is left out."""
    told = dict(parse_qsl(text[:LONGEST]))
    what = told.get("what", "")
    if what not in KINDS:
        return None
    values = {rule.name: _value(rule, told[rule.key]) for rule in rules(KINDS[what]) if rule.key in told}
    return AskedEdit(what, {name: value for name, value in values.items() if value is not None})


def _told(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date) else str(value)


def _value(rule: FieldRule, text: str) -> Any:
    """What the text says of a field; None where the field may not hold it."""
    try:
        value = _READ[rule.kind](text)
    except (ValueError, KeyError):
        return None
    return None if rule.problem(value) else value


_READ: Mapping[type, Any] = {
    str: str,
    int: int,
    float: float,
    bool: {"true": True, "false": False}.__getitem__,
    date: date.fromisoformat,
}
