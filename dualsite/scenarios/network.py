"""Edits of the network: a site that stops, suites that are ready, retired or added."""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, ClassVar

import ibis
from ibis.expr import types as ir

from dualsite import formats
from dualsite.i18n import _, marked, ngettext
from dualsite.scenarios.edit import Called, Hand, Register, told
from dualsite.schema.vocabulary import CONTAINMENTS, STAGES, TECHNOLOGIES

LONGEST_D = 36_500
"""Days that a site may be out for."""


@dataclass(frozen=True)
class SiteOut:
    """A site stops for some days: its suites are shut, and what is booked there in these days does not take place.

    Bookings there that begin on one of these days are gone; one that runs on the first of them ends before it.
    Batches, stock and licences stay as they are told: what a stop does to supply is the question of continuity.
    """

    what: ClassVar[str] = "site-out"
    label: ClassVar[str] = marked("A site stops")
    tables: ClassVar[tuple[str, ...]] = ("bookings",)
    reads: ClassVar[tuple[str, ...]] = ("suites",)

    site: str = told(of="sites")
    from_: date = told()
    days: int = told(least=1, most=LONGEST_D)

    @property
    def target(self) -> Hashable:
        return self.site, self.from_, self.days

    @property
    def is_endless(self) -> bool:
        """Whether it leads beyond the last day there is; then it changes nothing."""
        return self.from_.toordinal() + self.days > date.max.toordinal()

    @property
    def until(self) -> date:
        """The first day on which the site runs again; not of one that is endless."""
        return self.from_ + timedelta(days=self.days)

    def values(self, data_day: date) -> Mapping[str, Any]:
        return {"site": self.site, "from_": self.from_, "until": self.until}

    def laid(self, name: str, rows: ir.Table, hand: Hand) -> ir.Table:
        suites = hand.other("suites")
        if suites is None:
            return rows
        stop, until = hand.value("from_"), hand.value("until")
        there = suites.filter(suites.site_id == hand.value("site"))
        is_there = rows.suite_id.isin(there.suite_id)
        is_gone = is_there & (rows.start_on >= stop) & (rows.start_on < until)
        is_cut = is_there & (rows.start_on < stop) & (rows.end_on > stop)
        left = rows.filter(~is_gone).mutate(end_on=ibis.ifelse(is_cut, stop, rows.end_on))
        shut = hand.rows_like(
            name,
            there,
            booking_id=ibis.literal("site-out ") + there.suite_id + " " + stop.cast("string"),
            suite_id=there.suite_id,
            start_on=stop,
            end_on=until,
            kind=ibis.literal("SHUTDOWN"),
            firmness=ibis.literal("INTERNAL"),
        )
        return left.union(shut)

    def problems(self, register: Register) -> Iterable[tuple[str, str]]:
        if self.is_endless:
            yield "days", "it leads beyond the year 9999"

    def sentence(self, called: Called) -> str:
        return ngettext(
            "{site} is out for {days} day from {day}.", "{site} is out for {days} days from {day}.", self.days
        ).format(site=called("sites", self.site), days=formats.number(self.days), day=formats.day(self.from_))


def merged(stops: Iterable[SiteOut]) -> list[SiteOut]:
    """The stops with those of one site that overlap or touch as one, by site and day."""
    found: list[SiteOut] = []
    for stop in sorted(stops, key=lambda stop: (stop.site, stop.from_)):
        last = found[-1] if found else None
        if last is not None and last.site == stop.site and stop.from_ <= last.until:
            until = max(last.until, stop.until)
            found[-1] = replace(last, days=(until - last.from_).days)
        else:
            found.append(stop)
    return found


