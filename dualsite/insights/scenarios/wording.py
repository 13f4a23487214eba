"""What a scenario says, edit by edit, and what is wrong with it in these data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from dualsite.access import View
from dualsite.access.names import told
from dualsite.cache import cached_per_view
from dualsite.i18n import _
from dualsite.scenarios import Edit, Register, Scenario
from dualsite.scenarios.edit import refers_to, rules
from dualsite.scenarios.network import SuiteAdded
from dualsite.scenarios.operations import BookingRemoved, LicenceApproved
from dualsite.scenarios.text import ScenarioFault, fault_of
from dualsite.schema import TABLES
from dualsite.store.statements import run

_KEYS: Mapping[str, str] = {"fx_rates": "currency"}
"""The column that an edit names a row by, where that is not the table's key."""


@dataclass(frozen=True)
class SaidEdit:
    """An edit in words, and what is wrong with it; then it changes nothing."""

    sentence: str
    faults: tuple[ScenarioFault, ...]
    is_hidden: bool = False
    """Whether its kind alone is said, since what it is about is not for this viewer."""


def said(view: View, scenario: Scenario) -> list[SaidEdit]:
    """The edits of a scenario, one by one in order, as this viewer may read them.

    What is about rows that the viewer does not see, or that stand under code names, says its kind alone.
    """
    return _said(view.as_told.whole, scenario) if scenario.edits else []


def faults(view: View, scenario: Scenario) -> list[ScenarioFault]:
    """What is wrong with the edits of a scenario in these data, in order; each such edit changes nothing."""
    return [fault for one in said(view, scenario) for fault in one.faults]


def hides_edits(view: View, scenario: Scenario) -> bool:
    """Whether a scenario has edits of which this viewer may read the kind alone: then its file is not for them."""
    return any(one.is_hidden for one in said(view, scenario))


@cached_per_view
def _said(view: View, scenario: Scenario) -> list[SaidEdit]:
    register = _register(view, scenario.edits)
    found = []
    added: dict[tuple[str, str], bool] = {}
    suites = {named for edit in scenario.edits if isinstance(edit, SuiteAdded) for named in _changed_by(edit)}
    for place, edit in enumerate(scenario.edits):
        problems = [*_unknown(edit, register, added, suites), *edit.problems(register)]
        is_hidden = view.code_key is not None and _is_of_a_client(edit)
        is_hidden = is_hidden or (view.scope.is_limited and bool(problems) and _is_of_a_client(edit))
        if is_hidden:
            sentence = f"{_(edit.label)}."
            problems = [("", _("it concerns rows outside your access"))] if problems else []
        else:
            sentence = edit.sentence(lambda table, id_: register.called.get((table, id_), id_))
        advice = _("Correct the scenario, or remove this edit.")
        wrong = tuple(fault_of(scenario, place, key, problem, advice) for key, problem in problems)
        found.append(SaidEdit(sentence, wrong, is_hidden))
        added |= _changed_by(edit)
    return found


def _unknown(
    edit: Edit,
    register: Register,
    added: Mapping[tuple[str, str], bool],
    suites: Collection[tuple[str, str]],
) -> Iterable[tuple[str, str]]:
    """References of an edit that name nothing, and new names that are taken.

    `added` is what edits before it did, `suites` those that any edit adds, since they are laid before the others.
    """
    for table in edit.tables:
        if table not in register.tables:
            yield "what", _("the table {table} is missing").format(table=table)
    new = {rule.key for rule in rules(type(edit)) if rule.is_new}
    for key, (table, id_) in refers_to(edit).items():
        is_there = added.get((table, id_), register.knows(table, id_))
        if is_there and key in new:
            yield key, _("the table {table} already has a row {id}").format(id=id_, table=table)
        elif not is_there and key not in new and (table, id_) not in suites:
            yield key, _("the table {table} has no {id}").format(id=id_, table=table)


def _changed_by(edit: Edit) -> dict[tuple[str, str], bool]:
    """The rows that are there from this edit on, or not any more."""
    if isinstance(edit, BookingRemoved):
        return {("bookings", edit.booking): False}
    new = {rule.key for rule in rules(type(edit)) if rule.is_new}
    return {named: True for key, named in refers_to(edit).items() if key in new}


def _is_of_a_client(edit: Edit) -> bool:
    named = {table for table, _id in refers_to(edit).values()}
    return any(TABLES[table].is_client for table in (*edit.tables, *named))


def _register(view: View, edits: Sequence[Edit]) -> Register:
    """What of the data the edits refer to, at most one query per table; whatever the as-of day."""
    seen = replace(view, code_key=None)
    asked: defaultdict[str, set[str]] = defaultdict(set)
    for edit in edits:
        for table, id_ in refers_to(edit).values():
            asked[table].add(id_)
    called: dict[tuple[str, str], str] = {}
    for table, ids in asked.items():
        if not seen.has(table):
            continue
        if "name" in TABLES[table].columns:
            names = _names(seen, table)
            called |= {(table, id_): names[id_] for id_ in ids if id_ in names}
        else:
            rows = seen.stored(table)
            column = _KEYS.get(table, TABLES[table].key[0])
            found = rows.filter(rows[column].isin(sorted(ids))).select(id=column).distinct()
            called |= {(table, id_): id_ for (id_,) in run(found).rows}
    return Register(seen.version.tables, called, _licences(seen, edits))


@cached_per_view
def _names(view: View, table: str) -> dict[str, str]:
    """What the rows of a table are called, by id: of one that is small, as those with names are, and the same for every
    scenario."""
    rows = told(table, view.stored(table))
    return dict(run(rows.select(rows[TABLES[table].key[0]], rows["name"])).rows)


def _licences(view: View, edits: Sequence[Edit]) -> frozenset[tuple[str, str, str, str]]:
    products = sorted({edit.product for edit in edits if isinstance(edit, LicenceApproved)})
    if not products or not view.has("site_licences"):
        return frozenset()
    rows = view.stored("site_licences")
    of_them = rows.filter(rows.product_id.isin(products)).select("product_id", "stage", "site_id", "market")
    return frozenset((product, stage, site, market) for product, stage, site, market in run(of_them).rows)
