"""The sites and suites that operations are laid on: the folder's own, and what a working chain still lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from dualsite.errors import DataError, InputError
from dualsite.sample import fiction
from dualsite.sample.horizon import Horizon
from dualsite.sample.kept import kept_records
from dualsite.sample.tables import Row
from dualsite.schema.vocabulary import CONTAINMENTS, STAGES

PLANT_STAGES = ("SEED", "UPSTREAM", "DOWNSTREAM")
"""Without one of these a plant makes no antibody."""


@dataclass(frozen=True)
class Site:
    """A site. `opens_on` is None for one in operation, else the day its first suites are ready."""

    site_id: str
    country: str
    opens_on: date | None


@dataclass(frozen=True)
class SampleSuite:
    """A suite as planning sees it."""

    suite_id: str
    site_id: str
    name: str
    stage: str
    technology: str
    units: int
    unit_volume_l: float | None
    containment: str
    light_protected: bool
    gmp_ready_on: date
    retired_on: date | None = None


@dataclass(frozen=True)
class SampleNetwork:
    """Sites and usable suites, in order of their ids, and the rows of them that are ours to write."""

    sites: tuple[Site, ...]
    suites: tuple[SampleSuite, ...]
    site_rows: tuple[Row, ...]
    suite_rows: tuple[Row, ...]

    def suites_of(self, stage: str, site_id: str | None = None) -> list[SampleSuite]:
        """The suites of a stage, at one site or at all."""
        return [suite for suite in self.suites if suite.stage == stage and site_id in (None, suite.site_id)]

    def units_of(self, stage: str, site_id: str | None = None) -> int:
        """How many campaigns the stage can run side by side."""
        return sum(suite.units for suite in self.suites_of(stage, site_id))

    def plants(self) -> list[Site]:
        """The sites that can make antibody from seed to drug substance, those in operation first."""
        able = [site for site in self.sites if all(self.units_of(stage, site.site_id) for stage in PLANT_STAGES)]
        return sorted(able, key=lambda site: (site.opens_on is not None, site.opens_on or date.min, site.site_id))

    def containment_of(self, stages: tuple[str, ...]) -> str:
        """The tightest band that every one of these stages can hold somewhere: what a product may ask for."""
        best = (max(CONTAINMENTS.index(suite.containment) for suite in self.suites_of(stage)) for stage in stages)
        return CONTAINMENTS[min(best)]


def network_of(folder: Path, horizon: Horizon) -> SampleNetwork:
    """The folder's sites and suites with what they lack; the made-up network when the folder has no sites.

    Suites that carry bookings of their own, or are never ready, are left alone. Raises InputError when no site can
    make anything, DataError when a row of the folder cannot be used.
    """
    sites = kept_records(folder, "sites")
    if not sites:
        site_rows, suite_rows = fiction.sites(horizon), fiction.suites(horizon)
        network = _network([_site(row, [], horizon) for row in site_rows], [SampleSuite(**row) for row in suite_rows])
        return SampleNetwork(network.sites, network.suites, site_rows, suite_rows)
    suites = kept_records(folder, "suites")
    booked = {row["suite_id"] for row in kept_records(folder, "bookings")}
    try:
        usable = [_suite(row) for row in suites if row["gmp_ready_on"] and row["suite_id"] not in booked]
        known = [_site(row, [suite for suite in usable if suite.site_id == row["site_id"]], horizon) for row in sites]
        capacity = {str(row["site_id"]): _litres(row) for row in sites}
    except (KeyError, ValueError, TypeError) as fault:
        raise DataError(f"sites or suites of {folder} cannot be used. Run the check on the folder.") from fault
    named = {str(row["site_id"]) for row in suites}
    added = [
        suite
        for site in known
        if site.site_id not in named or any(s.site_id == site.site_id and s.stage == "UPSTREAM" for s in usable)
        for suite in _missing(site, usable, capacity[site.site_id], horizon)
    ]
    network = _network(known, usable + added)
    if not network.plants():
        raise InputError(
            f"No site of {folder} can take illustrative work: its suites have no gmp_ready_on, or have bookings. "
            "Give them that day, or name another folder."
        )
    if not network.units_of("CONJUGATION"):
        added.append(_conjugation(network.plants()[0], horizon))
        network = _network(known, usable + added)
    return SampleNetwork(network.sites, network.suites, (), tuple(asdict(suite) for suite in added))


def _network(sites: list[Site], suites: list[SampleSuite]) -> SampleNetwork:
    ordered = sorted(suites, key=lambda suite: (STAGES.index(suite.stage), suite.suite_id))
    return SampleNetwork(tuple(sorted(sites, key=lambda site: site.site_id)), tuple(ordered), (), ())


def _site(row: Mapping[str, object], suites: list[SampleSuite], horizon: Horizon) -> Site:
    stated = row.get("operating_from")
    from_on = stated if isinstance(stated, date) else date.fromisoformat(str(stated)) if stated else None
    ready = max((suite.gmp_ready_on for suite in suites), default=None)
    operating = row["status"] == "OPERATING" and (from_on is None or from_on <= horizon.as_of)
    opens_on = None if operating else from_on or ready or horizon.month(6)
    return Site(str(row["site_id"]), str(row["country"]), opens_on)


def _suite(row: Mapping[str, str | None]) -> SampleSuite:
    volume, retired = row.get("unit_volume_l"), row.get("retired_on")
    return SampleSuite(
        suite_id=str(row["suite_id"]),
        site_id=str(row["site_id"]),
        name=str(row["name"]),
        stage=str(row["stage"]),
        technology=str(row["technology"]),
        units=int(str(row["units"])),
        unit_volume_l=float(volume) if volume else None,
        containment=str(row["containment"]),
        light_protected=row["light_protected"] == "true",
        gmp_ready_on=date.fromisoformat(str(row["gmp_ready_on"])),
        retired_on=date.fromisoformat(retired) if retired else None,
    )


def _litres(row: Mapping[str, str | None]) -> float:
    """Bioreactor volume of a site, of its plan when nothing is installed; 0 when neither is stated."""
    return float(row.get("capacity_l") or 0) or min(float(row.get("planned_capacity_l") or 0), 120_000)


def _missing(site: Site, suites: list[SampleSuite], capacity_l: float, horizon: Horizon) -> Iterator[SampleSuite]:
    """The suites of a plant that `site` lacks; none for a site without bioreactors, stated or standing."""
    own = [suite for suite in suites if suite.site_id == site.site_id]
    reactors = sum(suite.units for suite in own if suite.stage == "UPSTREAM")
    volume = 15_000.0 if capacity_l >= 60_000 else 5_000.0
    ready_on = site.opens_on or min((suite.gmp_ready_on for suite in own), default=horizon.start)
    if not reactors:
        reactors = int(capacity_l // volume)
        if reactors:
            yield _added(site, "UPSTREAM", 1, ready_on, units=reactors, unit_volume_l=volume)
    trains = max(1, round(reactors / 4))
    for stage, count in (("SEED", trains + 1), ("DOWNSTREAM", trains)):
        if reactors and not any(suite.stage == stage for suite in own):
            yield from (_added(site, stage, number, ready_on) for number in range(1, count + 1))


def _conjugation(site: Site, horizon: Horizon) -> SampleSuite:
    ready_on = site.opens_on or horizon.start
    return _added(site, "CONJUGATION", 1, ready_on, unit_volume_l=1_000.0, containment="OEB5", light_protected=True)


def _added(
    site: Site,
    stage: str,
    number: int,
    ready_on: date,
    units: int = 1,
    unit_volume_l: float | None = None,
    containment: str = "NONE",
    light_protected: bool = False,
) -> SampleSuite:
    title = {"SEED": "inoculation", "UPSTREAM": "bioreactor", "DOWNSTREAM": "purification"}.get(stage, "conjugation")
    return SampleSuite(
        suite_id=f"{site.site_id}-illustrative-{title}-{number}",
        site_id=site.site_id,
        name=f"Illustrative {title} suite {number}",
        stage=stage,
        technology="SINGLE_USE" if stage == "CONJUGATION" else "STAINLESS",
        units=units,
        unit_volume_l=unit_volume_l,
        containment=containment,
        light_protected=light_protected,
        gmp_ready_on=ready_on,
    )