@dataclass(frozen=True)
class SuiteReady:
    """A suite is ready on another day."""

    what: ClassVar[str] = "suite-ready"
    label: ClassVar[str] = marked("A suite’s ready date changes")
    tables: ClassVar[tuple[str, ...]] = ("suites",)
    reads: ClassVar[tuple[str, ...]] = ()

    suite: str = told(of="suites")
    on: date = told()

    @property
    def target(self) -> Hashable:
        return self.suite

    def values(self, data_day: date) -> Mapping[str, Any]:
        return dataclasses.asdict(self)

    def laid(self, name: str, rows: ir.Table, hand: Hand) -> ir.Table:
        is_it = rows.suite_id == hand.value("suite")
        return rows.mutate(gmp_ready_on=ibis.ifelse(is_it, hand.value("on"), rows.gmp_ready_on))

    def problems(self, register: Register) -> Iterable[tuple[str, str]]:
        return ()

    def sentence(self, called: Called) -> str:
        return _("{suite} is ready on {day}.").format(suite=called("suites", self.suite), day=formats.day(self.on))


@dataclass(frozen=True)
class SuiteRetired:
    """A suite stands ready up to a day; without a day it is not retired."""

    what: ClassVar[str] = "suite-retired"
    label: ClassVar[str] = marked("A suite is retired")
    tables: ClassVar[tuple[str, ...]] = ("suites",)
    reads: ClassVar[tuple[str, ...]] = ()

    suite: str = told(of="suites")
    on: date | None = told(default=None)

    @property
    def target(self) -> Hashable:
        return self.suite

    def values(self, data_day: date) -> Mapping[str, Any]:
        return dataclasses.asdict(self)

    def laid(self, name: str, rows: ir.Table, hand: Hand) -> ir.Table:
        is_it = rows.suite_id == hand.value("suite")
        return rows.mutate(retired_on=ibis.ifelse(is_it, hand.value("on"), rows.retired_on))

    def problems(self, register: Register) -> Iterable[tuple[str, str]]:
        return ()

    def sentence(self, called: Called) -> str:
        suite = called("suites", self.suite)
        if self.on is None:
            return _("{suite} is not retired.").format(suite=suite)
        return _("{suite} is retired on {day}.").format(suite=suite, day=formats.day(self.on))


@dataclass(frozen=True)
class SuiteAdded:
    """A suite that is not there yet."""

    what: ClassVar[str] = "suite-added"
    label: ClassVar[str] = marked("A suite is added")
    tables: ClassVar[tuple[str, ...]] = ("suites",)
    reads: ClassVar[tuple[str, ...]] = ("sites",)

    suite: str = told(of="suites", is_new=True)
    site: str = told(of="sites")
    stage: str = told(codes=STAGES)
    on: date = told()
    units: int = told(default=1, least=1, most=1000)
    technology: str = told(default="SINGLE_USE", codes=TECHNOLOGIES)
    containment: str = told(default="NONE", codes=CONTAINMENTS)
    light_protected: bool = told(default=False)

    @property
    def target(self) -> Hashable:
        return "added", self.suite

    def values(self, data_day: date) -> Mapping[str, Any]:
        return dataclasses.asdict(self)

    def laid(self, name: str, rows: ir.Table, hand: Hand) -> ir.Table:
        sites = hand.other("sites")
        if sites is None:
            return rows
        value = hand.value
        its = sites.filter(sites.site_id == value("site")).select(new_suite=value("suite"))
        new = hand.rows_like(
            name,
            its.anti_join(hand.told, its.new_suite == hand.told.suite_id),
            suite_id=value("suite"),
            site_id=value("site"),
            name=value("suite"),
            stage=value("stage"),
            technology=value("technology"),
            units=value("units"),
            containment=value("containment"),
            light_protected=value("light_protected"),
            gmp_ready_on=value("on"),
        )
        return rows.union(new)

    def problems(self, register: Register) -> Iterable[tuple[str, str]]:
        return ()

    def sentence(self, called: Called) -> str:
        return _("{suite} is added at {site}, ready on {day}.").format(
            suite=self.suite, site=called("sites", self.site), day=formats.day(self.on)
        )
