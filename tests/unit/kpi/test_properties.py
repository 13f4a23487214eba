"""What holds whatever the rows are: sites add up, order does not matter, the future is not known."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dualsite import cache
from dualsite.access import View
from dualsite.kpi import KPIS, Figure, ask, trailing
from dualsite.kpi.computations.unit_days import unit_days
from dualsite.kpi.engine.question import Question
from dualsite.schema.vocabulary import LADDER_PARTS
from tests.unit.kpi.tables import AS_OF, look

SEEDS = st.integers(0, 2**16)
STATUSES = ("RELEASED", "RELEASED", "RELEASED", "REJECTED", "ABORTED", "IN_TEST")
NAMES = ("batches", "quality_events", "lab_tests", "shipments", "suites", "bookings")


def day(dice: random.Random, first: date = date(2025, 6, 1), days: int = 600) -> date:
    return first + timedelta(days=dice.randrange(days))


def drawn_rows(header: str, rows: list[tuple[Any, ...]]) -> str:
    return "\n".join([header, *(" ".join(str(cell) for cell in row) for row in rows)])


def delivery(seed: int, shuffled: bool = False) -> dict[str, str]:
    """Some sixty rows of each table over two sites, the same for the same seed but for their order."""
    dice = random.Random(seed)
    batches, events = [], []
    for number in range(60):
        started, status = day(dice), dice.choice(STATUSES)
        made = started + timedelta(days=dice.randrange(20))
        decided = made + timedelta(days=dice.randrange(60)) if status != "IN_TEST" else "-"
        site, purpose = dice.choice(("S1", "S2")), dice.choice(("ENGINEERING", "COMMERCIAL", "PPQ"))
        frozen = started + timedelta(days=dice.randrange(-4, 5))
        facts = (site, purpose, status, frozen, started, made, decided)
        batches.append((f"B{number}", *facts, 1000, dice.randrange(1, 9)))
        opened = day(dice)
        closed = opened + timedelta(days=dice.randrange(90)) if dice.random() < 0.8 else "-"
        kind = dice.choice(("DEVIATION", "DEVIATION", "COMPLAINT", "CAPA"))
        due, cause = opened + timedelta(days=30), dice.choice(("PEOPLE", "METHOD", "NO_ROOT_CAUSE", "-"))
        effect = dice.choice(("EFFECTIVE", "NOT_EFFECTIVE", "PENDING")) if kind == "CAPA" else "-"
        events.append((f"Q{number}", kind, site, f"B{number}", "A", "mixing", cause, opened, due, closed, effect))
    labs = [(f"2026-{month:02}-01", site, 100 * month, 9, 3) for month in range(1, 13) for site in ("S1", "S2")]
    shipped = [
        (number, dice.choice(("S1", "S2")), day(dice), day(dice), day(dice), dice.randrange(90, 101))
        for number in range(40)
    ]
    suites, bookings = suites_and_bookings(dice)
    columns = "event_id kind site_id batch_id partner_id process_step cause opened_on due_on closed_on effectiveness"
    tables = [
        ("batch_id site_id purpose status frozen_start_on actual_start_on manufactured_on disposition_on "
         "volume_l output_kg", batches),
        (columns, events),
        ("month site_id tests oos oos_invalidated", labs),
        ("shipment_id site_id original_commit_on agreed_commit_on delivered_on quantity", shipped),
        ("suite_id site_id units gmp_ready_on retired_on", suites),
        ("booking_id suite_id start_on end_on kind firmness option_expires_on", bookings),
    ]  # fmt: skip
    for _header, rows in tables:
        if shuffled:
            random.Random(seed + 1).shuffle(rows)
    return {name: drawn_rows(header, rows) for name, (header, rows) in zip(NAMES, tables, strict=True)}


def suites_and_bookings(dice: random.Random) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """A dozen suites with bookings of every kind and firmness, over each other except for PROCESS."""
    suites, bookings = [], []
    for number in range(12):
        ready = dice.choice(("-", "2020-01-01", day(dice, date(2025, 10, 1), 400)))
        retired = day(dice, date(2026, 11, 6), 60) if ready != "-" and dice.random() < 0.3 else "-"
        units = dice.choice((1, 2, 4))
        suites.append((f"U{number}", dice.choice(("S1", "S2")), units, ready, retired))
        process: Counter[date] = Counter()
        for place in range(8):
            start = day(dice, date(2025, 10, 1), 420)
            end = start + timedelta(days=dice.randrange(1, 40))
            kind = dice.choice(("PROCESS", "PROCESS", "CHANGEOVER", "MAINTENANCE", "SHUTDOWN"))
            firmness = dice.choice(("FIRM", "INTERNAL", "TENTATIVE"))
            expires = day(dice, date(2026, 11, 15), 12) if firmness == "TENTATIVE" and dice.random() < 0.7 else "-"
            taken = [start + timedelta(days=passed) for passed in range((end - start).days)]
            if kind == "PROCESS" and any(process[one] >= units for one in taken):
                continue
            process.update(taken if kind == "PROCESS" else [])
            bookings.append((f"{number}-{place}", f"U{number}", start, end, kind, firmness, expires))
    return suites, bookings


def answered(view: View, kpis: list[str], by: Any = None) -> list[Figure]:
    cache.clear()
    return ask(view, [KPIS[kpi] for kpi in kpis], by)


ON_THESE = [kpi.id for kpi in KPIS.values() if set(kpi.tables) <= {*NAMES, "sites"}]
SUMMED_OVER_SITES = [
    kpi.id
    for kpi in map(KPIS.__getitem__, ON_THESE)
    if "site" in kpi.splits and (kpi.is_rate or kpi.is_count) and not kpi.keys
]


@settings(derandomize=True, max_examples=2)
@given(SEEDS)
def test_the_sites_add_up_to_the_same_rate(seed: int) -> None:
    view = look(**delivery(seed))
    assert len(SUMMED_OVER_SITES) > 15
    summed: dict[str, list[float]] = {kpi: [0, 0] for kpi in SUMMED_OVER_SITES}
    for part in answered(view, SUMMED_OVER_SITES, "site"):
        summed[part.kpi.id][0] += (part.numerator or 0) if part.kpi.is_rate else part.n
        summed[part.kpi.id][1] += part.denominator or 0
    for whole in answered(view, SUMMED_OVER_SITES):
        parts = [whole.numerator, whole.denominator] if whole.kpi.is_rate else [whole.n, 0]
        assert summed[whole.kpi.id] == pytest.approx(parts), whole.kpi.id


@settings(derandomize=True, max_examples=2)
@given(SEEDS)
def test_a_filter_by_site_gives_the_row_of_that_site(seed: int) -> None:
    tables = delivery(seed)
    by_site = {
        one.kpi.id: (one.value, one.n)
        for one in answered(look(**tables), SUMMED_OVER_SITES, "site")
        if one.by["site_id"] == "S2"
    }
    filtered = {one.kpi.id: (one.value, one.n) for one in answered(look(**tables, site="S2"), SUMMED_OVER_SITES)}
    assert filtered == by_site


def of_partners(seed: int) -> dict[str, str]:
    """Suites with bookings of three partners, blocking ones too, no more at a time than there are units."""
    dice = random.Random(seed)
    suites, bookings = suites_and_bookings(dice)
    taken: Counter[tuple[str, date]] = Counter()
    kept = []
    for booking in bookings:
        _id, suite, start, end, kind, firmness, _expires = booking
        units = next(one[2] for one in suites if one[0] == suite)
        days = [(suite, start + timedelta(days=passed)) for passed in range((end - start).days)]
        if kind in ("PROCESS", "CHANGEOVER") and firmness != "TENTATIVE":
            if any(taken[one] >= units for one in days):
                continue
            taken.update(days)
        kept.append((*booking, dice.choice("ABC")))
    return {
        "partners": "partner_id\nA\nB\nC",
        "suites": drawn_rows("suite_id site_id units gmp_ready_on retired_on", suites),
        "bookings": drawn_rows("booking_id suite_id start_on end_on kind firmness option_expires_on partner_id", kept),
    }


@settings(derandomize=True, max_examples=4)
@given(SEEDS)
@pytest.mark.parametrize("by", [None, "site", "month"])
def test_the_partners_occupancies_add_up_to_the_whole(by: Any, seed: int) -> None:
    tables, kpis = of_partners(seed), ["suite_occupancy", "productive_utilisation"]
    whole, *theirs = (answered(look(**tables, partner=partner), kpis, by) for partner in (None, "A", "B", "C"))
    assert any(figure.numerator for figure in whole)
    for figure, *parts in zip(whole, *theirs, strict=True):
        assert {part.denominator for part in parts} == {figure.denominator}
        assert sum(part.value or 0 for part in parts) == pytest.approx(figure.value or 0)


@settings(derandomize=True, max_examples=4)
@given(SEEDS)
def test_a_filter_by_partner_gives_the_row_of_that_partner(seed: int) -> None:
    tables, kpis = of_partners(seed), ["suite_occupancy", "productive_utilisation", "changeover_burden"]
    by_partner = answered(look(**tables), kpis, "partner")
    for partner in "ABC":
        rows = {one.kpi.id: (one.value, one.n) for one in by_partner if one.by["partner_id"] == partner}
        assert {one.kpi.id: (one.value, one.n) for one in answered(look(**tables, partner=partner), kpis)} == rows


@settings(derandomize=True, max_examples=2)
@given(SEEDS)
def test_the_order_of_rows_never_matters(seed: int) -> None:
    one, other = (answered(look(**delivery(seed, shuffled)), ON_THESE) for shuffled in (False, True))
    for figure, again in zip(one, other, strict=True):
        assert (figure.kpi.id, figure.by, figure.n, figure.reason) == (again.kpi.id, again.by, again.n, again.reason)
        assert figure.value == pytest.approx(again.value) if figure.value is not None else again.value is None


@settings(derandomize=True, max_examples=2)
@given(SEEDS)
def test_the_months_add_up_to_the_window(seed: int) -> None:
    kpis = [kpi for kpi in SUMMED_OVER_SITES if "month" in KPIS[kpi].splits]
    view = look(**delivery(seed))
    summed: Counter[str] = Counter()
    for part in answered(view, kpis, "month"):
        summed[part.kpi.id] += part.denominator or 0
    for whole in answered(view, kpis):
        assert summed[whole.kpi.id] == pytest.approx(whole.denominator), whole.kpi.id


@settings(derandomize=True, max_examples=3)
@given(SEEDS)
def test_unit_days_are_what_one_counts_day_by_day(seed: int) -> None:
    tables = delivery(seed)
    window = trailing(AS_OF)
    found = unit_days(Question(look(**tables), window))
    suites = sorted((line.split() for line in tables["suites"].splitlines()[1:]), key=lambda suite: suite[0])
    bookings = [line.split() for line in tables["bookings"].splitlines()[1:]]
    for suite, row in zip(suites, found.to_dict("records"), strict=True):
        theirs = [booking for booking in bookings if booking[1] == suite[0]]
        expected = counted_by_day(suite, theirs, [window.first + timedelta(days=place) for place in range(window.days)])
        assert {name: row[name] for name in expected} == expected


def counted_by_day(suite: list[str], bookings: list[list[str]], days: list[date]) -> dict[str, int]:
    """The unit-days of one suite, by going through its days one at a time."""
    _suite, _site, units_text, ready, retired = suite
    total: Counter[str] = Counter(
        dict.fromkeys(("calendar_d", "available_d", "process_d", "changeover_d", *LADDER_PARTS), 0)
    )
    for one in map(str, days):
        units = int(units_text) if ready != "-" and ready <= one and (retired == "-" or one < retired) else 0
        on = [
            (kind, firmness)
            for _id, _suite, start, end, kind, firmness, expires in bookings
            if start <= one < end and not (firmness == "TENTATIVE" and expires != "-" and expires < str(AS_OF))
        ]
        total["calendar_d"] += units
        if any(kind not in ("PROCESS", "CHANGEOVER") and firmness != "TENTATIVE" for kind, firmness in on):
            total["BLOCKED"] += units
            continue
        total["available_d"] += units
        process = min(units, sum(kind == "PROCESS" and firmness != "TENTATIVE" for kind, firmness in on))
        total["process_d"] += process
        changeovers = sum(kind == "CHANGEOVER" and firmness != "TENTATIVE" for kind, firmness in on)
        total["changeover_d"] += min(units - process, changeovers)
        left = units
        for part in ("FIRM", "INTERNAL", "TENTATIVE"):
            blocks = any(kind not in ("PROCESS", "CHANGEOVER") for kind, firmness in on if firmness == part)
            wanted = units if blocks else sum(firmness == part for _kind, firmness in on)
            total[part] += min(left, wanted)
            left -= min(left, wanted)
        total["OPEN"] += left
    return dict(total)


def test_passing_a_disposition_changes_only_what_rests_on_it() -> None:
    tables = {
        "batches": """
            batch_id  status    frozen_start_on  actual_start_on  manufactured_on  disposition_on  volume_l  titre_g_l
            B1        RELEASED  2026-01-01       2026-01-01       2026-01-20       2026-03-01      1000      2
            B2        RELEASED  2026-01-01       2026-01-05       2026-01-21       2026-06-15      1000      2
            B3        REJECTED  2026-01-01       2026-01-05       2026-01-22       2026-03-01      1000      2
        """,
        "quality_events": "kind severity opened_on closed_on\nDEVIATION MAJOR 2026-01-01 2026-02-01",
    }
    kpis = [kpi.id for kpi in KPIS.values() if set(kpi.tables) <= set(tables)]
    before, after = (
        {figure.kpi.id: figure.value for figure in answered(look(day, **tables), kpis)}
        for day in ("2026-06-14", "2026-06-15")
    )
    assert {kpi for kpi in kpis if before[kpi] != after[kpi]} == {
        "batch_success_rate",
        "batch_success_rate_own",
        "release_time_median",
        "release_time_p90",
        "open_lots",
        "oldest_open_lot",
        "lot_acceptance_rate",
    }
