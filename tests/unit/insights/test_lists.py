"""A list on a page has as many rows as its KPI counts, on every day and under every filter: both read the same rows."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from dualsite import access, sample, store
from dualsite.access import View
from dualsite.insights.batches.lots import lots
from dualsite.insights.clients.own_gates import gates
from dualsite.insights.contracts import endings, register, take_or_pay
from dualsite.insights.contracts.backlog import backlog
from dualsite.insights.exceptions import behind
from dualsite.insights.kpis import evidence
from dualsite.insights.kpis.tiles import standings
from dualsite.insights.markets.supply import supply
from dualsite.insights.network.sites import inspections, sites
from dualsite.insights.pipeline.bids import open_bids
from dualsite.insights.trials.places import presence
from dualsite.insights.trials.trials import trials
from dualsite.kpi import KPIS, Figure, ask, trailing
from dualsite.kpi.computations.facts import DAYS_PER_MONTH
from dualsite.kpi.windows import months_after
from dualsite.schema.vocabulary import TRIAL_COUNTRY_STATUSES, TRIAL_STATUSES

SEEDS = (1, 2, 3)

AS_OF = date(2026, 11, 20)

DAYS = (AS_OF, *(AS_OF + timedelta(days=days) for days in (45, -20, -160, -420)))
"""The day the data are told on, one after it, and three on which less had happened."""


@pytest.fixture(scope="module", params=SEEDS)
def whole(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> View:
    """Made-up operations of a seed as the executive sees them, loaded once."""
    folder = tmp_path_factory.mktemp(f"sample-{request.param}")
    sample.write(folder, seed=request.param)
    add_trials(folder, random.Random(request.param))
    kept = store.open(folder)
    version = kept.version()
    assert version is not None
    return access.view(version, kept.connect())


def add_trials(folder: Path, chance: random.Random) -> None:
    """Trials of the made-up clients, in some countries each, with and without a number of sites."""
    with (folder / "partners.csv").open(encoding="utf-8", newline="") as file:
        partners = [row["partner_id"] for row in csv.DictReader(file)]
    trial, stated, listed = [TRIAL], [STATED], [LISTED]
    for number in range(30):
        key = f"T{number},{chance.choice(partners)}"
        trial.append(f"{key},Trial,PHASE2,{chance.choice(TRIAL_STATUSES)},Sponsor")
        for country in chance.sample(("US", "KR", "JP", "DE", "FR", "AU"), 3):
            day = chance.choice(("", *map(str, DAYS)))
            stands, number_of = chance.choice(TRIAL_COUNTRY_STATUSES), chance.choice(("", "0", "4"))
            stated.append(f"{key},{country},{stands},{number_of},{day}")
            listed += [f"{key},Town,{country},COUNTRY"] * chance.choice((0, 2))
    for name, lines in (("trials", trial), ("trial_countries", stated), ("trial_sites", listed)):
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


TRIAL = "trial_id,partner_id,title,phase,status,sponsor"
STATED = "trial_id,partner_id,country,status,sites,as_of_on"
LISTED = "trial_id,partner_id,city,country,location_quality"


def asked(whole: View) -> Iterator[View]:
    """Every day, of all; the first and the last of a site and of a partner, too."""
    for day in DAYS:
        yield replace(whole, as_of=day)
    for day in (DAYS[0], DAYS[-1]):
        yield replace(whole, as_of=day, site=access.ids(whole, "sites", "site_id")[0])
        yield replace(whole, as_of=day, partner=access.ids(whole, "partners", "partner_id")[0])


TOLD = [
    "open_lots", "oldest_open_lot", "capa_overdue", "backlog", "contracts_ending_12m", "take_or_pay_gap",
    "take_or_pay_gap_money", "weighted_pipeline", "trials_active", "trial_countries_active",
    "trial_countries_planned", "trial_sites", "markets_supplyable", "single_site_steps", "installed_capacity",
]  # fmt: skip
"""The KPIs that lists are held against; a view is asked for all of them at once."""


def figure(view: View, kpi_id: str) -> Figure:
    found = ask(view, [KPIS[one] for one in TOLD])
    return next(one for one in found if one.kpi.id == kpi_id)


def value(view: View, kpi_id: str) -> float | None:
    """The value of a KPI; None where it is not available under the filter."""
    return figure(view, kpi_id).value


def test_open_lots(whole: View) -> None:
    for view in asked(whole):
        listed = lots(view)
        made = listed[listed.made_on.notna()]
        assert len(made) == value(view, "open_lots")
        assert max(made.age_d, default=None) == value(view, "oldest_open_lot")
        old = sum(count(exception.how_much) for exception in behind.old_lots(view))
        assert old == sum(age >= behind.OLD_LOT_D for age in made.age_d)
    assert any(row.step == "MADE" for row in lots(replace(whole, as_of=DAYS[-1])).itertuples())


def test_overdue_capas(whole: View) -> None:
    for view in asked(whole):
        late = sum(count(exception.how_much) for exception in behind.overdue_capas(view))
        assert late == figure(view, "capa_overdue").numerator


def test_firm_contracts(whole: View) -> None:
    for view in asked(whole):
        firm = register.every_contract(view)
        firm = firm[firm.is_firm.astype(bool)]
        assert len(firm) == len(backlog(view)) == figure(view, "backlog").n
        assert sum(backlog(view).amount) == pytest.approx(value(view, "backlog"))
        ending = [row for row in endings.ending(view).itertuples() if row.end_on <= months_after(view.as_of, 12)]
        assert len([row for row in ending if row.end_on > view.as_of]) == value(view, "contracts_ending_12m")


def test_take_or_pay_gaps(whole: View) -> None:
    for view in asked(whole):
        running = take_or_pay.running(view)
        assert running.gap.sum() == value(view, "take_or_pay_gap")
        owed = [money for money in running.gap_money if money is not None]
        assert sum(owed) == pytest.approx(value(view, "take_or_pay_gap_money"))
        by_partner = {row.partner for row in behind.take_or_pay_gaps(view)}
        short = running[running.gap > 0].groupby("partner_id").gap.sum()
        assert len(by_partner) == min(behind.LINES, len(short))


def test_open_bids(whole: View) -> None:
    for view in asked(whole):
        if view.expresses("opportunities"):
            listed = open_bids(view)
            assert len(listed) == figure(view, "weighted_pipeline").n
            assert listed.weighted.sum() == pytest.approx(value(view, "weighted_pipeline"))


def test_trials_and_their_countries(whole: View) -> None:
    for view in asked(whole):
        if not view.expresses("trials"):
            continue
        assert trials(view).is_active.sum() == value(view, "trials_active")
        where = presence(view)
        active, planned = where.active > 0, where.planned > 0
        assert active.sum() == value(view, "trial_countries_active")
        assert (planned & ~active).sum() == value(view, "trial_countries_planned")
        assert sum(filter(None, where.stated_sites)) + where.listed.sum() == value(view, "trial_sites")


def test_markets_and_single_sites(whole: View) -> None:
    for view in asked(whole):
        listed = supply(view)
        assert (listed.state == "yes").sum() == value(view, "markets_supplyable")
        assert sum(map(len, listed.single)) == value(view, "single_site_steps")


def test_milestones_on_time(whole: View) -> None:
    for partner in access.ids(whole, "partners", "partner_id")[:2]:
        for day in DAYS:
            room = replace(whole, as_of=day).narrowed(partner)
            window, listed = trailing(day), gates(room)
            due = [row for row in listed.itertuples() if row.baseline_on and window.first <= row.baseline_on <= day]
            reached = [row for row in due if row.reached_on and row.reached_on <= row.baseline_on]
            (counted,) = ask(room, [KPIS["milestone_on_time"]])
            assert (len(reached), len(due)) == (counted.numerator, counted.denominator)


def test_sites_in_operation_and_inspections(whole: View) -> None:
    for view in asked(whole):
        if view.partner is None:
            running = sites(view)
            assert running[running.is_operating].capacity_l.sum() == value(view, "installed_capacity")
        listed = inspections(view)
        last = listed[listed.authority != "CLIENT"].groupby("site_id").ended_on.max()
        told = {one.by["site_id"]: one.value for one in ask(view, [KPIS["months_since_inspection"]])}
        since = {site: (view.as_of - day).days / DAYS_PER_MONTH for site, day in last.items()}
        assert {site: months for site, months in told.items() if months is not None} == pytest.approx(since)


def test_targets(whole: View) -> None:
    for view in asked(whole):
        missed = {exception.what for exception in behind.missed_targets(view)}
        with_target = set(view.stored("targets").kpi_id.to_pyarrow().to_pylist())
        stand = standings(view, sorted(with_target))
        assert missed == {f"{one.kpi.label} misses its target" for one in stand if one.is_met is False}


COUNTED = [
    kpi
    for kpi in KPIS.values()
    if kpi.behind or (kpi.source is None and kpi.n is None and kpi.per is None and not kpi.keys)
]


def test_the_rows_behind_a_figure_are_those_it_counts(whole: View) -> None:
    for view in (whole, replace(whole, as_of=DAYS[-1], site=access.ids(whole, "sites", "site_id")[0])):
        for one in ask(view, COUNTED):
            if one.reason is None or one.reason == one.kpi.nothing:
                assert evidence.count(view, one.kpi) == one.n, (one.kpi.id, view.as_of, view.site, view.partner)


def count(words: str) -> int:
    """The number that a text begins with."""
    found = re.match(r"[\d,]+", words)
    assert found, words
    return int(found[0].replace(",", ""))
