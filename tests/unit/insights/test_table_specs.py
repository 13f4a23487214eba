"""Every frame of an insight has a spec beside it, and is what its spec says: on both data sets, and without rows."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from numbers import Integral, Real
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa
import pytest

from dualsite import access, insights, sample, store
from dualsite.access import MissingTableError, View
from dualsite.importers import TRIAL_TABLES, Import
from dualsite.importers.records import ImportFinding
from dualsite.insights.capacity import slots
from dualsite.insights.kpis.signals import signals
from dualsite.insights.table_spec import RUNNING_NUMBERS, ColumnSpec, Kind, TableSpec, contract_spec
from dualsite.kpi import KPIS
from dualsite.planning import SlotRequest
from dualsite.scenarios import Scenario
from tests.data_folder import DataFolder

Frame = Callable[..., pd.DataFrame]

NOT_SHOWN = {
    "frames.frame": "whatever the engine is asked for",
    "frames.small": "a table of the contract, as it is",
    "frames.known": "the same with what is computed of each row, before an insight names its columns",
    "contracts.amounts.rows_of": "what a computation of a KPI gives, typed there",
}
"""Functions whose frames never reach a reader as they are, and why."""


@dataclass(frozen=True)
class Described:
    """A function that gives a frame, and what stands beside it."""

    name: str
    function: Frame
    spec: TableSpec | Callable[..., TableSpec] | None

    @property
    def asks(self) -> tuple[str, ...]:
        parameters = inspect.signature(inspect.unwrap(self.function)).parameters.values()
        return tuple(one.name for one in parameters if one.default is one.empty)

    def spec_for(self, given: dict[str, Any]) -> TableSpec:
        if isinstance(self.spec, TableSpec):
            return self.spec
        assert self.spec is not None
        return self.spec(*(given[name] for name in inspect.signature(self.spec).parameters))


def _described() -> Iterator[Described]:
    """Every public function of insights that gives a frame; those that are given one only change it."""
    for found in pkgutil.walk_packages(insights.__path__, f"{insights.__name__}."):
        module = importlib.import_module(found.name)
        for name, function in vars(module).items():
            # What a cache keeps answers of is no function any more, and leads to the one it wraps.
            asked = inspect.unwrap(function) if callable(function) else None
            if name.startswith("_") or not inspect.isfunction(asked) or asked.__module__ != module.__name__:
                continue
            hints = typing.get_type_hints(asked)
            frames = [what for what, hint in hints.items() if hint is pd.DataFrame]
            if frames == ["return"]:
                short = f"{found.name.removeprefix(insights.__name__ + '.')}.{name}"
                if short not in NOT_SHOWN:
                    spec = vars(module).get(f"{name.upper()}_SPEC") or vars(module).get(f"{name}_spec")
                    yield Described(short, function, spec)


DESCRIBED = {one.name: one for one in _described()}


def _is_day(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


IS: dict[Kind, Callable[[Any], bool]] = {
    "text": _is_text,
    "texts": lambda value: isinstance(value, tuple) and all(map(_is_text, value)),
    "code": lambda value: isinstance(value, str | int) and not isinstance(value, bool),
    "word": _is_text,
    "standing": _is_text,
    "day": _is_day,
    "month": lambda value: _is_day(value) and value.day == 1,
    "quarter": lambda value: _is_day(value) and value.day == 1 and value.month in (1, 4, 7, 10),
    "time": lambda value: isinstance(value, datetime),
    "whole": lambda value: _is_number(value) and (isinstance(value, Integral) or float(value).is_integer()),
    "number": _is_number,
    "amount": _is_number,
    "fraction": lambda value: _is_number(value) and (0 <= value <= 1 or not np.isfinite(value)),
    "flag": lambda value: isinstance(value, bool | np.bool_),
    "link": lambda value: _is_text(value) and value.startswith(("http://", "https://")),
}


def schema(spec: TableSpec) -> pa.DataFrameSchema:
    """The spec as pandera checks it: exactly its columns, each with values of its kind or nothing."""
    carried = contract_spec(spec.extends).columns if spec.extends else ()
    columns: dict[str, ColumnSpec] = {one.name: one for one in (*carried, *spec.columns)}
    return pa.DataFrameSchema(
        {
            name: pa.Column(
                None,
                pa.Check(IS[column.kind], element_wise=True, name=f"is of kind {column.kind}"),
                nullable=True,
            )
            for name, column in columns.items()
        },
        strict=True,
    )


@pytest.fixture(scope="session")
def illustrative(tmp_path_factory: pytest.TempPathFactory) -> View:
    """The whole of an illustrative works; read only."""
    folder = tmp_path_factory.mktemp("illustrative")
    sample.write(folder)
    return _open(folder)


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> View:
    """Data that have sites and nothing else."""
    delivery = DataFolder(dataset='title = "Only sites"\nas_of = 2027-03-01\n').keep("sites")
    for row in delivery.tables["sites"]:
        row["source_id"] = row["data_class"] = ""
    return _open(delivery.write(tmp_path_factory.mktemp("bare") / "data"))


def _open(folder: Path) -> View:
    kept = store.open(folder)
    version = kept.version()
    assert version is not None
    return access.view(version, kept.connect())


@pytest.fixture(scope="session")
def asked_about() -> dict[str, dict[str, Any]]:
    """What `given` gives, by the name of the data."""
    return {}


def given(view: View) -> dict[str, Any]:
    """What the functions ask for beside the view, by the names of their parameters."""
    found: dict[str, Any] = {
        "view": view,
        "version": view.version,
        "first": (view.as_of - timedelta(days=365)).replace(month=1, day=1),
        "last": view.as_of.replace(month=12, day=31),
        "since": view.as_of - timedelta(days=400),
        "table": "sites",
        "kpi": KPIS["batch_success_rate"],
        "scenarios": (Scenario("as-it-is"),),
    }
    if view.has("batches"):
        (found["signal"],) = signals(view, [found["kpi"].id])
    if view.has("trial_countries"):
        found["code"] = found["country"] = view.table("trial_countries").country.min().to_pyarrow().as_py()
    if view.has("contracts"):
        contracts = importlib.import_module("dualsite.insights.contracts.register").every_contract(view)
        found["contract"] = next(row for row in contracts.itertuples() if row.is_firm)
        found["contract_id"] = found["contract"].contract_id
        found["found"] = importlib.import_module("dualsite.insights.contracts.card").card(view, found["contract_id"])
    if view.has("milestones"):
        found["key"] = next(
            iter(importlib.import_module("dualsite.insights.programmes.programmes").programmes(view)), None
        )
    if view.has("contract_years"):
        years = importlib.import_module("dualsite.insights.contracts.take_or_pay").years(view)
        found |= {"contract_id": years.contract_id[0], "start_on": years.start_on[0]}
    if view.has(*slots.NEEDS):
        product = next(iter(slots.products(view)))
        asked = SlotRequest(product_id=product, batches=1, ready_on=view.as_of)
        found["option"] = next(iter(slots.find(view, asked).options), None)
    if view.has(*TRIAL_TABLES):
        tables = {name: view.table(name).to_pyarrow().to_pandas() for name in TRIAL_TABLES}
        finding = ImportFinding(*(["x"] * len(ImportFinding.__dataclass_fields__)))
        finding = replace(finding, row=3, sites=2)
        found |= {"import_": Import(**tables, findings=(finding,), refusals=()), "name": "trial_sites", "limit": 5}
    return {name: value for name, value in found.items() if value is not None}


def test_every_frame_has_a_spec_beside_it() -> None:
    assert len(DESCRIBED) > 50
    assert [one.name for one in DESCRIBED.values() if one.spec is None] == []


def test_what_is_left_out_exists() -> None:
    for name in NOT_SHOWN:
        module, _, function = name.rpartition(".")
        assert hasattr(importlib.import_module(f"{insights.__name__}.{module}"), function)


@pytest.mark.parametrize("data", ["works", "illustrative", "bare"])
@pytest.mark.parametrize("name", DESCRIBED)
def test_a_frame_is_what_its_spec_says(
    name: str, data: str, request: pytest.FixtureRequest, asked_about: dict[str, dict[str, Any]]
) -> None:
    described = DESCRIBED[name]
    if data not in asked_about:
        asked_about[data] = given(request.getfixturevalue(data))
    about = asked_about[data]
    if not set(described.asks) <= set(about):
        pytest.skip("these data have nothing to ask it about")
    try:
        rows = described.function(*(about[one] for one in described.asks))
    except MissingTableError:
        assert "Needs " in (described.function.__doc__ or ""), "it does not say that it needs a table"
        return
    spec = described.spec_for(about)
    schema(spec).validate(rows, lazy=True)
    assert money_without_a_number(spec, rows) == []


MONEY = re.compile(r"(?:[A-Z]{2})?[$€£¥₩]\s?[\d.,]+\s?\w{0,2}|[A-Z]{3}\s[\d.,]+")
"""A cell that is an amount and nothing else."""


def money_without_a_number(spec: TableSpec, rows: pd.DataFrame) -> list[str]:
    """The columns of text that tell amounts, of a table that has no number for files beside them."""
    told = [
        column.name
        for column in spec.shown
        if column.kind == "text" and any(isinstance(one, str) and MONEY.fullmatch(one) for one in rows[column.name])
    ]
    numbers = [column for column in spec.filed if column.is_filed and column.is_numeric]
    return told if len(numbers) < len(told) else []


def test_an_amount_told_as_text_needs_a_number_for_files() -> None:
    rows = pd.DataFrame({"worth": ["€25.4M", "undisclosed"], "amount": [25_400_000, None]}, dtype=object)
    worth = ColumnSpec("worth", "Value")
    amount = ColumnSpec("amount", "Value as a number", "number", is_filed=True)
    assert money_without_a_number(TableSpec("worths", "Worths", (worth,)), rows) == ["worth"]
    assert money_without_a_number(TableSpec("worths", "Worths", (worth, amount)), rows) == []


def test_the_check_sees_a_column_too_many_and_one_of_another_kind() -> None:
    spec = TableSpec("works", "The works", (ColumnSpec("on", "Day", "day"),))
    schema(spec).validate(pd.DataFrame({"on": [date(2027, 3, 1), None]}))
    for wrong in ({"on": ["2027-03-01"]}, {"on": [datetime(2027, 3, 1)]}, {"on": [None], "n": [3]}, {"n": [3]}):  # noqa: DTZ001
        with pytest.raises((pa.errors.SchemaError, pa.errors.SchemaErrors)):
            schema(spec).validate(pd.DataFrame(wrong))


def test_a_client_is_told_no_number_whose_gaps_count_others_rows():
    columns = (ColumnSpec("batch_id", "Lot", "code"), ColumnSpec("booking_id", "Booking", "code"))
    told = TableSpec("lots", "Lots", columns).for_clients
    assert [column.name for column in told.shown] == ["batch_id"]
    assert told.names == ["batch_id", "booking_id"], "still there for whoever joins by it"
    assert "parent_event_id" in RUNNING_NUMBERS, "and what names a row by its number"
