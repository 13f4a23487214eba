"""Rows reach a page through a view, and a view of one client holds that client's rows alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dualsite import store
from dualsite.access import LOCAL_EXECUTIVE, MissingTableError, Scope, View, Viewer, ids, view
from dualsite.access.scope import reduced
from dualsite.errors import DualsiteError, InputError
from dualsite.scenarios import Scenario
from dualsite.scenarios.commercial import WinFraction
from dualsite.schema import TABLES
from tests.data_folder import TEXT, DataFolder

OAK = Viewer("partner", frozenset({"OAK"}))
ELM = Viewer("account_manager", frozenset({"ELM"}))

OPEN_TABLES = {name for name, table in TABLES.items() if table.sight == "facts"}
"""Tables that concern no client, and of which every viewer sees every row."""

CLIENT_TABLES = [name for name, table in TABLES.items() if table.is_client]


def seen(reference: store.Store, viewer: Viewer, **question) -> View:
    return view(reference.version(), reference.connect(), viewer, **question)


def rows(asked: View, table: str) -> list[dict[str, object]]:
    return asked.table(table).to_pyarrow().to_pylist()


def test_every_table_with_rows_of_clients_says_whose_they_are():
    """The guard for a new table: a client in it, or a reference to a client's row, has to be handled."""
    clients = {name for name, table in TABLES.items() if table.is_client}
    for name, table in TABLES.items():
        speaks_of = {column.references for column in table.columns.values()} & clients
        if "partner_id" in table.columns:
            assert table.sight == "own rows", f"{name} holds partner_id: declare it with client=True"
        elif speaks_of:
            assert table.sight == "rows of own", f"{name} refers to {speaks_of}: declare client_through"
            assert table.client_through in speaks_of
        else:
            assert table.sight in ("facts", "cited by own", "between own", "nothing"), name


def test_what_no_clients_table_may_show_is_decided_one_by_one():
    """A table that is no client's shows one client nothing until someone has looked at it and it stands here."""
    assert {name: table.sight for name, table in TABLES.items() if not table.is_client} == {
        "sources": "cited by own",
        "sites": "facts",
        "suites": "facts",
        "changeovers": "between own",
        "milestone_statements": "rows of own",
        "fx_rates": "facts",
        "targets": "facts",
        "lab_tests": "nothing",
    }


def test_a_table_belongs_to_clients_through_a_client_table_with_one_column_as_key():
    through = {name: TABLES[table.client_through] for name, table in TABLES.items() if table.client_through}
    assert {name: owner.name for name, owner in through.items()} == {"milestone_statements": "milestones"}
    for name, owner in through.items():
        assert owner.is_client
        assert TABLES[name].columns[owner.key[0]].references == owner.name


@pytest.mark.parametrize("table", CLIENT_TABLES)
def test_a_client_sees_its_own_rows_alone(reference, table):
    everyone = rows(seen(reference, LOCAL_EXECUTIVE), table)
    for viewer in (OAK, ELM):
        own = rows(seen(reference, viewer), table)
        assert {row["partner_id"] for row in own} <= viewer.partners
        assert len(own) == sum(row["partner_id"] in viewer.partners for row in everyone)
    both = rows(seen(reference, Viewer("account_manager", frozenset({"OAK", "ELM"}))), table)
    assert {row["partner_id"] for row in both} == {"OAK", "ELM"}, "the delivery has rows of both"
    assert len(both) == sum(row["partner_id"] is not None for row in everyone)


def test_a_client_sees_the_statements_of_its_own_milestones_alone(reference):
    assert [row["milestone_id"] for row in rows(seen(reference, ELM), "milestone_statements")] == ["ELM-PPQ"]
    assert rows(seen(reference, OAK), "milestone_statements") == []
    assert len(rows(seen(reference, LOCAL_EXECUTIVE), "milestone_statements")) == 3


@pytest.mark.parametrize("refused", [False, True])
def test_statements_are_not_seen_without_the_milestones_that_say_whose_they_are(tmp_path, refused):
    delivery = DataFolder().keep("sites", "partners", "milestones", "milestone_statements")
    if refused:
        delivery.change("milestones", 2, owner="NOBODY")
    else:
        del delivery.tables["milestones"]
    kept = store.open(delivery.write(tmp_path))
    with pytest.raises(MissingTableError):
        seen(kept, ELM).table("milestone_statements")


