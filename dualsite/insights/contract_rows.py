"""Rows of the data contract as a reader looks at them: headings and codes in words, ids by the names they stand for.

The files themselves, under the names of their columns, are on the page of the data (`table_spec.contract_spec`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dualsite.access import View
from dualsite.i18n import _, marked
from dualsite.insights import contract_names, parties, quality_words, wording
from dualsite.insights.contract_headings import heading
from dualsite.insights.frames import labels
from dualsite.insights.table_spec import SOURCE, ColumnSpec, Kind, TableSpec
from dualsite.schema import TABLES, Column
from dualsite.schema.vocabulary import markets

Says = Callable[[str], str]

NAMES = ("site_id", "product_id", "partner_id", "contract_id", "opportunity_id", "suite_id")
"""The columns that are ids of what has a name; batches, trials and events are known by their numbers."""

_NAMED = {"sites": "site_id", "products": "product_id", "partners": "partner_id", "suites": "suite_id"}
_UNITS = {
    "L": marked("L"),
    "kg": marked("kg"),
    "g/L": marked("g/L"),
    "d": marked("d"),
    "°": marked("°"),
}
"""The units of the contract that stand in a heading."""
_KINDS: Mapping[str, Kind] = {"day": "day", "number": "number", "count": "whole", "flag": "flag"}

_ORDERS = {
    "SIGNED": marked("signed"),
    "EXPANSION": marked("expansion"),
    "REDUCTION": marked("reduction"),
    "CANCELLATION": marked("cancellation"),
}
_DEMANDS = {"FIRM": marked("firm"), "FORECAST": marked("forecast")}
_PROVENANCES = {"PUBLIC": marked("public"), "ILLUSTRATIVE": marked("illustrative"), "INTERNAL": marked("internal")}
_ENROLMENTS = {"ACTUAL": marked("actual"), "ESTIMATED": marked("estimated")}
_PRECISIONS = {"DAY": marked("day"), "MONTH": marked("month")}
_SUBJECTS = {"SITE": marked("site"), "CONTRACT": marked("contract"), "PRODUCT": marked("product")}


def rows_in_words(view: View, table: str) -> TableSpec:
    """Every column of a table of the contract under its heading, of rows that `with_sources` has told the source of."""
    stated = TABLES[table]
    shown = [_column(view, table, column) for column in stated.columns.values() if column.name not in _LAST]
    last = (*SOURCE, _column(view, table, stated.columns["data_class"]))
    return TableSpec(table, stated.description, (*shown, *last), extends=table)


_LAST = ("source_id", "data_class", "note", "name_ko", "name_ja")
"""Columns that stand last, or not at all: the names in other languages are told as the name."""


def _column(view: View, table: str, column: Column) -> ColumnSpec:
    headed, says = heading(table, column.name), _says(view, table, column)
    if says is not None:
        return ColumnSpec(column.name, headed, "code", says=says)
    if column.name.endswith("_fraction"):
        return ColumnSpec(column.name, headed, "fraction")
    kind: Kind = "month" if column.name == "month" else _KINDS.get(column.kind, "text")
    if column.references or column.name in TABLES[table].key:
        kind = "code" if column.kind == "text" else kind
    digits = 3 if column.unit in ("kg", "°") else None
    return ColumnSpec(column.name, headed, kind, _UNITS.get(column.unit or ""), digits=digits)


def _says(view: View, table: str, column: Column) -> Says | None:
    """What a code or an id is called; None for what stands for itself."""
    said = _SAYS_OF_TABLES.get((table, column.name)) or _SAYS.get(column.name)
    if said is not None:
        return said
    if column.name in ("owner", "waiting_on", "attributable_to"):
        return lambda code: wording.status(code) if code == "UNKNOWN" else parties.party(view, code)
    if column.name in NAMES and TABLES[table].key != (column.name,):
        return _name_in(_names(view, column.name))
    if column.name == "subject_id":
        subjects = [_names(view, key) for key in ("site_id", "contract_id", "product_id")]
        return _name_in({id_: name for named in subjects for id_, name in named.items()})
    if column.name == "location":
        sites = _names(view, "site_id")
        return lambda place: sites.get(place) or (wording.country(place) if place in markets() else place)
    return None


def _of(words: Mapping[str, str]) -> Says:
    return lambda code: _(words[code]) if code in words else code


_SAYS_OF_TABLES: Mapping[tuple[str, str], Says] = {
    ("batches", "purpose"): quality_words.purpose,
    ("bookings", "kind"): wording.booking,
    ("demand", "kind"): _of(_DEMANDS),
    ("inspections", "kind"): quality_words.inspection,
    ("lab_tests", "purpose"): quality_words.purpose,
    ("milestones", "kind"): wording.milestone,
    ("opportunities", "stage"): wording.status,
    ("order_events", "kind"): _of(_ORDERS),
    ("quality_events", "kind"): quality_words.kind,
    ("trials", "phase"): wording.trial_phase,
    ("inspections", "authority"): _of({"CLIENT": marked("client")}),
}
_SAYS: Mapping[str, Says] = {
    "cause": quality_words.cause,
    "classification": quality_words.outcome,
    "country": wording.country,
    "data_class": _of(_PROVENANCES),
    "date_precision": _of(_PRECISIONS),
    "destination_country": wording.country,
    "effectiveness": quality_words.effect,
    "enrollment_type": _of(_ENROLMENTS),
    "firmness": wording.booked_as,
    "lost_reason": wording.lost_reason,
    "market": wording.country,
    "modality": wording.modality,
    "oos_outcome": quality_words.oos_outcome,
    "pricing": wording.pricing,
    "severity": quality_words.severity,
    "stage": wording.stage,
    "status": wording.status,
    "subject": _of(_SUBJECTS),
    "suite_stage": wording.stage,
    "type": wording.agreement,
}


def _names(view: View, key: str) -> dict[str, str]:
    """What the rows that a key names are called, by their ids; a name that stands twice carries the id."""
    if key == "contract_id":
        return contract_names.by_client(view)
    table = next((table for table, of in _NAMED.items() if of == key), "opportunities")
    return {id_: name for name, id_ in labels(view, table, key).items()}


def _name_in(names: Mapping[str, str]) -> Says:
    return lambda id_: names.get(id_, id_)
