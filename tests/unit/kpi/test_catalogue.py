"""The catalogue as a whole: complete, stated in words, and answered in the shape that files and screens take."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import get_args

import pytest

from dualsite import cache
from dualsite.access import Viewer
from dualsite.errors import InputError
from dualsite.kpi import KPIS, Kpi, Split, answers, ask, measure
from dualsite.kpi.definition import Better
from dualsite.schema import TABLES
from tests.unit.kpi.tables import figure, look, value

BATCHES = """
    batch_id  site_id  status    disposition_on  data_class    partner_id
    B1        S1       RELEASED  2026-01-01      INTERNAL      A
    B2        S1       RELEASED  2026-01-01      INTERNAL      A
    B3        S2       REJECTED  2026-11-01      ILLUSTRATIVE  B
"""


def worked_examples() -> set[str]:
    """The ids in `@example("…")` over the tests beside this one."""
    found = set()
    for path in Path(__file__).parent.glob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "example":
                found.update(ast.literal_eval(argument) for argument in node.args)
    return found


def test_every_kpi_has_a_worked_example() -> None:
    assert set(KPIS) - worked_examples() == set()


@pytest.mark.parametrize("kpi", KPIS.values(), ids=KPIS)
def test_a_kpi_says_what_it_is(kpi: Kpi) -> None:
    assert kpi.definition.endswith(".")
    assert kpi.definition.count(". ") == 0
    assert kpi.better in get_args(Better)
    assert kpi.formula
    assert kpi.nothing
    assert set(kpi.tables) <= set(TABLES)
    assert (kpi.numerator is None) == (kpi.denominator is None)
    assert kpi.value is None or not kpi.is_rate


def test_with_no_table_but_sites_every_kpi_says_what_is_missing() -> None:
    for one in ask(look(), list(KPIS.values())):
        if one.kpi.tables != ("sites",):
            assert one.value is None
            assert one.reason is not None
            assert one.reason.endswith(" is missing")


def test_over_tables_without_rows_sums_are_zero_and_rates_unknown() -> None:
    empty = {name: " ".join(table.required) for name, table in TABLES.items() if name != "sites"}
    for one in ask(look(**empty), list(KPIS.values())):
        is_sum = one.kpi.is_count or one.kpi.over_nothing == 0
        assert one.value == (0 if is_sum else None), one.kpi.id
        assert (one.reason is None) == is_sum


@pytest.mark.parametrize("by", get_args(Split))
def test_every_grouping_is_answered_or_refused_in_words(by: Split) -> None:
    empty = {name: " ".join(table.required) for name, table in TABLES.items() if name != "sites"}
    for one in ask(look(**empty), list(KPIS.values()), by):
        if by not in one.kpi.splits:
            assert one.reason == f"not available by {'client' if by == 'partner' else by}"
            assert one.by == {}


def test_answers_have_the_shape_of_the_command_line() -> None:
    (rate,) = answers(look(batches=BATCHES), ["batch_success_rate"])
    assert rate == {
        "id": "batch_success_rate",
        "label": "Batch success rate",
        "unit": "fraction",
        "better": "higher",
        "value": 2 / 3,
        "numerator": 2,
        "denominator": 3,
        "as_of": "2026-11-20",
        "window": ["2025-11-21", "2026-11-20"],
        "by": {},
        "illustrative": True,
        "n": 3,
        "reason": None,
    }


def test_answers_are_json_without_nan_and_money_names_its_currency() -> None:
    everything = answers(look(batches=BATCHES), by="month")
    assert json.loads(json.dumps(everything, allow_nan=False)) == everything
    (revenue,) = answers(look(revenue="contract_id month amount"), ["revenue_12m"])
    assert (revenue["unit"], revenue["value"]) == ("USD", 0)


def test_the_keys_of_a_grouping_are_names_of_columns() -> None:
    view = look(batches=BATCHES)
    assert [row["by"] for row in answers(view, ["open_lots"], "site")] == [{"site_id": "S1"}, {"site_id": "S2"}]
    assert answers(view, ["batch_success_rate"], "month")[0]["by"] == {"month": "2025-11-01"}
    assert [row["by"] for row in answers(view, ["batch_success_rate"], "partner")] == [
        {"partner_id": "A"},
        {"partner_id": "B"},
    ]


def test_a_figure_is_illustrative_when_a_row_behind_it_is() -> None:
    view = look(batches=BATCHES)
    assert figure(view, "batch_success_rate", site_id="S2").is_illustrative
    assert not figure(view, "batch_success_rate", site_id="S1").is_illustrative


def test_a_window_of_other_length_ends_at_the_same_day() -> None:
    (month,) = answers(look(batches=BATCHES), ["batch_success_rate"], months=1)
    assert month["window"] == ["2026-10-21", "2026-11-20"]
    assert (month["numerator"], month["denominator"]) == (0, 1)


def test_the_window_before_a_leap_day_is_clipped() -> None:
    (leap,) = answers(look("2024-02-29", batches=BATCHES), ["open_lots"])
    assert leap["window"] == ["2023-03-01", "2024-02-29"]
    (after,) = answers(look("2025-02-28", batches=BATCHES), ["open_lots"])
    assert after["window"] == ["2024-02-29", "2025-02-28"]


def test_measure_gives_a_row_per_kpi_in_the_order_asked() -> None:
    small = measure(look(batches=BATCHES), [KPIS["open_lots"], KPIS["batch_success_rate"]])
    assert list(small["kpi"]) == ["open_lots", "batch_success_rate"]
    assert list(small["value"]) == [0, 2 / 3]
    assert list(small["n"]) == [0, 3]


def test_an_answer_of_one_scope_is_not_given_to_another() -> None:
    partners = "partner_id\nA\nB"
    everyone = look(batches=BATCHES, partners=partners)
    theirs = look(batches=BATCHES, partners=partners, viewer=Viewer("partner", frozenset({"B"})))
    cache.clear()
    rate = KPIS["batch_success_rate"]
    assert [ask(view, [rate])[0].value for view in (everyone, theirs, everyone)] == [2 / 3, 0, 2 / 3]


def test_a_site_and_a_partner_reduce_the_rows_first() -> None:
    tables = {"batches": BATCHES, "partners": "partner_id\nA\nB"}
    assert value(look(**tables, site="S2"), "batch_success_rate") == 0
    assert value(look(**tables, partner="A"), "batch_success_rate") == 1
    assert value(look(**tables, site="S2", partner="A"), "batch_success_rate") is None


def test_what_is_not_there_is_refused_in_a_sentence() -> None:
    with pytest.raises(InputError, match="There is no KPI speed"):
        answers(look(), ["speed"])
    with pytest.raises(InputError, match="no grouping by colour"):
        answers(look(), by="colour")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="window of 0 months"):
        answers(look(), months=0)
