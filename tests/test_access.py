"""Rows reach a page through a view, and a view of one client holds that client's rows alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dualsite import store
from dualsite.access import LOCAL_EXECUTIVE, MissingTableError, Scope, View, Viewer, ids, view
from dualsite.errors import DualsiteError, InputError
from dualsite.schema import TABLES
from tests.delivery import TEXT, Delivery

OAK = Viewer("partner", frozenset({"OAK"}))
ELM = Viewer("account_manager", frozenset({"ELM"}))

OPEN_TABLES = {"sources", "sites", "suites", "changeovers", "fx_rates", "targets", "lab_tests"}
"""Tables that concern no client, and that every viewer sees in full."""

CLIENT_TABLES = [name for name, table in TABLES.items() if table.is_client]


def seen(reference: store.Store, viewer: Viewer, **question) -> View:
    return view(reference.version(), reference.connect(), viewer, **question)


def rows(asked: View, table: str) -> list[dict[str, object]]:
    return asked.table(table).to_pyarrow().to_pylist()


def test_every_table_is_declared_as_one_clients_or_as_open():
    for name, table in TABLES.items():
        if "partner_id" in table.columns:
            assert table.is_client, f"{name} holds partner_id: it is a client table"
        else:
            assert not table.is_client
            assert (name in OPEN_TABLES) != (table.client_through is not None), f"{name}: whose rows are these?"


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
    delivery = Delivery().keep("sites", "partners", "milestones", "milestone_statements")
    if refused:
        delivery.change("milestones", 2, owner="NOBODY")
    else:
        del delivery.tables["milestones"]
    kept = store.open(delivery.write(tmp_path))
    with pytest.raises(MissingTableError):
        seen(kept, ELM).table("milestone_statements")


@pytest.mark.parametrize("table", sorted(OPEN_TABLES))
def test_everyone_sees_what_concerns_no_client(reference, table):
    assert rows(seen(reference, OAK), table) == rows(seen(reference, LOCAL_EXECUTIVE), table)
    assert rows(seen(reference, OAK), table)


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
    other = seen(reference, OAK, as_of=date(2026, 1, 1), currency="EUR", site="BIRCH", partner="OAK")
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
    ],
)
def test_an_unknown_site_partner_or_currency_is_an_input_error(reference, question, sentence):
    with pytest.raises(InputError, match=sentence):
        seen(reference, LOCAL_EXECUTIVE, **question)


def test_another_client_is_as_unknown_as_one_that_is_not_there(reference):
    with pytest.raises(InputError) as known_elsewhere:
        seen(reference, OAK, partner="ELM")
    with pytest.raises(InputError) as unknown:
        seen(reference, OAK, partner="YEW")
    assert str(known_elsewhere.value).replace("ELM", "YEW") == str(unknown.value)


def test_a_missing_table_is_named_with_its_file(tmp_path):
    kept = store.open(Delivery().keep("sites").write(tmp_path))
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
    ]
    assert list(Scope.__dataclass_fields__) == ["partners"]
