"""Edits of operations: bookings taken out or added, licences granted, and what the markets need."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

import ibis
from ibis.expr import types as ir

from dualsite import formats
from dualsite.i18n import _, marked
from dualsite.scenarios.edit import MOST_TIMES, Called, Hand, Register, told
from dualsite.schema.vocabulary import BOOKING_KINDS, FIRMNESSES, STAGES


@dataclass(frozen=True)
class BookingRemoved:
    """A booking is not there."""

    what: ClassVar[str] = "booking-removed"
    label: ClassVar[str] = marked("A booking is removed")
    tables: ClassVar[tuple[str, ...]] = ("bookings",)
    reads: ClassVar[tuple[str, ...]] = ()

    booking: str = told(of="bookings")

    @property
    def target(self) -> Hashable:
        return "there", self.booking

    def values(self, data_day: date) -> Mapping[str, Any]:
        return dataclasses.asdict(self)

    def laid(self, name: str, rows: ir.Table, hand: Hand) -> ir.Table:
        return rows.filter(rows.booking_id != hand.value("booking"))

    def problems(self, register: Register) -> Iterable[tuple[str, str]]:
        return ()

    def sentence(self, called: Called) -> str:
        return _("The booking {booking} is removed.").format(booking=called("bookings", self.booking))


@dataclass(frozen=True)
class BookingAdded:
    """A booking that is not there yet. Its client is that of its product."""

    what: ClassVar[str] = "booking-added"
    label: ClassVar[str] = marked("A booking is added")
    tables: ClassVar[tuple[str, ...]] = ("bookings",)
    reads: ClassVar[tuple[str, ...]] = ("suites", "products", "contracts", "opportunities")

    booking: str = told(of="bookings", is_new=True)
    suite: str = told(of="suites")
    from_: date = told()
    to_: date = told()
    product: str | None = told(default=None, of="products")
    contract: str | None = told(default=None, of="contracts")
    kind: str = told(default="PROCESS", codes=BOOKING_KINDS)
    firmness: str = told(default="FIRM", codes=FIRMNESSES)
    opportunity: str | None = told(default=None, of="opportunities")

    @property
    def target(self) -> Hashable:
        return "there", self.booking

    def values(self, data_day: date) -> Mapping[str, Any]:
        return dataclasses.asdict(self)

    def laid(self, name: str, rows: ir.Table, hand: Hand) -> ir.Table:
        return booked([hand.value], rows, hand)

    def problems(self, register: Register) -> Iterable[tuple[str, str]]:
        if self.to_ <= self.from_:
            yield "to", "it is not after its first day"

    def sentence(self, called: Called) -> str:
        days = {"suite": called("suites", self.suite), "from_": formats.day(self.from_), "to": formats.day(self.to_)}
        if self.product is None:
            return _("{suite} is booked from {from_} up to {to}.").format(**days)
        return _("{suite} is booked for {product} from {from_} up to {to}.").format(
            product=called("products", self.product), **days
        )


def booked(values: Sequence[Callable[[str], ir.Scalar]], rows: ir.Table, hand: Hand) -> ir.Table:
    """The rows with those bookings added that `values` tell of, each by the values of its edit: one union of them all,
    since a query of a hundred unions is more than can be compiled."""
    suites = hand.other("suites")
    if suites is None:
        return rows
    names = [one.name for one in dataclasses.fields(BookingAdded)]
    told_ = ibis.array([ibis.struct({name: value(name) for name in names}) for value in values])
    each = told_.unnest().name("told").as_table()
    source = each.select(**{name: each.told[name] for name in names})
    source = source.filter(source.to_ > source.from_)
    source = source.semi_join(suites, source.suite == suites.suite_id)
    source = source.anti_join(hand.told, source.booking == hand.told.booking_id)
    source = _with_named(source, "contract", hand.other("contracts"), "contract_id")
    source = _with_named(source, "opportunity", hand.other("opportunities"), "opportunity_id")
    source = _with_named(source, "product", hand.other("products"), "product_id", owner="partner_id")
    new = hand.rows_like(
        "bookings",
        source,
        booking_id=source.booking,
        suite_id=source.suite,
        start_on=source.from_,
        end_on=source.to_,
        kind=source.kind,
        firmness=source.firmness,
        partner_id=source.owner,
        product_id=source.product,
        contract_id=source.contract,
        opportunity_id=source.opportunity,
    )
    return rows.union(new)


def _with_named(source: ir.Table, column: str, table: ir.Table | None, key: str, **beside: str) -> ir.Table:
    """Those rows whose column names nothing, or a row of the table by its key, with columns of that beside them."""
    if table is None:
        return source.filter(source[column].isnull()).mutate(**{name: ibis.null("string") for name in beside})
    there = table.select(**{f"there_{key}": key}, **beside)
    joined = source.left_join(there, source[column] == there[f"there_{key}"])
    return joined.filter(joined[column].isnull() | joined[f"there_{key}"].notnull())


@dataclass(frozen=True)
class LicenceApproved:
    """A licence that is told of is granted on a day; it counts from then on, and no longer ends before it."""

    what: ClassVar[str] = "licence-approved"
    label: ClassVar[str] = marked("A licence is granted")
    tables: ClassVar[tuple[str, ...]] = ("site_licences",)
    reads: ClassVar[tuple[str, ...]] = ()

    product: str = told(of="products")
    stage: str = told(codes=STAGES)
    site: str = told(of="sites")
    market: str = told()
    on: date = told()

    @property
    def target(self) -> Hashable:
        return self.product, self.stage, self.site, self.market

    def values(self, data_day: date) -> Mapping[str, Any]:
        return dataclasses.asdict(self)

    def laid(self, name: str, rows: ir.Table, hand: Hand) -> ir.Table:
        on = hand.value("on")
        is_it = (
            (rows.product_id == hand.value("product"))
            & (rows.stage == hand.value("stage"))
            & (rows.site_id == hand.value("site"))
            & (rows.market == hand.value("market"))
        )
        ends_before = rows.valid_to_on <= on
        return rows.mutate(
            status=ibis.ifelse(is_it, ibis.literal("APPROVED"), rows.status),
            expected_on=ibis.ifelse(is_it, on, rows.expected_on),
            approved_on=ibis.ifelse(is_it, on, rows.approved_on),
            valid_to_on=ibis.ifelse(is_it & ends_before, ibis.null("date"), rows.valid_to_on),
        )

    def problems(self, register: Register) -> Iterable[tuple[str, str]]:
        if (self.product, self.stage, self.site, self.market) not in register.licences:
            yield "market", "the data tell of no such licence of the product, for this stage, site and market"

    def sentence(self, called: Called) -> str:
        return _("{site} may do {stage} of {product} for {market} from {day}.").format(
            site=called("sites", self.site),
            stage=self.stage,
            product=called("products", self.product),
            market=self.market,
            day=formats.day(self.on),
        )


@dataclass(frozen=True)
class DemandTimes:
    """The markets need another quantity of a product, in all months."""

    what: ClassVar[str] = "demand-times"
    label: ClassVar[str] = marked("The demand of a product changes")
    tables: ClassVar[tuple[str, ...]] = ("demand",)
    reads: ClassVar[tuple[str, ...]] = ()

    product: str = told(of="products")
    factor: float = told(least=0, most=MOST_TIMES)

    @property
    def target(self) -> Hashable:
        return self.product

    def values(self, data_day: date) -> Mapping[str, Any]:
        return {"product": self.product, "factor": float(self.factor)}

    def laid(self, name: str, rows: ir.Table, hand: Hand) -> ir.Table:
        is_it = rows.product_id == hand.value("product")
        return rows.mutate(quantity_kg=ibis.ifelse(is_it, rows.quantity_kg * hand.value("factor"), rows.quantity_kg))

    def problems(self, register: Register) -> Iterable[tuple[str, str]]:
        return ()

    def sentence(self, called: Called) -> str:
        return _("The demand of {product} is {factor} × what is planned.").format(
            product=called("products", self.product), factor=formats.number(self.factor, 3)
        )
