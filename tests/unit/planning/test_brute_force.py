"""The slot finder gives what counting day by day gives, on small random networks.

The brute force below is written from the rules alone: it looks at every day of every unit and every batch of every
campaign, tries every choice of sites and every relaxation, and shares no code with the engine.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise, product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dualsite.planning import SlotRequest, find, network

AS_OF = date(2027, 1, 11)
STAGES = ("UPSTREAM", "CONJUGATION", "FILL_FINISH")
BANDS = ("NONE", "OEB3", "OEB4", "OEB5")
BLOCKS = ("MAINTENANCE", "SHUTDOWN", "QUALIFICATION")
RANK_OF_KIND = ("BOOKING", "RESERVED", "READY_ON", "GMP_READY", "CHANGEOVER")
NOTHING = {"removed": None, "sooner": 0, "gmp": None, "changeovers": True}


class BruteForce:
    """One question to one network, day by day. Days are counted from AS_OF."""

    def __init__(self, tables, reserved, question):
        self.tables, self.question = tables, question
        self.product = next(row for row in tables["products"] if row["product_id"] == question.product_id)
        self.classes = {row["product_id"]: row["changeover_class"] for row in tables["products"]}
        self.route = sorted(
            (row for row in tables["routes"] if row["product_id"] == question.product_id),
            key=lambda row: row["step_no"],
        )
        self.ready = max(0, (question.ready_on - AS_OF).days)
        self.end = self.ready + question.horizon_d
        self.days = range(self.ready - 30, self.end + 1)
        self.bookings = self.booked(tables["bookings"])
        self.bookings += self.reserved_time(reserved)
        self.seen = {}
        self.fits = [self.fitting_pairs(place) for place in range(len(self.route) - 1)]

    def booked(self, rows):
        kept = []
        for row in rows:
            start, end = (row["start_on"] - AS_OF).days, (row["end_on"] - AS_OF).days
            expires = row["option_expires_on"]
            has_lapsed = row["firmness"] == "TENTATIVE" and expires is not None and expires < AS_OF
            if start == end or has_lapsed or row["kind"] == "CHANGEOVER":
                continue
            counts = not (self.question.ignore_tentative and row["firmness"] == "TENTATIVE")
            kept.append({**row, "start": start, "end": end, "counts": counts, "what": "BOOKING", "unit": None})
        for suite in self.tables["suites"]:
            campaigns = [row for row in kept if row["suite_id"] == suite["suite_id"] and row["kind"] == "PROCESS"]
            taken = set()
            for row in sorted(campaigns, key=lambda row: (row["start"], row["booking_id"])):
                row["unit"] = next(unit for unit in range(1, suite["units"] + 1) if (unit, row["start"]) not in taken)
                taken |= {(row["unit"], day) for day in range(row["start"], row["end"])}
        return kept

    def reserved_time(self, rows):
        blocks = []
        for suite_id in sorted({row["suite_id"] for row in rows}):
            taken = {
                (row["start_on"] - AS_OF).days + day
                for row in rows
                if row["suite_id"] == suite_id
                for day in range((row["end_on"] - row["start_on"]).days)
            }
            for start in sorted(day for day in taken if day - 1 not in taken):
                end = next(day for day in range(start, start + 999) if day not in taken)
                blocks.append({"suite_id": suite_id, "kind": "SHUTDOWN", "start": start, "end": end, "counts": True})
                blocks[-1] |= {"what": "RESERVED", "booking_id": None, "unit": None}
        return blocks

    # One campaign -------------------------------------------------------------------------------------------------

    def into(self, place, start, batch):
        return start + (batch - 1) * self.route[place]["takt_d"]

    def out(self, place, start, batch):
        return start + self.route[place]["duration_d"] + (batch - 1) * self.route[place]["takt_d"]

    def released(self, place, start, batch):
        return self.out(place, start, batch) + self.route[place]["release_d"]

    def usable(self, place, start, batch):
        waits_for_release = not self.question.at_risk or place == len(self.route) - 1
        return self.released(place, start, batch) if waits_for_release else self.out(place, start, batch)

    def changeover(self, stage, before, after):
        def names(product_id):
            return ["*"] if product_id is None else [product_id, self.classes[product_id], "*"]

        for one in names(before):
            for other in names(after):
                for at in (stage, "*"):
                    for row in self.tables["changeovers"]:
                        is_self = before == after and before is not None
                        if is_self and not row["from_class"] == row["to_class"] == before:
                            continue
                        if (row["from_class"], row["to_class"], row["stage"]) == (one, other, at):
                            return row["days"]
        return 0

    def may_start(self, place, suite, unit, start, what):
        step, ours = self.route[place], self.question.product_id
        end = self.out(place, start, self.question.batches)
        if suite["gmp_ready_on"] is None:
            return False
        if what["gmp"] != suite["suite_id"] and start < (suite["gmp_ready_on"] - AS_OF).days:
            return False
        if suite["retired_on"] is not None and (suite["retired_on"] - AS_OF).days < end:
            return False
        here = [
            row
            for row in self.bookings
            if row["suite_id"] == suite["suite_id"] and row["counts"] and row is not what["removed"]
        ]
        for day in range(start, end):
            if any(row["start"] <= day < row["end"] and row["unit"] in (None, unit) for row in here):
                return False
        if not what["changeovers"]:
            return True
        campaigns = [row for row in here if row["unit"] == unit]
        before = max((row for row in campaigns if row["end"] <= start), key=lambda row: row["end"], default=None)
        after = min((row for row in campaigns if row["start"] >= end), key=lambda row: row["start"], default=None)
        if before and start < before["end"] + self.changeover(step["stage"], before["product_id"], ours):
            return False
        return not (after and end + self.changeover(step["stage"], ours, after["product_id"]) > after["start"])

    def is_fit(self, place, suite):
        return (
            suite["stage"] == self.route[place]["stage"]
            and BANDS.index(suite["containment"]) >= BANDS.index(self.product["containment"])
            and (suite["light_protected"] or not self.product["light_protected"])
            and (not self.question.sites or suite["site_id"] in self.question.sites)
        )

    def free(self, place, suite, unit, what):
        removed = what["removed"] if what["removed"] and what["removed"]["suite_id"] == suite["suite_id"] else None
        gmp = what["gmp"] if what["gmp"] == suite["suite_id"] else None
        key = (place, suite["suite_id"], unit, id(removed), gmp, what["changeovers"])
        if key not in self.seen:
            here = {**what, "removed": removed, "gmp": gmp}
            self.seen[key] = {day for day in self.days if self.may_start(place, suite, unit, day, here)}
        return self.seen[key]

    # The chain ----------------------------------------------------------------------------------------------------

    def fitting_pairs(self, place):
        return {
            start: {day for day in range(start, self.end + 1) if self.follows(place, start, day)} for start in self.days
        }

    def follows(self, place, start, next_start):
        step = self.route[place]
        for batch in range(1, self.question.batches + 1):
            comes_in = self.into(place + 1, next_start, batch)
            if comes_in < self.usable(place, start, batch) + step["min_hold_d"]:
                return False
            if step["max_hold_d"] is not None and comes_in > self.out(place, start, batch) + step["max_hold_d"]:
                return False
        return True

    def plan(self, sites, what=NOTHING, steps=None, in_time=None):
        """The smallest start of each step over all chains there are, or None. `sites`: per step the allowed ones."""
        count = len(self.route) if steps is None else steps
        in_time = in_time or (lambda place, start: self.released(place, start, self.question.batches) <= self.end)
        days = []
        for place in range(count):
            free = set()
            for suite in self.tables["suites"]:
                if self.is_fit(place, suite) and suite["site_id"] in sites[place]:
                    for unit in range(1, suite["units"] + 1):
                        free |= self.free(place, suite, unit, what)
            days.append({day for day in free if day >= self.ready - what["sooner"] and in_time(place, day)})
        for place in reversed(range(count - 1)):
            days[place] = {day for day in days[place] if self.fits[place][day] & days[place + 1]}
        for place in range(1, count):
            reached = set().union(*(self.fits[place - 1][day] for day in days[place - 1]))
            days[place] &= reached
        if not all(days):
            return None
        chain = [min(each) for each in days]
        # "One least solution, in which every start is at its smallest at once."
        assert all(chain[place + 1] in self.fits[place][chain[place]] for place in range(count - 1))
        return chain

    def delivery(self, chain):
        return max(self.released(place, start, self.question.batches) for place, start in enumerate(chain))

    # Options ------------------------------------------------------------------------------------------------------

    def missing(self, sites, delivery):
        market = self.question.market
        if market is None or self.product["phase"] not in ("FILED", "APPROVED"):
            return []
        delivered_on = AS_OF + timedelta(delivery)
        missing = []
        for step, site in zip(self.route, sites, strict=True):
            key = (self.product["product_id"], step["stage"], site, market)
            row = next((row for row in self.tables["site_licences"] if licence_key(row) == key), None)
            is_good = (
                row is not None
                and row["status"] == "APPROVED"
                and (row["approved_on"] is None or row["approved_on"] <= delivered_on)
                and (row["valid_to_on"] is None or row["valid_to_on"] > delivered_on)
            )
            if not is_good:
                expected = iso(row["expected_on"]) if row else None
                missing.append({"stage": step["stage"], "site_id": site, "market": market, "expected_on": expected})
        return missing

    def answer(self):
        site_ids = sorted({suite["site_id"] for suite in self.tables["suites"]})
        found = []
        for sites in product(site_ids, repeat=len(self.route)) if self.route else ():
            chain = self.plan([{site} for site in sites])
            if chain is not None:
                delivery = self.delivery(chain)
                missing = self.missing(sites, delivery)
                changes = sum(here != there for here, there in pairwise(sites))
                found.append((len(missing), delivery, changes, sites, chain, missing))
        found.sort()
        options = [self.option(rank, *one) for rank, one in enumerate(found[:3], start=1)]
        return {"options": options, "reason": None if options else self.reason(site_ids)}

    def option(self, rank, _missing_count, delivery, _changes, sites, chain, missing):
        delivered_on = AS_OF + timedelta(delivery)
        need_by = self.question.need_by
        gains = self.gains(sites, delivery)
        return {
            "rank": rank,
            "delivery_on": iso(delivered_on),
            "slack_d": None if need_by is None else (need_by - delivered_on).days,
            "sites": list(sites),
            "steps": [
                self.step(place, site, start) for place, (site, start) in enumerate(zip(sites, chain, strict=True))
            ],
            "missing_approvals": missing,
            "binding": gains[0] if gains else self.no_gain(sites, delivery),
            "relaxations": gains,
        }

    def step(self, place, site, start):
        suite_id, unit = min(
            (suite["suite_id"], unit)
            for suite in self.tables["suites"]
            if suite["site_id"] == site and self.is_fit(place, suite)
            for unit in range(1, suite["units"] + 1)
            if start in self.free(place, suite, unit, NOTHING)
        )
        batches = self.question.batches
        return {
            "step_no": self.route[place]["step_no"],
            "stage": self.route[place]["stage"],
            "suite_id": suite_id,
            "unit": unit,
            "start_on": iso(AS_OF + timedelta(start)),
            "end_on": iso(AS_OF + timedelta(self.out(place, start, batches))),
            "usable_on": iso(AS_OF + timedelta(self.usable(place, start, batches))),
        }

    def gains(self, sites, delivery):
        what_ifs = [(row["what"], row["booking_id"], {"removed": row}) for row in self.bookings if row["counts"]]
        what_ifs += [("READY_ON", None, {"sooner": 30}), ("CHANGEOVER", None, {"changeovers": False})]
        what_ifs += [
            ("GMP_READY", suite["suite_id"], {"gmp": suite["suite_id"]})
            for suite in self.tables["suites"]
            if suite["gmp_ready_on"] is not None
        ]
        gains = []
        for kind, ref, what in what_ifs:
            chain = self.plan([{site} for site in sites], NOTHING | what)
            if chain is not None and self.delivery(chain) < delivery:
                gains.append({"kind": kind, "ref": ref, "days_gained": delivery - self.delivery(chain)})
        return sorted(gains, key=lambda one: (-one["days_gained"], RANK_OF_KIND.index(one["kind"]), one["ref"] or ""))

    def no_gain(self, sites, delivery):
        open_ = [{**row, "gmp_ready_on": row["gmp_ready_on"] and date.min} for row in self.tables["suites"]]
        bare = {**self.tables, "suites": open_, "bookings": [], "changeovers": []}
        chain = BruteForce(bare, [], self.question).plan([{site} for site in sites])
        kind = "SEVERAL" if self.delivery(chain) < delivery else "PROCESS_TIME"
        return {"kind": kind, "ref": None, "days_gained": 0}

    def reason(self, site_ids):
        if not self.route:
            return {"kind": "NO_ROUTE", "step_no": None, "stage": None}
        batches, anywhere = self.question.batches, [set(site_ids)] * len(self.route)
        steps = range(1, len(self.route) + 1)

        def fails(count, day_of):
            return self.plan(anywhere, steps=count, in_time=lambda *at: day_of(*at, batches) <= self.end) is None

        failing = next((count for count in steps if fails(count, self.usable)), None)
        failing = failing or next(count for count in steps if fails(count, self.released))
        place = failing - 1
        has_suite = any(
            start >= (suite["gmp_ready_on"] - AS_OF).days
            and (
                suite["retired_on"] is None
                or (suite["retired_on"] - AS_OF).days >= self.out(place, start, self.question.batches)
            )
            for suite in self.tables["suites"]
            if self.is_fit(place, suite) and suite["gmp_ready_on"] is not None
            for start in range(self.ready, self.end + 1)
        )
        far = range(-200, 200)
        can_hold = place == 0 or any(self.follows(place - 1, 0, day) for day in far)
        kind = "NO_SUITE" if not has_suite else "NO_GAP" if can_hold else "HOLD"
        return {"kind": kind, "step_no": self.route[place]["step_no"], "stage": self.route[place]["stage"]}


def iso(day):
    return None if day is None else day.isoformat()


def licence_key(row):
    return (row["product_id"], row["stage"], row["site_id"], row["market"])


SITES_OF_A_STAGE = (("east", "west"), ("west", "north", "east"), ("east", "east", "west"), ("west", "west"), ("east",))

# Random networks ------------------------------------------------------------------------------------------------------


def day(least, most):
    return st.integers(least, most).map(lambda days: AS_OF + timedelta(days))


def on(days):
    return None if days is None else AS_OF + timedelta(days)


def maybe(strategy):
    return st.one_of(st.none(), strategy)


PRODUCTS = st.fixed_dictionaries(
    {
        "name": st.just("a product"),
        "phase": st.sampled_from(("PHASE2", "FILED", "APPROVED")),
        "changeover_class": st.sampled_from(("K1", "K2")),
        "containment": st.sampled_from(("NONE", "NONE", "OEB3", "OEB4")),
        "light_protected": st.booleans(),
    }
)
STEPS = st.fixed_dictionaries(
    {
        "duration_d": st.integers(1, 4),
        "takt_d": st.integers(0, 2),
        "release_d": st.integers(0, 4),
        "min_hold_d": st.integers(0, 2),
        "max_hold_d": maybe(st.integers(2, 9)),
    }
)
SUITES = st.fixed_dictionaries(
    {
        "name": st.just("one"),
        "units": st.sampled_from((1, 1, 2, 3)),
        "containment": st.sampled_from((*("OEB5",) * 9, "OEB4", "OEB3", "NONE")),
        "light_protected": st.sampled_from((*(True,) * 9, False)),
        "gmp_ready_on": st.sampled_from((*(-99,) * 17, -25, 1, 7, 15, None)).map(on),
        "retired_on": st.sampled_from((*(None,) * 12, 5, 20, 40, 60)).map(on),
    }
)
BOOKINGS = st.fixed_dictionaries(
    {
        "gap": st.sampled_from((4, 3, 5, 6, 2, 8, 1, 0, 7, 12)),
        "length": st.sampled_from((7, 4, 1, 10, 14, 0, 24)),
        "kind": st.sampled_from(("PROCESS", "PROCESS", "PROCESS", "PROCESS", "CHANGEOVER", *BLOCKS)),
        "firmness": st.sampled_from(("FIRM", "TENTATIVE", "INTERNAL")),
        "product_id": st.sampled_from(("P", "Q", "R", None)),
        "option_expires_on": maybe(day(-1, 1)),
    }
)
LABELS = st.sampled_from(("P", "Q", "K1", "K2", "*"))
CHANGEOVERS = st.fixed_dictionaries(
    {
        "stage": st.sampled_from((*STAGES, "*")),
        "from_class": LABELS,
        "to_class": LABELS,
        "days": st.integers(0, 6),
    }
)
LICENCES = st.fixed_dictionaries(
    {
        "product_id": st.just("P"),
        "stage": st.sampled_from(STAGES),
        "site_id": st.sampled_from(("east", "west")),
        "market": st.sampled_from(("EU", "KR")),
        "status": st.sampled_from(("APPROVED", "APPROVED", "APPROVED", "FILED", "WITHDRAWN")),
        "expected_on": maybe(day(0, 40)),
        "approved_on": maybe(day(-20, 40)),
        "valid_to_on": maybe(day(0, 50)),
    }
)
RESERVED = st.fixed_dictionaries(
    {"suite_id": st.sampled_from(("S0", "S1", "S2")), "start_on": day(-10, 30), "length": st.integers(0, 9)}
)
QUESTIONS = st.builds(
    SlotRequest,
    product_id=st.just("P"),
    batches=st.integers(1, 3),
    ready_on=day(-6, 8),
    need_by=maybe(day(0, 60)),
    market=st.sampled_from((None, "EU", "KR")),
    sites=st.sampled_from(((), (), (), ("east",), ("west",), ("east", "west"))),
    at_risk=st.booleans(),
    ignore_tentative=st.booleans(),
    horizon_d=st.sampled_from((45, 40, 40, 30, 30, 30, 8)),
)


@st.composite
def cases(draw):
    """Tables that pass the data check, reserved time, and a question."""
    stages = draw(st.permutations(STAGES))[: draw(st.sampled_from((3, 2, 2, 2, 1, 1, 3, 2, 1, 2, 1, 2, 1, 3, 0)))]
    places = [(stage, site_id) for stage in stages for site_id in draw(st.sampled_from(SITES_OF_A_STAGE))]
    suites = [
        {"suite_id": f"S{at}", "stage": stage, "site_id": site_id, **draw(SUITES)}
        for at, (stage, site_id) in enumerate(places)
    ]
    tables = {
        "sites": [{"site_id": site_id} for site_id in ("east", "north", "west")],
        "products": [{"product_id": product_id, **draw(PRODUCTS)} for product_id in ("P", "Q", "R")],
        "routes": [
            {"product_id": "P", "step_no": 10 * at, "stage": stage, **draw(STEPS)} for at, stage in enumerate(stages)
        ],
        "suites": suites,
        "bookings": numbered(
            booking
            for suite in suites
            for _ in range(suite["units"])
            for booking in one_after_another(
                suite["suite_id"],
                draw(st.lists(BOOKINGS, min_size=draw(st.sampled_from((4, 0, 5, 6, 3))), max_size=7)),
                draw(st.sampled_from((-31, -33, -36, -20, 2)).map(on)),
            )
        ),
        "changeovers": draw(
            st.lists(CHANGEOVERS, max_size=8, unique_by=lambda row: (row["stage"], row["from_class"], row["to_class"]))
        ),
        "site_licences": draw(st.lists(LICENCES, max_size=8, unique_by=licence_key)),
    }
    reserved = [
        {"suite_id": row["suite_id"], "start_on": row["start_on"], "end_on": row["start_on"] + timedelta(row["length"])}
        for row in draw(st.one_of(st.just([]), st.lists(RESERVED, max_size=4)))
    ]
    return tables, reserved, draw(QUESTIONS)


def one_after_another(suite_id, rows, start_on):
    """A unit's bookings: no two at a time, so that a suite never has more campaigns than units."""
    for row in rows:
        start_on += timedelta(row["gap"])
        end_on = start_on + timedelta(row["length"])
        kept = {name: row[name] for name in ("kind", "firmness", "product_id", "option_expires_on")}
        yield {"suite_id": suite_id, "start_on": start_on, "end_on": end_on, **kept}
        start_on = end_on


def numbered(bookings):
    """Ids that run against the order of the rows: 9 comes after 10 as text."""
    return [{"booking_id": f"B{number}", **booking} for number, booking in enumerate(bookings, start=1)]


def without_texts(answer):
    printed = answer.as_json()
    for shown, option in zip(printed["options"], answer.options, strict=True):
        del shown["binding"]["text"]
        shown["relaxations"] = [
            {"kind": one.kind, "ref": one.ref, "days_gained": one.days_gained} for one in option.relaxations
        ]
    if printed["reason"] is not None:
        del printed["reason"]["text"]
    return printed


@settings(
    max_examples=150,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(cases())
def test_the_finder_answers_what_counting_every_day_answers(case):
    tables, reserved, question = case
    found = without_texts(find(question, network(tables, AS_OF, reserved)))
    assert found == BruteForce(tables, reserved, question).answer()
