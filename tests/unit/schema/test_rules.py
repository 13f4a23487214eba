"""Every rule finds what breaks it, where it stands, and nothing else."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from dualsite import store
from dualsite.schema import TABLES
from dualsite.schema.rules import RULES, Rule, VersionFacts, operations, tables
from dualsite.schema.rules.tables import ORDERED_DAYS
from dualsite.store import Version
from tests.data_folder import AS_OF, DataFolder, checked
from tests.unit.schema.breaches import BREACHES, FILE_BREACHES, Breach, FileBreach
from tests.unit.schema.near_misses import NEAR_MISSES, NearMiss


def named(breaches):
    """Breaches under a name of their own each."""
    return [pytest.param(one, id=f"{one.rule}-{n}-{one.table}-{one.column}") for n, one in enumerate(breaches)]


@pytest.fixture(scope="module")
def broken(tmp_path_factory) -> tuple[Version, dict[Breach, int]]:
    """One delivery with all breaches in it, and the row at which each stands."""
    delivery = DataFolder()
    rows = {id(breach): breach.put_into(delivery) for breach in BREACHES}
    folder = delivery.write(tmp_path_factory.mktemp("broken"))
    for breach in FILE_BREACHES:
        breach.put_into(folder)
    return checked(folder), rows


@pytest.fixture(scope="module")
def nearly_broken(tmp_path_factory) -> tuple[Version, dict[int, list[tuple[str, int]]]]:
    """One delivery with all near misses in it, and the rows of each."""
    delivery = DataFolder()
    rows = {id(near): [(table, delivery.add(table, **cells)) for table, cells in near.rows] for near in NEAR_MISSES}
    return store.open(delivery.write(tmp_path_factory.mktemp("near"))).version(), rows


def test_a_plain_delivery_of_all_tables_has_no_finding(reference):
    version = reference.version()
    assert set(version.rows) == set(TABLES)
    assert [finding.message for finding in version.report.findings] == []


@pytest.mark.parametrize("gone", TABLES)
def test_no_rule_reads_a_table_that_is_not_there(gone):
    facts = VersionFacts([name for name in TABLES if name != gone], AS_OF, "EUR")
    queries = [query for rule in RULES.values() for query in rule.queries(facts)]
    assert [query.sql for query in queries if re.search(rf"\b(FROM|JOIN) {gone}\b", query.sql)] == []


def test_no_two_rules_share_an_id():
    found = [one.id for module in (operations, tables) for one in vars(module).values() if isinstance(one, Rule)]
    assert len(found) == len(set(found))
    assert set(found) < set(RULES)


@pytest.mark.parametrize("breach", named(BREACHES))
def test_a_breach_is_found_where_it_stands(broken, breach: Breach):
    version, rows = broken
    row = rows[id(breach)]
    found = [
        one
        for one in version.report.findings
        if (one.rule, one.table, one.row, one.column) == (breach.rule, breach.table, row, breach.column)
    ]
    assert len(found) == 1
    (finding,) = found
    quoted = f"“{breach.value}”" if breach.value else ""
    assert finding.value == breach.value
    assert finding.severity == ("error" if breach.rule.startswith("E") else "warning")
    assert finding.message.startswith(f"{breach.table} row {row}, {breach.column}: {quoted}")
    assert breach.says in finding.message
    assert finding.message.endswith(RULES[breach.rule].advice)


@pytest.mark.parametrize("breach", named(FILE_BREACHES))
def test_a_file_that_breaks_a_rule_is_found(broken, breach: FileBreach):
    version, _ = broken
    found = [
        one
        for one in version.report.findings
        if (one.rule, one.table, one.row, one.column) == (breach.rule, breach.table, breach.row, breach.column)
    ]
    assert len(found) == 1
    (finding,) = found
    assert finding.value == breach.value
    assert finding.severity == ("error" if breach.rule.startswith("E") else "warning")
    assert breach.says in finding.message
    assert finding.message.endswith(RULES[breach.rule].advice)


def test_a_breach_breaks_its_own_rule_alone(broken):
    version, rows = broken
    meant = Counter((one.rule, one.table, rows[id(one)], one.column) for one in BREACHES)
    meant += Counter((one.rule, one.table, one.row, one.column) for one in FILE_BREACHES)
    found = Counter((one.rule, one.table, one.row, one.column) for one in version.report.findings)
    assert found == meant


def test_totals_are_by_rule_and_table(broken):
    version, _ = broken
    meant = Counter((one.rule, one.table) for one in (*BREACHES, *FILE_BREACHES))
    assert version.report.totals == meant


def test_every_rule_has_a_breach():
    assert {one.rule for one in (*BREACHES, *FILE_BREACHES)} == set(RULES)


def test_every_pair_of_ordered_days_has_a_breach():
    broken_pairs = {
        (first, last)
        for first, last in ORDERED_DAYS
        for breach in BREACHES
        if breach.rule == "E07" and breach.column == last and f"before {first} " in breach.says
    }
    assert broken_pairs == set(ORDERED_DAYS)


def test_errors_refuse_their_table_and_warnings_do_not(broken):
    version, _ = broken
    with_errors = {one.table for one in (*BREACHES, *FILE_BREACHES) if one.rule.startswith("E")}
    through_one_of_them = {"milestone_statements"}
    assert set(version.tables) == set(TABLES) - with_errors - through_one_of_them
    assert {"contract_years", "trial_sites"} <= set(version.tables)


@pytest.mark.parametrize("near", [pytest.param(one, id=f"{one.rule}: {one.because}") for one in NEAR_MISSES])
def test_a_near_miss_is_fine(nearly_broken, near: NearMiss):
    version, rows = nearly_broken
    about = [one.message for one in version.report.findings if (one.table, one.row) in rows[id(near)]]
    assert about == []


def test_all_near_misses_together_are_fine(nearly_broken):
    version, _ = nearly_broken
    assert [one.message for one in version.report.findings] == []


def test_a_rule_says_what_it_refuses_and_what_to_do():
    for rule in RULES.values():
        assert rule.title[0].isupper()
        assert not rule.title.endswith(".")
        assert rule.advice[0].isupper()
        assert rule.advice.endswith(".")
