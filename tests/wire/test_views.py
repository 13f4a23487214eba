"""What one client sees is the same whatever everyone else's rows are: tables, figures, plans, and what is kept."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from dualsite import kpi
from dualsite.access import LOCAL_EXECUTIVE, View, Viewer, view
from dualsite.insights.capacity import slots
from dualsite.insights.frames import small
from dualsite.kpi.definition import COLUMN
from dualsite.planning import SlotRequest
from dualsite.schema import TABLES
from tests.data_folder import DataFolder
from tests.wire import variants
from tests.wire.conftest import view_of_client


def reserved(seen: View) -> list[dict[str, Any]]:
    """When others hold each suite, as rows."""
    return seen.availability().reserved_rows()


@pytest.mark.parametrize("table", TABLES)
def test_every_table_is_the_same(own: View, elsewhere: View, table: str) -> None:
    rows = own.table(table).to_pyarrow().to_pylist()
    assert elsewhere.table(table).to_pyarrow().to_pylist() == rows, "in the same order, too"
    assert small(elsewhere, table).to_dict("records") == small(own, table).to_dict("records")


def test_the_variants_differ_where_one_may_see_everything(own: View, elsewhere: View) -> None:
    """Else the tests above would prove nothing."""

    def everything(of: View, table: str) -> list[dict[str, object]]:
        rows = of.connection.table(table, database=of.version.schema).to_pyarrow().to_pylist()
        return sorted(rows, key=repr)

    differing = [name for name in variants.CLIENT_TABLES if everything(own, name) != everything(elsewhere, name)]
    assert len(differing) > len(variants.CLIENT_TABLES) / 2, differing


@pytest.mark.parametrize("by", [None, *COLUMN])
def test_every_figure_is_the_same(own: View, elsewhere: View, by: str | None) -> None:
    assert kpi.answers(elsewhere, by=by) == kpi.answers(own, by=by)


@pytest.mark.parametrize("kpi_id", [one.id for one in kpi.KPIS.values() if one.needs_everyone])
def test_a_figure_of_the_whole_network_is_not_told_to_one_client(own: View, kpi_id: str) -> None:
    (told,) = kpi.answers(own, [kpi_id])
    assert told["value"] is None
    assert told["numerator"] is None
    assert told["n"] == 0
    assert told["reason"] == "available for the whole network only"


def test_every_plan_is_the_same(own: View, elsewhere: View) -> None:
    for at_risk in (False, True):
        question = SlotRequest(product_id="OAKMAB", batches=3, ready_on=date(2027, 3, 10), at_risk=at_risk)
        assert slots.find(elsewhere, question) == slots.find(own, question)
        assert slots.find(own, question).options


def test_a_product_of_somebody_else_is_as_unknown_as_none(own: View) -> None:
    said = []
    for product in ("ELMADC", "YEWADC"):
        with pytest.raises(Exception, match=product) as refused:
            slots.find(own, SlotRequest(product_id=product, batches=1, ready_on=date(2027, 3, 10)))
        said.append(str(refused.value).replace(product, "it"))
    assert said[0] == said[1]


def test_reserved_weeks_depend_on_merged_time_alone(own: View, elsewhere: View) -> None:
    assert reserved(elsewhere) == reserved(own)
    monday = date(2027, 4, 5)
    assert reserved(own) == [
        {"suite_id": "AL-CJ", "start_on": date(2027, 3, 29), "end_on": date(2027, 5, 3)},
        {"suite_id": "AL-DN", "start_on": monday, "end_on": monday + timedelta(weeks=4)},
    ]


def _moved(**cells: str) -> DataFolder:
    delivery = variants.reference()
    delivery.change("bookings", 7, **cells)
    return delivery


def _split() -> DataFolder:
    delivery = _moved(end_on="2027-04-14", partner_id="ELM")
    delivery.add("bookings", suite_id="AL-DN", start_on="2027-04-18", end_on="2027-04-20", kind="SHUTDOWN",
                 firmness="INTERNAL", partner_id="", product_id="", contract_id="", campaign_id="")  # fmt: skip
    delivery.add("bookings", suite_id="AL-DN", start_on="2027-04-26", end_on="2027-05-03", kind="CHANGEOVER",
                 firmness="FIRM", partner_id="ELM", product_id="", contract_id="", campaign_id="")  # fmt: skip
    return delivery


@pytest.mark.parametrize(
    "delivery",
    [
        _moved(start_on="2027-04-11", end_on="2027-04-27"),
        _moved(kind="MAINTENANCE", firmness="INTERNAL", partner_id="", contract_id=""),
        _moved(firmness="TENTATIVE", option_expires_on="2028-01-01"),
        _split(),
    ],
    ids=["other days of the same weeks", "maintenance", "an option", "several of several kinds"],
)
def test_days_kinds_and_owners_within_the_same_weeks_cannot_be_told_apart(
    own: View, delivery: DataFolder, tmp_path
) -> None:  # type: ignore[no-untyped-def]
    found = view_of_client(delivery, tmp_path)
    assert reserved(found) == reserved(own)
    question = SlotRequest(product_id="OAKMAB", batches=3, ready_on=date(2027, 3, 10))
    assert slots.find(found, question) == slots.find(own, question)


def test_another_week_is_another_answer(own: View, tmp_path) -> None:  # type: ignore[no-untyped-def]
    assert reserved(view_of_client(_moved(end_on="2027-05-04"), tmp_path)) != reserved(own)


def test_a_suite_with_a_free_unit_is_not_reserved(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """AL-UP has two units: one that others hold leaves one."""
    delivery = _moved(suite_id="AL-UP")
    assert [block["suite_id"] for block in reserved(view_of_client(delivery, tmp_path / "one"))] == ["AL-CJ"]
    delivery.add("bookings", suite_id="AL-UP", start_on="2027-04-07", end_on="2027-04-08", kind="PROCESS",
                 firmness="FIRM", partner_id="OAK")  # fmt: skip
    blocks = reserved(view_of_client(delivery, tmp_path / "two"))
    assert [block["start_on"] for block in blocks if block["suite_id"] == "AL-UP"] == [date(2027, 4, 5)]


def test_who_sees_all_bookings_needs_no_blocks(own: View) -> None:
    assert reserved(view(own.version, own.connection, LOCAL_EXECUTIVE)) == []


def test_nothing_kept_for_one_is_given_to_another(own: View) -> None:
    """Asked in turn, so that each finds what was kept for the others."""
    asked = {
        name: view(own.version, own.connection, viewer)
        for name, viewer in {
            "all": LOCAL_EXECUTIVE,
            "oak": Viewer("partner", frozenset({"OAK"})),
            "elm": Viewer("partner", frozenset({"ELM"})),
            "none": Viewer("partner"),
        }.items()
    }
    for _again in range(2):
        kept = {name: len(small(one, "batches")) for name, one in asked.items()}
        assert kept == {"all": 5, "oak": 3, "elm": 2, "none": 0}
        lots = {name: kpi.answers(one, ["batch_success_rate"])[0]["denominator"] for name, one in asked.items()}
        assert lots["all"] == lots["oak"] + lots["elm"]
        assert lots["none"] == 0
        assert slots.network_of(asked["oak"]).reserved != slots.network_of(asked["all"]).reserved