@pytest.mark.parametrize("table", sorted(OPEN_TABLES))
def test_everyone_sees_every_row_of_what_concerns_no_client_but_not_what_was_written_beside_it(reference, table):
    def unwritten(row):
        return {**row, "note": None, "source_id": None}

    everyone = rows(seen(reference, LOCAL_EXECUTIVE), table)
    assert rows(seen(reference, OAK), table) == [unwritten(row) for row in everyone]
    assert everyone


def test_a_client_sees_the_sources_its_own_rows_cite_alone(tmp_path):
    delivery = DataFolder()
    delivery.tables["sources"].append({"source_id": "PRESS-2", "title": "Elm gets its orphan", "publisher": "Daily"})
    delivery.change("approvals", 4, source_id="PRESS-2", data_class="PUBLIC")
    kept = store.open(delivery.write(tmp_path))
    assert [row["source_id"] for row in rows(seen(kept, ELM), "sources")] == ["PRESS-2"]
    assert rows(seen(kept, OAK), "sources") == []
    assert len(rows(seen(kept, LOCAL_EXECUTIVE), "sources")) == 2


def test_a_client_sees_the_changeovers_between_its_own_products_alone(reference):
    def pairs(viewer):
        return {(row["from_class"], row["to_class"]) for row in rows(seen(reference, viewer), "changeovers")}

    assert pairs(OAK) == {("*", "*"), ("MAB", "*"), ("*", "MAB")}
    assert pairs(ELM) == {("*", "*"), ("ELMADC", "ELMADC")}


def test_laboratory_tests_of_all_clients_together_are_the_executives_alone(reference):
    assert rows(seen(reference, LOCAL_EXECUTIVE), "lab_tests")
    assert rows(seen(reference, OAK), "lab_tests") == []


def test_rows_of_an_owner_that_is_not_there_are_nobodys(reference):
    statements = seen(reference, LOCAL_EXECUTIVE).table("milestone_statements")
    left = reduced("milestone_statements", statements, Scope(frozenset({"ELM"})).owners, lambda name: None)
    assert left.to_pyarrow().num_rows == 0


@pytest.mark.parametrize("table", CLIENT_TABLES)
def test_a_viewer_without_clients_sees_no_clients_rows(reference, table):
    assert rows(seen(reference, Viewer("partner")), table) == []


def test_the_sites_own_rows_are_the_executives_alone(reference):
    assert any(row["partner_id"] is None for row in rows(seen(reference, LOCAL_EXECUTIVE), "bookings"))
    assert not any(row["partner_id"] is None for row in rows(seen(reference, OAK), "bookings"))


def test_rows_have_the_columns_of_the_contract_and_no_others(reference):
    asked = seen(reference, LOCAL_EXECUTIVE)
    for table in TEXT:
        assert list(asked.table(table).columns) == list(TABLES[table].columns)


def test_executives_see_everyone_and_others_those_they_are_given():
    assert LOCAL_EXECUTIVE.scope == Scope(None)
    assert Viewer("executive", frozenset({"OAK"})).scope == Scope(None)
    assert OAK.scope == Scope(frozenset({"OAK"}))
    assert Viewer("account_manager").scope == Scope(frozenset())


