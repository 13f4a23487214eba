"""What the slot finder knows of the network: frozen rows, in the words of the data dictionary.

Days are `datetime.date`, intervals `[start_on, end_on)`, ids strings. `reading.network` builds a `Network` from tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

ANY = "*"
"""In a changeover row: any stage, any product."""


@dataclass(frozen=True, slots=True)
class Product:
    """What is to be made, and what a suite must offer to make it."""

    product_id: str
    name: str
    phase: str
    changeover_class: str
    containment: str
    light_protected: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One row of a product's route; days are whole. `max_hold_d` None: material keeps."""

    step_no: int
    stage: str
    duration_d: int
    takt_d: int
    release_d: int
    min_hold_d: int
    max_hold_d: int | None


@dataclass(frozen=True, slots=True)
class Suite:
    """A bookable suite. `gmp_ready_on` None: never ready; `retired_on` None: never retired."""

    suite_id: str
    site_id: str
    name: str
    stage: str
    units: int
    containment: str
    light_protected: bool
    gmp_ready_on: date | None
    retired_on: date | None


@dataclass(frozen=True, slots=True)
class Booking:
    """Time taken on a suite; `product_id` None: nobody said for what."""

    booking_id: str
    suite_id: str
    start_on: date
    end_on: date
    kind: str
    firmness: str
    product_id: str | None
    option_expires_on: date | None


@dataclass(frozen=True, slots=True)
class Reserved:
    """Time on all units of a suite that is taken, without a word on by whom or for what (a client's session)."""

    suite_id: str
    start_on: date
    end_on: date


@dataclass(frozen=True, slots=True)
class Changeover:
    """Days between two campaigns; classes are a product_id, a changeover class or `*`."""

    stage: str
    from_class: str
    to_class: str
    days: int


@dataclass(frozen=True, slots=True)
class Licence:
    """A market's approval of a site for one stage of a product."""

    product_id: str
    stage: str
    site_id: str
    market: str
    status: str
    expected_on: date | None
    approved_on: date | None
    valid_to_on: date | None


@dataclass(frozen=True, slots=True)
class Network:
    """Everything a question is asked of, as stated for the day `as_of`.

    `routes`: per product, steps by step_no. `suites`: ascending suite_id. `reserved`: per suite, disjoint and
    ascending, never touching.
    """

    as_of: date
    site_ids: frozenset[str]
    products: Mapping[str, Product]
    routes: Mapping[str, tuple[Step, ...]]
    suites: tuple[Suite, ...]
    bookings: tuple[Booking, ...]
    reserved: tuple[Reserved, ...]
    changeovers: tuple[Changeover, ...]
    licences: tuple[Licence, ...]
