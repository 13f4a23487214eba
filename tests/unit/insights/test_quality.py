"""Quality: what comes back, what is open, what release waits for, who inspected, and what is in control."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest

from dualsite.access import View
from dualsite.insights.batches import waits
from dualsite.insights.quality import ageing, answer, chains, charts, inspections, recurrence, release
from dualsite.kpi import KPIS, ask
from tests.data_folder import AS_OF, DataFolder

Seen = Callable[[DataFolder], View]

KEPT = ("sources", "sites", "suites", "partners", "products", "contracts", "batches", "batch_events", "quality_events",
        "inspections", "targets")  # fmt: skip

NOTHING = {"batch_id": "", "oos_outcome": "", "parent_event_id": "", "effectiveness": "", "original_due_on": "",
           "closed_on": ""}  # fmt: skip


def days_before(days: int) -> str:
    return (AS_OF - timedelta(days=days)).isoformat()


def events(*rows: dict[str, str]) -> DataFolder:
    """Quality events of Alder Works and Oak, deviations of filtration by material unless a row says otherwise."""
    works = DataFolder().keep(*KEPT)
    plain = {**works.tables["quality_events"][1], **NOTHING, "partner_id": "OAK", "process_step": "Filtration",
             "severity": "MINOR", "due_on": "2027-04-01"}  # fmt: skip
    works.tables["quality_events"] = [
        {**plain, "event_id": f"E-{number}"} | row for number, row in enumerate(rows, start=1)
    ]
    return works


def dev(opened: int, closed: int | None, **cells: str) -> dict[str, str]:
    return {"opened_on": days_before(opened), "closed_on": "" if closed is None else days_before(closed), **cells}


def capa(of: str, opened: int, closed: int | None, effectiveness: str) -> dict[str, str]:
    return dev(opened, closed, kind="CAPA", parent_event_id=of, effectiveness=effectiveness)


CAME_BACK = (
    dev(500, 480),                     # E-1, before the window, the forerunner of E-2
    dev(300, 280),                     # E-2, 180 d after E-1 was closed
    dev(100, 90),                      # E-3, 180 d after E-2 was closed
    dev(50, None, cause="METHOD"),     # E-4, nothing like it before
    dev(40, 30, process_step="Thaw"),  # E-5
    dev(20, None, process_step="Thaw"),  # E-6, 10 d after E-5 was closed
    capa("E-1", 480, 400, "EFFECTIVE"),
    capa("E-3", 90, None, "PENDING"),
    capa("E-3", 80, 70, "NOT_EFFECTIVE"),
)  # fmt: skip


def test_what_comes_back_is_counted_by_site_step_and_cause(seen: Seen) -> None:
    view = seen(events(*CAME_BACK))
    found = recurrence.groups(view)
    assert found[["process_step", "cause", "recurring", "deviations"]].values.tolist() == [
        ["Filtration", "MATERIAL", 2, 2],
        ["Thaw", "MATERIAL", 1, 2],
    ]
    assert list(found.until_here) == pytest.approx([2 / 3, 3 / 3])
    assert recurrence.recurrence(view) == recurrence.Recurrence(deviations=2 + 1 + 2, recurring=2 + 1)
    assert recurrence.title(view) == "Half of all recurrences: 1 of 2 steps and causes"
    assert recurrence.in_words(view) == (
        "3 of 5 deviations of the last 12 months were recurrences, "
        "most often Filtration at Alder Works (material, 2 times)."
    )


def test_it_is_the_rule_of_the_kpi(seen: Seen) -> None:
    # A closing on the day of the next opening, one a day more than a year before it, and steps and causes unknown.
    edges = (dev(30, 20), dev(20, 10), dev(5, None, cause=""), dev(400, 390, process_step="Old"),
             dev(25, None, process_step="Old"), dev(24, None, process_step=""))  # fmt: skip
    view = seen(events(*CAME_BACK, *edges))
    for one in (view, replace(view, as_of=AS_OF - timedelta(days=60)), replace(view, partner="OAK")):
        (figure,) = ask(one, [KPIS["recurring_deviation_rate"]])
        found = recurrence.recurrence(one)
        assert (found.recurring, found.deviations) == (figure.numerator, figure.denominator)


def test_a_chain_goes_back_to_its_first_with_the_capas_between(seen: Seen) -> None:
    view = seen(events(*CAME_BACK))
    found = chains.chain(view, recurrence.groups(view).group[0])
    assert found is not None
    assert found.rows[["event_id", "after_d", "capa_id", "effect"]].values.tolist() == [
        ["E-1", None, "E-7", "EFFECTIVE"],
        ["E-2", 180, None, None],
        ["E-3", 180, "E-8", "PENDING"],
        ["E-3", 180, "E-9", "NOT_EFFECTIVE"],
    ]
    assert chains.chain_in_words(found) == (
        "It recurred 2 times, at a median of 180 d after the previous closure. "
        "3 CAPAs followed: 1 judged effective, 1 not effective."
    )
    assert chains.chain(view, "ALDER.MATERIAL.Nowhere") is None


def test_nothing_that_came_back_is_said_so(seen: Seen) -> None:
    view = seen(events(dev(50, None)))
    assert recurrence.in_words(view) == "The one deviation of the last 12 months was not a recurrence."
    assert recurrence.title(view) == "No recurrences in the last 12 months"


def test_what_is_open_is_told_against_its_day(seen: Seen) -> None:
    view = seen(
        events(
            dev(40, None, due_on=days_before(10), original_due_on=days_before(20)),
            dev(30, None, due_on=days_before(0), original_due_on=days_before(0)),
            dev(30, None, kind="CAPA", due_on=days_before(-31)),
            dev(30, 1, kind="CAPA"),
            dev(30, None, kind="COMPLAINT"),
        )
    )
    found = ageing.events(view)
    assert found[["event_id", "standing", "to_go_d", "extended_d", "age_d"]].values.tolist() == [
        ["E-1", "overdue", -10, 10, 40],
        ["E-2", "due within 30 days", 0, None, 30],
        ["E-3", "due later", 31, None, 30],
    ]
    assert ageing.title(view) == "3 open, 1 overdue, 1 extended"
    assert ageing.in_words(view) == (
        "Deviation: 2 open, 1 overdue, 1 extended; CAPA: 1 open, 0 overdue, 0 extended; "
        "Change control: 0 open, 0 overdue, 0 extended"
    )


def lots(*took: int) -> DataFolder:
    """Lots of purification released after so many days, and B-4, open for 106 days: conjugation, with the client."""
    works = DataFolder().keep(*KEPT)
    like = works.tables["batches"][2]
    decided = [
        {**like, "batch_id": f"L-{number}", "manufactured_on": "2026-11-01", "actual_start_on": "2026-10-20",
         "disposition_on": (date(2026, 11, 1) + timedelta(days=days)).isoformat()}
        for number, days in enumerate(took)
    ]  # fmt: skip
    fresh = {**like, "batch_id": "L-new", "status": "MADE", "manufactured_on": days_before(25), "disposition_on": ""}
    works.tables["batches"] = [fresh | {"actual_start_on": days_before(30)}, *decided, works.tables["batches"][4]]
    works.tables["batch_events"] = [one for one in works.tables["batch_events"] if one["batch_id"] == "B-4"]
    works.tables["batch_events"].append(
        {
            "batch_id": "L-new",
            "on": days_before(20),
            "seq": "1",
            "partner_id": "OAK",
            "status": "MADE",
            "waiting_on": "CLIENT",
        }
    )
    works.tables["quality_events"] = works.tables["quality_events"][:1]
    return works


def test_open_lots_are_held_to_what_nine_in_ten_of_their_stage_took(seen: Seen) -> None:
    view = seen(lots(10, 20, 30, 40, 50))
    assert release.limits(view) == {"DOWNSTREAM": pytest.approx(40 + 0.6 * (50 - 40))}
    found = release.open_lots(view).set_index("batch_id")
    assert found.standing.to_dict() == {"L-new": "within the limit", "B-4": "no class limit"}
    assert found.age_d.to_dict() == {"L-new": 25, "B-4": 106}
    # Made 25 days ago; since 20 days the client is waited for.
    assert found.loc["L-new", list(waits.PARTS)].tolist() == [5, 20, 0, 0, 0]
    assert (found[list(waits.PARTS)].sum(axis="columns") == found.age_d).all()


def test_a_lot_past_its_limit_comes_first(seen: Seen) -> None:
    view = seen(lots(10, 12, 14, 16, 18))
    found = release.open_lots(view)
    assert list(found.batch_id) == ["L-new", "B-4"]
    assert found.limit_d[0] == pytest.approx(16 + 0.6 * 2)
    assert release.title(view) == "1 of 2 open lots past the class limit"


def test_fewer_than_five_decided_make_no_limit(seen: Seen) -> None:
    assert release.limits(seen(lots(10, 20, 30, 40))) == {}


def test_the_clock_of_decided_lots_sums_to_the_day(works: View) -> None:
    found = waits.waited(works)
    assert found[["stage", "days", *waits.PARTS]].values.tolist() == [
        ["Upstream", 4, 0, 0, 0, 0, 4],
        ["Downstream", 30, 16, 14, 0, 0, 0],
        ["Conjugation", 40, 19, 0, 21, 0, 0],
        ["All stages", 74, 35, 14, 21, 0, 4],
    ]
    assert waits.title(works) == "47% of waiting time was with Hazel Biologics"
    assert waits.in_words(works) == (
        "3 lots dispositioned in the last 12 months took 74 d from manufacture to disposition: "
        "Hazel Biologics 35 d (47%), the client 14 d (19%), a supplier 21 d (28%) and an unrecorded party 4 d (5%)."
    )


def test_the_last_inspection_of_each_authority_is_told_with_how_many_there_were(seen: Seen) -> None:
    works = DataFolder().keep(*KEPT)
    works.add("inspections", ended_on="2025-03-01", classification="NAI", observations="0")
    works.add("inspections", authority="EMA", ended_on="2027-02-01", classification="COMPLIANT", observations="")
    view = seen(works)
    found = inspections.authorities(view)
    assert found[["authority", "ended_on", "classification", "observations", "count"]].values.tolist() == [
        ["EMA", date(2027, 2, 1), "COMPLIANT", None, 1],
        ["FDA", date(2026, 4, 17), "VAI", 3, 2],
        ["CLIENT", date(2026, 10, 2), "COMPLIANT", 1, 1],
    ]
    assert found.months[0] == pytest.approx(28 / 30.4375)
    assert inspections.title(view) == "EMA last inspected Alder Works 28 days ago: compliant"


def monthly(*closure_days: int) -> DataFolder:
    """A deviation a month, each closed after so many days; the last one in February 2027."""
    months = [date(2027 - (back + 10) // 12, 12 - (back + 10) % 12, 1) for back in range(len(closure_days))]
    return events(
        *(
            {"opened_on": (on - timedelta(days=days)).isoformat(), "closed_on": on.isoformat()}
            for on, days in zip(reversed(months), closure_days, strict=True)
        )
    )


def test_a_kpi_in_its_limits_is_in_control(seen: Seen) -> None:
    view = seen(monthly(*[10, 12] * 12))
    assert charts.signals_in_words(view) == (
        "In control: no signal on the one chart with limits; Birch Works has too few months."
    )
    assert charts.title(view) == "Signals on 0 of 1 charts with limits"


def test_a_site_whose_charts_have_limits_stands_first(seen: Seen) -> None:
    works = monthly(*[10, 12] * 12)
    for event in works.tables["quality_events"]:
        event["site_id"] = "BIRCH"
    works.tables["quality_events"].append(
        {**works.tables["quality_events"][-1], "event_id": "E-99", "site_id": "ALDER"}
    )
    assert list(charts.site_names(seen(works))) == ["BIRCH", "ALDER"]


def test_a_signal_is_named_with_its_site_and_its_rule(seen: Seen) -> None:
    view = seen(monthly(*[10, 12] * 11, 10, 40))
    assert answer.answer(view).startswith(
        "Alder Works: Deviation closure, median is getting worse, a month beyond the limits."
    )
    points = charts.points(view)
    last = points[points.kpi_id == "deviation_closure_median"].iloc[-1]
    assert (last.kpi_id, last.site_id, last.month, last.value, last.named, last.variation) == (
        "deviation_closure_median", "ALDER", date(2027, 2, 1), 40, "beyond a limit", "CONCERN",
    )  # fmt: skip
    assert last.rules == "a month beyond the limits"


def test_without_tables_it_is_said_what_is_not_known(seen: Seen) -> None:
    view = seen(DataFolder().keep("sources", "sites"))
    assert answer.answer(view) == (
        "Control status unknown: no quality KPI has enough months. "
        "Recurrence is unknown: the table quality_events is missing."
    )
    assert not len(release.open_lots(view))
    assert not len(inspections.authorities(view))
    assert waits.in_words(view) == "The table batches is missing."


def frames(view: View) -> list[pd.DataFrame]:
    """All that the page says of a view, as frames."""
    group = recurrence.groups(view)
    told = [chains.chain(view, one) for one in group.group]
    return [
        *(charts.points(view), group, ageing.events(view), release.open_lots(view), waits.waited(view)),
        *(inspections.authorities(view), *(one.rows for one in told if one)),
        pd.DataFrame({"said": [answer.answer(view), charts.in_words(view), waits.in_words(view)]}),
    ]


def test_nothing_of_one_client_depends_on_the_rows_of_others(seen: Seen) -> None:
    """Other clients' rows, and the site's own, changed, taken away and added: one client is told the same."""
    mine = (dev(60, 50), dev(40, None), *CAME_BACK)
    theirs = tuple({**one, "partner_id": "ELM"} for one in (dev(70, 55), dev(30, None), dev(9, None, kind="CAPA")))
    sites_own = ({**dev(45, 41), "partner_id": ""},)
    base = events(*mine)
    others = events(*mine, *theirs, *sites_own, *theirs)
    for works in (base, others):
        works.add("batches", batch_id="B-9", product_id="OAKMAB", partner_id="OAK", status="MADE",
                  actual_start_on="2027-01-02", manufactured_on="2027-01-20")  # fmt: skip
    for batch in (one for one in others.tables["batches"] if one["partner_id"] == "ELM"):
        batch["disposition_on"] = "2027-02-20" if batch["status"] == "REJECTED" else ""
    others.tables["inspections"] = [one for one in others.tables["inspections"] if one["partner_id"] != "ELM"]
    for ask_as in (lambda view: view.narrowed("OAK"), lambda view: replace(view, partner="OAK")):
        alone, among = frames(ask_as(seen(base))), frames(ask_as(seen(others)))
        assert len(alone) == len(among) > 7
        for one, other in zip(alone, among, strict=True):
            pd.testing.assert_frame_equal(one, other)
