"""Where and when the steps of one campaign can stand: purification sets the days, the other steps follow from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dualsite.sample.horizon import Horizon, day_number
from dualsite.sample.network import SampleNetwork, Site
from dualsite.sample.portfolio import SampleProduct
from dualsite.sample.routes import PURIFICATION_TAKT_D, SampleChangeovers, SampleStep
from dualsite.sample.shutdowns import blocked_days
from dualsite.sample.suite_units import Stay, SuiteUnit

SEED_BUFFER_D, HARVEST_BUFFER_D = 1, 3
"""Days planned between seed and bioreactor, and between harvest and purification."""

LATEST_D = 14
"""How much later than its line a campaign may start."""

LONGEST_WAIT_D, WAIT_BY_D = 60, 3
"""How much later than its input a step after purification may start, and in which paces it is tried."""

LATER_STAGES = ("CONJUGATION", "FILL_FINISH")


@dataclass(frozen=True)
class Run:
    """A campaign's stay on one unit: one booking. Half-open, in day numbers."""

    unit: SuiteUnit
    start: int
    end: int


Placed = Mapping[str, Sequence[tuple[int, Run]]]
"""By stage, in the order of the route: for each batch its planned start and the run it belongs to."""


@dataclass
class Line:
    """A purification unit and the bioreactors that feed it, taken in turn."""

    site: Site
    purification: SuiteUnit
    reactors: list[SuiteUnit]
    free_from: int
    turn: int = 0
    since_own_work: int = 0


@dataclass(frozen=True)
class Board:
    """Every unit of the network by stage, and the changeovers between what stands on it."""

    units: Mapping[str, list[SuiteUnit]]
    changeovers: SampleChangeovers

    def lines(self, network: SampleNetwork, horizon: Horizon) -> list[Line]:
        """The purification lines of every plant, staggered at their start."""
        lines = []
        for site in network.plants():
            reactors = [unit for unit in self.units["UPSTREAM"] if unit.suite.site_id == site.site_id]
            columns = [unit for unit in self.units["DOWNSTREAM"] if unit.suite.site_id == site.site_id]
            count = min(len(reactors), len(columns))
            begin = max(day_number(horizon.start), *(day_number(unit.suite.gmp_ready_on) for unit in columns))
            # apart, so that the lines do not ask for the same seed suite at once
            lines += [
                Line(site, columns[place], reactors[place::count], begin + 31 + 9 * place) for place in range(count)
            ]
        return lines


def board_of(network: SampleNetwork, changeovers: SampleChangeovers, horizon: Horizon) -> Board:
    """The empty board: nothing stands on it but shutdowns."""
    units: dict[str, list[SuiteUnit]] = {}
    for suite in network.suites:
        blocks = blocked_days(suite, horizon)
        own = (SuiteUnit(suite, number, blocks) for number in range(1, suite.units + 1))
        units.setdefault(suite.stage, []).extend(own)
    return Board(units, changeovers)


def earliest(
    board: Board, line: Line, product: SampleProduct | None, route: Mapping[str, SampleStep], sizes: Sequence[int]
) -> Placed | None:
    """The earliest placement within `LATEST_D`, with the first of the sizes that fits; None when there is none."""
    for start in range(line.free_from, line.free_from + LATEST_D):
        for count in sizes:
            placed = _placed(board, line, product, route, start, count)
            if placed is not None:
                return placed
    return None


def runs_of(placed: Placed) -> list[Run]:
    """Each run once, in the order of the route."""
    return list(dict.fromkeys(run for starts in placed.values() for _, run in starts))


def lay(placed: Placed, line: Line, product: SampleProduct | None, campaign: int) -> None:
    """Put a placement on the board; the line's next campaign begins with the next bioreactor."""
    for run in runs_of(placed):
        run.unit.add(Stay(run.start, run.end, product, campaign))
    line.turn += len(placed["DOWNSTREAM"])


def _placed(
    board: Board, line: Line, product: SampleProduct | None, route: Mapping[str, SampleStep], start: int, count: int
) -> Placed | None:
    batches = range(count)
    purified = [start + PURIFICATION_TAKT_D * batch for batch in batches]
    inoculated = [day - HARVEST_BUFFER_D - route["UPSTREAM"].duration_d for day in purified]
    seeded = [day - SEED_BUFFER_D - route["SEED"].duration_d for day in inoculated]
    reactors = [line.reactors[(line.turn + batch) % len(line.reactors)] for batch in batches]
    purification = _runs(board, [line.purification] * count, purified, route["DOWNSTREAM"], product)
    culture = _runs(board, reactors, inoculated, route["UPSTREAM"], product)
    if purification is None or culture is None:
        return None
    seed = _anywhere(board, "SEED", seeded, route["SEED"], product, line.site.site_id)
    if seed is None:
        return None
    placed = {
        "SEED": list(zip(seeded, seed, strict=True)),
        "UPSTREAM": list(zip(inoculated, culture, strict=True)),
        "DOWNSTREAM": list(zip(purified, purification, strict=True)),
    }
    before = "DOWNSTREAM"
    for stage in LATER_STAGES:
        if stage in route:
            later = _later(board, stage, placed[before], route[before], route[stage], product)
            if later is None:
                return None
            placed[stage] = later
            before = stage
    return placed


def _runs(
    board: Board, units: Sequence[SuiteUnit], days: Sequence[int], step: SampleStep, product: SampleProduct | None
) -> list[Run] | None:
    """The run of each batch, one for each unit in use; None when a unit is not free."""
    runs: dict[SuiteUnit, Run] = {}
    for unit in dict.fromkeys(units):
        own = [day for day, other in zip(days, units, strict=True) if other is unit]
        run = Run(unit, own[0], own[-1] + step.duration_d)
        if not unit.is_free(run.start, run.end, product, board.changeovers):
            return None
        runs[unit] = run
    return [runs[unit] for unit in units]


def _anywhere(
    board: Board, stage: str, days: Sequence[int], step: SampleStep, product: SampleProduct | None, site_id: str | None
) -> list[Run] | None:
    """A run on the first unit of the stage that is free on those days, at one site or at any."""
    for unit in board.units.get(stage, []):
        if site_id in (None, unit.suite.site_id):
            runs = _runs(board, [unit] * len(days), days, step, product)
            if runs is not None:
                return runs
    return None


def _later(
    board: Board,
    stage: str,
    inputs: Sequence[tuple[int, Run]],
    before: SampleStep,
    step: SampleStep,
    product: SampleProduct | None,
) -> list[tuple[int, Run]] | None:
    """A step after purification, as early as every input is usable and a unit is free."""
    usable = [day + before.duration_d + before.release_d + before.min_hold_d for day, _ in inputs]
    first = max(day - step.takt_d * batch for batch, day in enumerate(usable))
    for start in range(first, first + LONGEST_WAIT_D, WAIT_BY_D):
        days = [start + step.takt_d * batch for batch in range(len(inputs))]
        runs = _anywhere(board, stage, days, step, product, None)
        if runs is not None:
            return list(zip(days, runs, strict=True))
    return None
