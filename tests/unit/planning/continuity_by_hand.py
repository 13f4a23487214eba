"""An outage a second time, day by day and kg by kg, from the rules' text and nothing of ours.

Slow and plain: stock is counted on every day in exact fractions, a slot is looked for on every day of every unit, every
choice of sites is tried. Tables are rows of text, as their files hold them; an empty cell is `""`.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

from dualsite.schema.vocabulary import markets

Row = Mapping[str, str]
CLOSE = Fraction(1, 10**9)
BANDS = ("NONE", "OEB3", "OEB4", "OEB5")
BLOCKS = ("MAINTENANCE", "SHUTDOWN", "QUALIFICATION")
LOOKED_AT_D = 330
"""By then every calendar of a test is as it will stay, so that a plan is there sooner or not at all."""


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


class ByHand:
    """One outage of one company. Days count from the day the site stops."""

    def __init__(self, tables: Mapping[str, Sequence[Row]], as_of: date, outage: tuple[str, date, int, int]) -> None:
        self.tables, self.as_of = tables, as_of
        self.site, self.begin, self.length, self.horizon = outage
        self.suites = {row["suite_id"]: row for row in self.rows("suites")}
        self.batches = {row["batch_id"]: row for row in self.rows("batches")}
        self.products = {row["product_id"]: row for row in self.rows("products")}
        self.seen: dict[Any, Any] = {}
        self.licensed: dict[tuple[str, str, str, str], list[Row]] = {}

    def rows(self, table: str) -> Sequence[Row]:
        return self.tables.get(table, ())

    def at(self, text: str) -> int:
        return (date.fromisoformat(text) - self.begin).days

    def is_decided(self, batch: Row) -> bool:
        return bool(batch["disposition_on"]) and date.fromisoformat(batch["disposition_on"]) <= self.as_of

    def is_released(self, batch: Row) -> bool:
        return batch["status"] == "RELEASED" and self.is_decided(batch)

    def come(self, text: str) -> date | None:
        found = day(text)
        return found if found is not None and found <= self.as_of else None

    def route(self, product_id: str) -> list[Row]:
        own = [row for row in self.rows("routes") if row["product_id"] == product_id]
        return sorted(own, key=lambda row: int(row["step_no"]))

    # Which products ------------------------------------------------------------------------------------------------

    def is_touched(self, product_id: str) -> bool:
        if not self.length or not self.route(product_id) or not any(self.daily(product_id, None, 1500)):
            return False
        for row in self.rows("bookings"):
            is_there = self.suites[row["suite_id"]]["site_id"] == self.site and row["product_id"] == product_id
            is_firm = row["kind"] == "PROCESS" and row["firmness"] in ("FIRM", "INTERNAL")
            if is_there and is_firm and self.at(row["end_on"]) > 0:
                return True
        return any(
            batch["site_id"] == self.site and batch["product_id"] == product_id and not self.is_decided(batch)
            for batch in self.batches.values()
        )

    # Demand and supply ---------------------------------------------------------------------------------------------

    def daily(self, product_id: str, market: str | None, days: int) -> list[Fraction]:
        if (product_id, market) not in self.seen:
            self.seen[product_id, market] = self.needed(product_id, market, 1500)
        return self.seen[product_id, market][:days]

    def needed(self, product_id: str, market: str | None, days: int) -> list[Fraction]:
        """What is needed on each of so many days; of all markets where none is named."""
        found = [Fraction(0)] * days
        for row in self.rows("demand"):
            if row["product_id"] == product_id and market in (None, row["market"]):
                first = date.fromisoformat(row["month"])
                length = calendar.monthrange(first.year, first.month)[1]
                for of_month in range(length):
                    on = (first - self.begin).days + of_month
                    if 0 <= on < days:
                        found[on] += Fraction(row["quantity_kg"]) / length
        return found

    def needing(self, product_id: str) -> list[str]:
        named = {row["market"] for row in self.rows("demand") if row["product_id"] == product_id}
        return sorted(market for market in named if any(self.daily(product_id, market, 1500)))

    def lots(self, product_id: str) -> list[tuple[int, int, Fraction, str | None]]:
        """First day, first day after, kg, and whose market it is."""
        last = self.route(product_id)[-1]
        own = [r for r in self.rows("stock") if r["product_id"] == product_id and day(r["as_of_on"]) <= self.as_of]
        newest = max((row["as_of_on"] for row in own), default="")
        found = []
        for row in own:
            if row["as_of_on"] == newest and row["stage"] == last["stage"]:
                is_held = row["location"] == self.site and row["status"] == "QUARANTINE"
                first = max(self.length if is_held else 0, self.at(row["usable_on"]))
                end = self.at(row["expires_on"]) if row["expires_on"] else 10**6
                place = row["location"] if row["location"] in markets() else None
                found.append((first, end, Fraction(row["quantity_kg"]), place))
        for batch in self.batches.values():
            is_last = batch["product_id"] == product_id and batch["stage"] == last["stage"]
            if not is_last or batch["site_id"] == self.site or self.is_decided(batch) or self.waits(batch["batch_id"]):
                continue
            made = self.come(batch["manufactured_on"])
            if made is None:
                begun = self.come(batch["actual_start_on"]) or date.fromisoformat(batch["planned_start_on"])
                made = begun + timedelta(int(last["duration_d"]))
            usable = (made - self.begin).days + int(last["release_d"])
            kg = batch["output_kg"] or last["batch_output_kg"] or "0"
            found.append((max(0, usable), 10**6, Fraction(kg), None))
        return [lot for lot in found if lot[0] < lot[1] and lot[2] > 0]

    def waits(self, batch_id: str, seen: tuple[str, ...] = ()) -> bool:
        """Whether a parent in any generation is at the site and not released."""
        for row in self.rows("batch_inputs"):
            parent = row["parent_batch_id"]
            if row["child_batch_id"] == batch_id and parent not in seen:
                is_there = self.batches[parent]["site_id"] == self.site
                if is_there and not self.is_released(self.batches[parent]):
                    return True
                if self.waits(parent, (*seen, parent)):
                    return True
        return False

    def of_market(self, product_id: str, market: str) -> list[tuple[int, int, Fraction, str | None]]:
        total = sum(self.daily(product_id, None, 365))
        part = sum(self.daily(product_id, market, 365)) / total if total else Fraction(0)
        shared = [(first, end, kg * part, None) for first, end, kg, of in self.lots(product_id) if of is None]
        return [lot for lot in self.lots(product_id) if lot[3] == market] + shared

    def survive(self, needed: list[Fraction], lots: list[tuple[int, int, Fraction, str | None]]) -> int | None:
        """Every day: what has expired goes, what expires first is taken first."""
        left = sorted([end, first, kg] for first, end, kg, _of in lots)
        owed = Fraction(0)
        for on, kg in enumerate(needed):
            owed += kg
            for lot in (lot for lot in left if lot[1] <= on < lot[0]):
                taken = min(lot[2], owed)
                lot[2] -= taken
                owed -= taken
            if owed > CLOSE:
                return on
        return None

    # Slots ---------------------------------------------------------------------------------------------------------

    def knows(self, product_id: str, stage: str, site: str) -> bool:
        key = (product_id, stage, site)
        return any(
            (row["product_id"], row["stage"], row["site_id"]) == key and row["status"] in ("FILED", "APPROVED")
            for row in self.rows("site_licences")
        ) or any(
            (batch["product_id"], batch["stage"], batch["site_id"]) == key and self.is_released(batch)
            for batch in self.batches.values()
        )

    def plans(self, product_id: str) -> list[tuple[str, tuple[str, ...], int]]:
        if product_id not in self.seen:
            self.seen[product_id] = list(self.found(product_id))
        return self.seen[product_id]

    def found(self, product_id: str) -> Iterator[tuple[str, tuple[str, ...], int]]:
        """How, at which sites, and how many days after the stop it is delivered."""
        route = self.route(product_id)
        sites = sorted({suite["site_id"] for suite in self.suites.values()})
        for chosen in product(sites, repeat=len(route)):
            if all(self.knows(product_id, step["stage"], site) for step, site in zip(route, chosen, strict=True)):
                delivered = self.delivered(product_id, chosen)
                if delivered is not None:
                    yield "RESUME" if self.site in chosen else "ALTERNATE", chosen, delivered

    def delivered(self, product_id: str, sites: tuple[str, ...]) -> int | None:
        """The least over all chains of starts of the last day on which one of their batches is released."""
        route = self.route(product_id)
        reached: dict[int, int] | None = None
        for place, (step, site) in enumerate(zip(route, sites, strict=True)):
            key = (product_id, step["stage"], site)
            if key not in self.seen:
                self.seen[key] = self.free(product_id, step, site)
            free = self.seen[key]
            length, release = int(step["duration_d"]), int(step["release_d"])
            before = route[place - 1] if place else None
            found: dict[int, int] = {}
            for start in free:
                released = start + length + release
                if before is None or reached is None:
                    found[start] = released
                    continue
                out = int(before["duration_d"])
                first = out + int(before["release_d"]) + int(before["min_hold_d"])
                last = out + int(before["max_hold_d"]) if before["max_hold_d"] else 10**6
                by = min((by for earlier, by in reached.items() if first <= start - earlier <= last), default=None)
                if by is not None:
                    found[start] = max(by, released)
            reached = found
        return min(reached.values()) if reached else None

    def free(self, product_id: str, step: Row, site: str) -> list[int]:
        own = self.products[product_id]
        found = set()
        for suite in self.suites.values():
            is_fit = (
                suite["site_id"] == site
                and suite["stage"] == step["stage"]
                and BANDS.index(suite["containment"]) >= BANDS.index(own["containment"])
                and (suite["light_protected"] == "true" or own["light_protected"] != "true")
            )
            if is_fit and suite["gmp_ready_on"]:
                for unit in range(1, int(suite["units"]) + 1):
                    found.update(self.free_on(product_id, step, suite, unit))
        return sorted(found)

    def free_on(self, product_id: str, step: Row, suite: Row, unit: int) -> list[int]:
        length = int(step["duration_d"])
        campaigns, blocks = self.booked(suite)
        here = [one for one in campaigns if one[2] == unit]
        found = []
        for start in range(max(0, self.at(suite["gmp_ready_on"])), LOOKED_AT_D):
            end = start + length
            if suite["retired_on"] and end > self.at(suite["retired_on"]):
                continue
            if any(first < end and start < after for first, after in blocks):
                continue
            if any(first < end and start < after for first, after, *_rest in here):
                continue
            before = max((one for one in here if one[1] <= start), key=lambda one: one[1], default=None)
            after = min((one for one in here if one[0] >= end), key=lambda one: one[0], default=None)
            if before and start < before[1] + self.changeover(suite["stage"], before[3], product_id):
                continue
            if after and end + self.changeover(suite["stage"], product_id, after[3]) > after[0]:
                continue
            found.append(start)
        return found

    def booked(self, suite: Row) -> tuple[list[tuple[int, int, int, str]], list[tuple[int, int]]]:
        """Campaigns on their units, and days on which nothing runs; of the site that stops what starts later."""
        is_there = suite["site_id"] == self.site
        blocks = [(0, self.length)] if is_there and self.length else []
        campaigns: list[tuple[int, int, int, str]] = []
        own = [row for row in self.rows("bookings") if row["suite_id"] == suite["suite_id"]]
        for row in sorted(own, key=lambda row: (row["start_on"], row["booking_id"])):
            start, end = self.at(row["start_on"]), self.at(row["end_on"])
            expires = day(row["option_expires_on"])
            has_lapsed = row["firmness"] == "TENTATIVE" and expires is not None and expires < self.as_of
            if start == end or has_lapsed or (is_there and start < self.length):
                continue
            if row["kind"] in BLOCKS:
                blocks.append((start, end))
            elif row["kind"] == "PROCESS":
                taken = {unit for first, after, unit, _of in campaigns if first <= start < after}
                unit = next(unit for unit in range(1, int(suite["units"]) + 1) if unit not in taken)
                campaigns.append((start, end, unit, row["product_id"]))
        return campaigns, blocks

    def changeover(self, stage: str, before: str, after: str) -> int:
        def names(product_id: str) -> list[str]:
            known = self.products.get(product_id)
            return [product_id, known["changeover_class"], "*"] if known else ["*"]

        for one in names(before):
            for other in names(after):
                if before and before == after and not one == other == before:
                    continue
                for where in (stage, "*"):
                    for row in self.rows("changeovers"):
                        if (row["from_class"], row["to_class"], row["stage"]) == (one, other, where):
                            return int(row["days"])
        return 0

    # Licences ------------------------------------------------------------------------------------------------------

    def holds(self, product_id: str, stage: str, site: str, market: str, on: int) -> bool:
        when = self.begin + timedelta(on)
        for row in self.licences(product_id, stage, site, market):
            approved, ends, expected = day(row["approved_on"]), day(row["valid_to_on"]), day(row["expected_on"])
            is_begun = approved is None or approved <= when
            if row["status"] == "APPROVED" and is_begun and (ends is None or when < ends):
                return True
            if expected is not None and self.as_of < expected <= when:
                return True
        return False

    def licences(self, product_id: str, stage: str, site: str, market: str) -> list[Row]:
        key = (product_id, stage, site, market)
        if key not in self.licensed:
            named = ("product_id", "stage", "site_id", "market")
            self.licensed[key] = [
                row for row in self.rows("site_licences") if tuple(row[name] for name in named) == key
            ]
        return self.licensed[key]

    def recover(self, product_id: str, market: str | None) -> dict[str, Any]:
        stages = [step["stage"] for step in self.route(product_id)]
        asks = market is not None and self.products[product_id]["phase"] in ("FILED", "APPROVED")
        found = []
        for by, sites, delivered in self.plans(product_id):
            missing = [
                {"stage": stage, "site_id": site, "expected_on": self.expected(product_id, stage, site, market)}
                for stage, site in zip(stages, sites, strict=True)
                if asks and not self.holds(product_id, stage, site, market or "", delivered)
            ]
            on: int | None = delivered
            if asks:
                on = next(
                    (
                        later
                        for later in range(delivered, 3000)
                        if all(
                            self.holds(product_id, stage, site, market or "", later)
                            for stage, site in zip(stages, sites, strict=True)
                        )
                    ),
                    None,
                )
            changes = sum(here != there for here, there in pairwise(sites))
            found.append((on, by, missing, delivered, changes, sites))
        done = sorted((o, by, len(m), d, c, s, i) for i, (o, by, m, d, c, s) in enumerate(found) if o is not None)
        if done:
            on, by, *_rest, sites, at = done[0]
            return {"recover_d": on, "recover_by": by, "sites": sites, "missing": found[at][2]}
        lacking = sorted((len(m), d, by, c, s, i) for i, (_o, by, m, d, c, s) in enumerate(found))
        missing = found[lacking[0][-1]][2] if lacking else []
        return {"recover_d": None, "recover_by": None, "sites": (), "missing": missing}

    def expected(self, product_id: str, stage: str, site: str, market: str | None) -> str | None:
        return next((row["expected_on"] or None for row in self.licences(product_id, stage, site, market or "")), None)

    # The answer ----------------------------------------------------------------------------------------------------

    def answer(self) -> dict[str, Any]:
        touched = [product_id for product_id in self.products if self.is_touched(product_id)]
        outlooks = [self.product(product_id) for product_id in touched]
        return {
            "site": self.site,
            "from": self.begin.isoformat(),
            "to": (self.begin + timedelta(self.length)).isoformat(),
            "products": sorted(outlooks, key=lambda one: (-one["gap_d"], -one["gap_kg"], one["product_id"])),
            "untouched": sorted(set(self.products) - set(touched)),
        }

    def product(self, product_id: str) -> dict[str, Any]:
        found = [self.market(product_id, market) for market in self.needing(product_id)]
        survive = self.survive(self.daily(product_id, None, self.horizon), self.lots(product_id))
        recover = self.recover(product_id, None)
        kg = sum(one["gap_kg"] for one in found)
        each = self.route(product_id)[-1]["batch_output_kg"]
        batches = kg / float(each) if kg and each and float(each) else None
        price = self.price(product_id)
        return {
            "product_id": product_id,
            "supply_kg": float(sum(kg for first, _end, kg, _of in self.lots(product_id) if first == 0)),
            "survive_d": survive,
            "survive_until": None if survive is None else (self.begin + timedelta(survive)).isoformat(),
            "recover_d": recover["recover_d"],
            "recover_by": recover["recover_by"],
            "recover_sites": list(recover["sites"]),
            "gap_d": max((one["gap_d"] for one in found), default=0),
            "gap_kg": kg,
            "gap_batches": batches,
            "gap_money": None if batches is None or price is None else batches * price,
            "currency": "USD",
            "markets": sorted(found, key=lambda one: (-one["gap_d"], -one["gap_kg"], one["market"])),
        }

    def market(self, product_id: str, market: str) -> dict[str, Any]:
        needed, lots = self.daily(product_id, market, self.horizon), self.of_market(product_id, market)
        survive, recover = self.survive(needed, lots), self.recover(product_id, market)
        gap, kg = 0, Fraction(0)
        if survive is not None:
            until = self.horizon if recover["recover_d"] is None else recover["recover_d"]
            gap = max(0, until - survive)
            comes = sum(lot[2] for lot in lots if survive <= lot[0] < until)
            kg = max(Fraction(0), sum(needed[survive:until], Fraction(0)) - comes) if gap else kg
        return {
            "market": market,
            "survive_d": survive,
            "recover_d": recover["recover_d"],
            "recover_by": recover["recover_by"],
            "gap_d": gap,
            "gap_kg": float(kg),
            "missing_licences": recover["missing"],
        }

    def price(self, product_id: str) -> float | None:
        firm = [
            row
            for row in self.rows("contracts")
            if row["product_id"] == product_id
            and row["type"] in ("CMO", "CDO", "SUPPLY")
            and row["status"] in ("SIGNED", "ACTIVE")
            and (not row["signed_on"] or day(row["signed_on"]) <= self.as_of)
        ]
        for contract in sorted(firm, key=lambda row: (row["site_id"] != self.site, row["contract_id"])):
            for row in self.rows("contract_years"):
                is_its = row["contract_id"] == contract["contract_id"]
                if is_its and self.at(row["start_on"]) <= 0 < self.at(row["end_on"]):
                    return self.in_dollars(float(row["price_per_batch"]), row["currency"])
        return None

    def in_dollars(self, amount: float, currency: str) -> float | None:
        """At the rate of the as-of day's month, else the last before, else the first after."""
        if currency == "USD":
            return amount
        rates = {
            row["month"]: float(row["units_per_usd"]) for row in self.rows("fx_rates") if row["currency"] == currency
        }
        month = self.as_of.replace(day=1).isoformat()
        known = max((one for one in rates if one <= month), default=min(rates, default=None))
        return None if known is None else amount / rates[known]
