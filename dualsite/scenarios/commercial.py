"""Edits of what is bid for and of rates: bids won, lost, likelier or later, and a currency's rate."""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

import ibis
from ibis.expr import types as ir

from dualsite import formats
from dualsite.i18n import _, marked, ngettext
from dualsite.scenarios.edit import MOST_TIMES, Called, Hand, Register, told

MOST_MONTHS = 120
"""Months that a bid may be moved by, all its moves taken together."""


@dataclass(frozen=True)
class OpportunityWon:
    """A bid is won, on the data's own day unless another is told; on an as-of day before that it is still open."""

    what: ClassVar[str] = "opportunity-won"
    label: ClassVar[str] = marked("A bid is won")
    tables: ClassVar[tuple[str, ...]] = ("opportunities",)
    reads: ClassVar[tuple[str, ...]] = ()

    opportunity: str = told(of="opportunities")
    on: date | None = told(default=None)

    @property
    def target(self) -> Hashable:
        return "outcome", self.opportunity

    def values(self, data_day: date) -> Mapping[str, Any]:
        return {"opportunity": self.opportunity, "on": self.on or data_day}

    def laid(self, name: str, rows: ir.Table, hand: Hand) -> ir.Table:
        return _closed(rows, hand, "WON")

    def problems(self, register: Register) -> Iterable[tuple[str, str]]:
        return ()

    def sentence(self, called: Called) -> str:
        name = called("opportunities", self.opportunity)
        if self.on is None:
            return _("The bid {name} is won.").format(name=name)
        return _("The bid {name} is won on {day}.").format(name=name, day=formats.day(self.on))


@dataclass(frozen=True)
class OpportunityLost:
    """A bid is lost, on the data's own day unless another is told."""

    what: ClassVar[str] = "opportunity-lost"
    label: ClassVar[str] = marked("A bid is lost")
    tables: ClassVar[tuple[str, ...]] = ("opportunities",)
    reads: ClassVar[tuple[str, ...]] = ()

    opportunity: str = told(of="opportunities")
    on: date | None = told(default=None)

    @property
    def target(self) -> Hashable:
        return "outcome", self.opportunity

    def values(self, data_day: date) -> Mapping[str, Any]:
        return {"opportunity": self.opportunity, "on": self.on or data_day}

    def laid(self, name: str, rows: ir.Table, hand: Hand) -> ir.Table:
        return _closed(rows, hand, "LOST")

    def problems(self, register: Register) -> Iterable[tuple[str, str]]:
        return ()

    def sentence(self, called: Called) -> str:
        name = called("opportunities", self.opportunity)
        if self.on is None:
            return _("The bid {name} is lost.").format(name=name)
        return _("The bid {name} is lost on {day}.").format(name=name, day=formats.day(self.on))


def _closed(rows: ir.Table, hand: Hand, stage: str) -> ir.Table:
    is_it = rows.opportunity_id == hand.value("opportunity")
    return rows.mutate(
        stage=ibis.ifelse(is_it, ibis.literal(stage), rows.stage),
        closed_on=ibis.ifelse(is_it, hand.value("on"), rows.closed_on),
        lost_reason=ibis.ifelse(is_it, ibis.null("string"), rows.lost_reason),
    )


@dataclass(frozen=True)
class WinFraction:
    """A bid has another chance to be won."""

    what: ClassVar[str] = "opportunity-win-fraction"
    label: ClassVar[str] = marked("A bid’s win probability changes")
    tables: ClassVar[tuple[str, ...]] = ("opportunities",)
    reads: ClassVar[tuple[str, ...]] = ()

    opportunity: str = told(of="opportunities")
    win_fraction: float = told(least=0, most=1)

    @property
    def target(self) -> Hashable:
        return self.opportunity

    def values(self, data_day: date) -> Mapping[str, Any]:
        return {"opportunity": self.opportunity, "win_fraction": float(self.win_fraction)}

    def laid(self, name: str, rows: ir.Table, hand: Hand) -> ir.Table:
        is_it = rows.opportunity_id == hand.value("opportunity")
        return rows.mutate(win_fraction=ibis.ifelse(is_it, hand.value("win_fraction"), rows.win_fraction))

    def problems(self, register: Register) -> Iterable[tuple[str, str]]:
        return ()

    def sentence(self, called: Called) -> str:
        return _("The bid {name} has a win probability of {chance}.").format(
            name=called("opportunities", self.opportunity), chance=formats.percent(self.win_fraction, 0)
        )


@dataclass(frozen=True)
class OpportunityMoved:
    """A bid is needed whole months later, or sooner where they are negative. The last day of a month stays one."""

    what: ClassVar[str] = "opportunity-moved"
    label: ClassVar[str] = marked("A bid is moved")
    tables: ClassVar[tuple[str, ...]] = ("opportunities",)
    reads: ClassVar[tuple[str, ...]] = ()

    opportunity: str = told(of="opportunities")
    months: int = told(least=-MOST_MONTHS, most=MOST_MONTHS)

    @property
    def target(self) -> Hashable:
        return self.opportunity

    def values(self, data_day: date) -> Mapping[str, Any]:
        return dataclasses.asdict(self)

    def laid(self, name: str, rows: ir.Table, hand: Hand) -> ir.Table:
        is_it = rows.opportunity_id == hand.value("opportunity")
        months = hand.value("months").as_interval("M")
        days = {day: rows[day] for day in ("need_from_on", "need_to_on")}
        return rows.mutate(
            **{day: ibis.ifelse(is_it, (told + months).cast("date"), told) for day, told in days.items()}
        )

    def problems(self, register: Register) -> Iterable[tuple[str, str]]:
        return ()

    def sentence(self, called: Called) -> str:
        name, months = called("opportunities", self.opportunity), abs(self.months)
        if self.months < 0:
            said = ngettext(
                "The bid {name} is needed {months} month earlier.",
                "The bid {name} is needed {months} months earlier.",
                months,
            )
        else:
            said = ngettext(
                "The bid {name} is needed {months} month later.",
                "The bid {name} is needed {months} months later.",
                months,
            )
        return said.format(name=name, months=formats.number(months))


@dataclass(frozen=True)
class RateTimes:
    """The rate of a currency, as its units for one US dollar, is another one in all months."""

    what: ClassVar[str] = "rate-times"
    label: ClassVar[str] = marked("A currency’s rate changes")
    tables: ClassVar[tuple[str, ...]] = ("fx_rates",)
    reads: ClassVar[tuple[str, ...]] = ()

    currency: str = told(of="fx_rates")
    factor: float = told(least=0, most=MOST_TIMES, is_above=True)

    @property
    def target(self) -> Hashable:
        return self.currency

    def values(self, data_day: date) -> Mapping[str, Any]:
        return {"currency": self.currency, "factor": float(self.factor)}

    def laid(self, name: str, rows: ir.Table, hand: Hand) -> ir.Table:
        is_it = rows.currency == hand.value("currency")
        return rows.mutate(
            units_per_usd=ibis.ifelse(is_it, rows.units_per_usd * hand.value("factor"), rows.units_per_usd)
        )

    def problems(self, register: Register) -> Iterable[tuple[str, str]]:
        return ()

    def sentence(self, called: Called) -> str:
        return _("One US dollar is {factor} × as many {currency}.").format(
            factor=formats.number(self.factor, 3), currency=self.currency
        )