def test_a_view_takes_what_is_left_out_from_the_data_set(reference):
    asked = seen(reference, LOCAL_EXECUTIVE)
    assert (asked.as_of, asked.currency, asked.site, asked.partner) == (date(2027, 3, 1), "USD", None, None)
    asked_for = {"as_of": date(2026, 1, 1), "currency": "EUR", "site": "BIRCH", "partner": "OAK"}
    other = seen(reference, LOCAL_EXECUTIVE, **asked_for)
    assert (other.as_of, other.currency, other.site, other.partner) == (date(2026, 1, 1), "EUR", "BIRCH", "OAK")
    assert other.dataset.title == "Fictional works"


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ({"site": "CEDAR"}, "There is no site_id CEDAR in the data. Use one of those in the table sites."),
        ({"site": "alder"}, "There is no site_id alder in the data."),
        ({"partner": "YEW"}, "There is no partner_id YEW in the data. Use one of those in the table partners."),
        ({"currency": "EURO"}, "EURO is not a currency. Use an ISO 4217 code such as USD."),
        ({"site": ""}, "There is no site_id  in the data."),
        ({"as_of": date.max}, "Nothing is known as of 9999-12-31. Use a day from 1900-01-01 to 2199-12-31."),
        ({"as_of": date(1899, 12, 31)}, "Nothing is known as of 1899-12-31."),
    ],
)
def test_an_unknown_site_partner_day_or_currency_is_an_input_error(reference, question, sentence):
    with pytest.raises(InputError, match=sentence):
        seen(reference, LOCAL_EXECUTIVE, **question)


def test_a_client_sees_the_datas_own_day_alone(reference):
    day = date(2027, 3, 1)
    assert seen(reference, OAK, as_of=day).as_of == seen(reference, OAK).as_of == day
    for other in (date(2027, 2, 28), date(2027, 3, 2)):
        with pytest.raises(InputError, match=r"as of 2027-03-01, the data.s own day, and no other"):
            seen(reference, OAK, as_of=other)


def test_another_client_is_as_unknown_as_one_that_is_not_there(reference):
    with pytest.raises(InputError) as known_elsewhere:
        seen(reference, OAK, partner="ELM")
    with pytest.raises(InputError) as unknown:
        seen(reference, OAK, partner="YEW")
    assert str(known_elsewhere.value).replace("ELM", "YEW") == str(unknown.value)


def test_a_missing_table_is_named_with_its_file(tmp_path):
    kept = store.open(DataFolder().keep("sites").write(tmp_path))
    asked = seen(kept, LOCAL_EXECUTIVE)
    assert asked.has("sites")
    assert not asked.has("sites", "suites")
    assert ids(asked, "partners", "partner_id") == []
    with pytest.raises(MissingTableError, match=r"The data have no table suites\. Add suites\.csv") as missing:
        asked.table("suites")
    assert missing.value.table == "suites"
    assert isinstance(missing.value, DualsiteError)
    with pytest.raises(InputError):
        seen(kept, LOCAL_EXECUTIVE, partner="OAK")


def test_identifiers_are_listed_in_order(reference):
    assert ids(seen(reference, LOCAL_EXECUTIVE), "partners", "partner_id") == ["ELM", "OAK"]
    assert ids(seen(reference, ELM), "partners", "partner_id") == ["ELM"]


def test_the_key_differs_when_anything_differs(reference, tmp_path):
    asked = seen(reference, LOCAL_EXECUTIVE)
    version = asked.version
    elsewhere = replace(version.listing, folder=tmp_path)
    others = [
        replace(asked, version=replace(version, id="another")),
        replace(asked, version=replace(version, schema="another")),
        replace(asked, version=replace(version, listing=elsewhere)),
        replace(asked, scope=Scope(frozenset())),
        replace(asked, scope=Scope(frozenset({"OAK"}))),
        replace(asked, scope=Scope(frozenset({"OAK", "ELM"}))),
        replace(asked, as_of=date(2027, 3, 2)),
        replace(asked, currency="EUR"),
        replace(asked, site="ALDER"),
        replace(asked, partner="ALDER"),
        replace(asked, code_key="secret"),
        replace(asked, scenario=Scenario("any", (WinFraction("OPP-1", 0.5),))),
    ]
    keys = {asked.key, *(other.key for other in others)}
    assert len(keys) == len(others) + 1
    assert seen(reference, LOCAL_EXECUTIVE).key == asked.key


def test_the_key_tells_every_part_of_a_view_but_its_connection(reference):
    """A new part of the question has to enter the key, or one answer would be given for another."""
    assert [name for name in View.__dataclass_fields__ if name != "connection"] == [
        "version",
        "scope",
        "as_of",
        "currency",
        "site",
        "partner",
        "code_key",
        "scenario",
    ]
    assert list(Scope.__dataclass_fields__) == ["partners"]
