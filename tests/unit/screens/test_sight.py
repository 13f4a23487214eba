"""Days that stand for none, far back or far ahead, are said at the edge of a figure and do not stretch it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dualsite import access, store
from dualsite.access import View
from dualsite.insights.clients import own_gates
from dualsite.insights.contracts import amounts as money
from dualsite.insights.contracts import timeline as contracts
from dualsite.insights.programmes import milestones
from dualsite.insights.sight import in_sight, sight
from dualsite.insights.trials import trials
from dualsite.palette import site_colours
from dualsite.screens.client import figures as of_client
from dualsite.screens.contracts import figures as of_contracts
from dualsite.screens.network import figures as of_network
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.sight import beyond
from dualsite.screens.trials import figures as of_trials
from tests.data_folder import AS_OF, DataFolder
from tests.figures import as_plotly

TABLES = ("sources", "sites", "partners", "products", "contracts", "fx_rates", "milestones", "milestone_statements",
          "trials", "approvals")  # fmt: skip
PAST, AHEAD = "1900-01-01", "2926-01-01"


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> View:
    """The works with days long past and far ahead in every table that is drawn along time."""
    delivery = DataFolder().keep(*TABLES)
    delivery.change("contracts", 3, signed_on=PAST, announced_on=PAST)
    delivery.change("contracts", 4, end_on=AHEAD)
    delivery.change("milestones", 2, baseline_on=PAST, forecast_on=AHEAD)
    delivery.change("milestones", 4, baseline_on=PAST, forecast_on=AHEAD)
    delivery.change("milestone_statements", 2, target_on=PAST)
    delivery.change("milestone_statements", 3, target_on=AHEAD)
    delivery.change("trials", 2, start_on=PAST, completion_on=AHEAD)
    delivery.change("approvals", 2, on=PAST)
    delivery.change("approvals", 3, on=AHEAD)
    kept = store.open(delivery.write(tmp_path_factory.mktemp("spoilt")))
    version = kept.version()
    assert version is not None
    return access.view(version, kept.connect())


def figure(name: str, view: View) -> Drawing:
    match name:
        case "contracts":
            return of_contracts.timeline(contracts.timeline(view), view.as_of, site_colours(money.site_ids(view)))
        case "milestones":
            return of_network.milestones(milestones.of_sites(view), view.as_of)
        case "slips":
            return of_network.slips(milestones.statements(view), view.as_of, None)
        case "approvals":
            return of_trials.along_time(trials.approvals(view), view.as_of)
        case "trials":
            return of_trials.timeline(trials.trials(view), view.as_of)
        case _:
            return of_client.gates(own_gates.gates(access.view_of_partner(*_of(view), "OAK")), view.as_of)


def _of(view: View) -> tuple[Any, Any]:
    return view.version, view.connection


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("contracts", {"◂ from 1 Jan 1900", "to 1 Jan 2926 ▸"}),
        ("milestones", {"◂ from 1 Jan 1900", "to 1 Jan 2926 ▸"}),
        ("gates", {"◂ from 1 Jan 1900", "to 1 Jan 2926 ▸"}),
        ("slips", {"Birch mechanically complete<br>1 Jan 2926"}),
        ("approvals", {"◂ from 1 Jan 1900", "to 1 Jan 2926 ▸"}),
        ("trials", {"◂ from 1 Jan 1900", "to 1 Jan 2926 ▸"}),
    ],
)
def test_a_day_that_stands_for_none_is_said_at_the_edge_and_does_not_stretch_the_axis(spoilt, name, says):
    drawn = as_plotly(figure(name, spoilt))
    for axis in (drawn.layout.xaxis, drawn.layout.yaxis):
        if axis.range is not None and isinstance(axis.range[0], str):
            first, last = (date.fromisoformat(day) for day in axis.range)
            assert (last - first).days < 25 * 366
            assert first < AS_OF <= last or axis is drawn.layout.yaxis
    assert says <= {note.text for note in drawn.layout.annotations}


def test_what_is_in_sight_is_seen_as_it_is():
    days = [date(1990, 1, 1), None, date(2050, 12, 31), date(9999, 12, 31)]
    assert [in_sight(day, AS_OF) for day in days] == [True, False, True, False]
    assert sight(days, AS_OF) == (date(1990, 1, 1), date(2050, 12, 31))
    assert sight([], AS_OF) == (AS_OF, AS_OF)
    notes = beyond([(day, 3.0) for day in days], date(1990, 1, 1), date(2050, 12, 31), AS_OF)
    assert [(one["text"], one["x"], one["y"]) for one in notes] == [("to 31 Dec 9999 ▸", "2050-12-31", 3.0)]
