"""Code names: the same for one viewer, another for the next, and no name or id beside them."""

from __future__ import annotations

from dualsite import kpi
from dualsite.access import LOCAL_EXECUTIVE, View, view
from dualsite.insights.frames import small
from dualsite.schema import TABLES
from tests.wire import variants
from tests.wire.variants import reference as delivery


def seen(reference, key: str | None) -> View:  # type: ignore[no-untyped-def]
    return view(reference.version(), reference.connect(), LOCAL_EXECUTIVE, code_key=key)


def test_a_code_is_the_same_in_every_table_of_one_viewer_and_another_for_the_next(reference):  # type: ignore[no-untyped-def]
    one, other = seen(reference, "one"), seen(reference, "other")
    partners = set(small(one, "partners").partner_id)
    assert set(small(one, "contracts").partner_id) == partners
    assert set(small(one, "milestones").partner_id) - {None} == partners
    assert set(small(seen(reference, "one"), "partners").name) == set(small(one, "partners").name)
    assert not partners & set(small(other, "partners").partner_id)
    assert not set(small(one, "partners").name) & set(small(other, "partners").name)
    contracts = set(small(one, "contracts").contract_id)
    of_contracts = small(one, "milestones")
    assert set(of_contracts[of_contracts.subject == "CONTRACT"].subject_id) <= contracts


def test_no_name_and_no_id_of_a_client_is_left(reference):  # type: ignore[no-untyped-def]
    plain, coded = seen(reference, None), seen(reference, "key")
    clients = [name for name in TABLES if TABLES[name].is_client or TABLES[name].client_through]
    shown = "\n".join(str(small(coded, name).to_dict("records")) for name in clients)
    for word in ("Oak", "OAK", "Elm", "ELM", "NCT9", "Kim", "Coast Hospital", "BK-", "SH-", "QE-", "OPP-", "ACT-"):
        assert word in "\n".join(str(small(plain, name).to_dict("records")) for name in clients), word
        assert word not in shown, word


def test_a_milestone_is_called_by_its_kind(reference):  # type: ignore[no-untyped-def]
    milestones = small(seen(reference, "key"), "milestones")
    assert {"Kick off", "PPQ", "Mechanical completion"} <= set(milestones.name)
    assert dict(zip(milestones.kind, milestones.name, strict=True))["PPQ"] == "PPQ"


def test_a_target_is_told_by_month_or_year(reference):  # type: ignore[no-untyped-def]
    said = small(seen(reference, "key"), "milestone_statements")
    assert set(said.target_text) <= {f"{on:%b %Y}" for on in said.target_on} | {f"{on:%Y}" for on in said.target_on}


def test_figures_stay_as_they_are(reference):  # type: ignore[no-untyped-def]
    def values(of: View) -> list[object]:
        return [(row["id"], row["value"]) for row in kpi.answers(of) if not row["by"]]

    assert values(seen(reference, "key")) == values(seen(reference, None))


def test_the_delivery_has_names_to_hide() -> None:
    assert len(variants.words_of_others()) > 20
    assert delivery().tables
