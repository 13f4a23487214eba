"""How each product is made, step by step, and the days between campaigns."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from dualsite.errors import DataError
from dualsite.sample.kept import kept_records
from dualsite.sample.network import SampleNetwork
from dualsite.sample.portfolio import Portfolio, SampleProduct
from dualsite.sample.tables import Row

PURIFICATION_TAKT_D = 4
"""Days between two batches of one purification line: what paces a plant."""

ANY = "*"

CHANGEOVERS = (
    ("SEED", ANY, ANY, 1),
    ("UPSTREAM", ANY, ANY, 2),
    ("DOWNSTREAM", ANY, ANY, 6),
    ("DOWNSTREAM", "MAB", "MAB", 4),
    ("CONJUGATION", ANY, ANY, 7),
    ("CONJUGATION", "CYTOTOXIC", ANY, 10),
    ("CONJUGATION", "CYTOTOXIC", "CYTOTOXIC", 5),
    ("FILL_FINISH", ANY, ANY, 3),
)
"""Stage, class before, class after, days."""


@dataclass(frozen=True)
class SampleStep:
    """One step of a route, in days; `output_kg` is what one batch at the plant in operation yields."""

    stage: str
    duration_d: int
    takt_d: int
    release_d: int
    min_hold_d: int
    max_hold_d: int | None
    output_kg: float | None


def route_of(product: SampleProduct, network: SampleNetwork) -> dict[str, SampleStep]:
    """The product's steps by stage, in order.

    A bioreactor takes a batch in every `takt_d` days, a purification line every four: several reactors feed a line.
    """
    plant = network.plants()[0].site_id
    reactors = network.units_of("UPSTREAM", plant)
    lines = min(reactors, network.units_of("DOWNSTREAM", plant))
    cycle = max(PURIFICATION_TAKT_D, min(16, PURIFICATION_TAKT_D * reactors // lines))
    longer = zlib.crc32(product.product_id.encode()) % 3
    volume = network.suites_of("UPSTREAM", plant)[0].unit_volume_l or 5_000.0
    drug_substance = round(volume * 0.9 * product.plan.titre_g_l / 1_000 * 0.93 * 0.76, 1)
    conjugate = round(min(drug_substance * 0.9, 14.0) * 0.87, 1)
    filled = conjugate if "CONJUGATION" in product.stages else drug_substance
    steps = (
        SampleStep("SEED", 10 + longer, cycle, 0, 0, 3, None),
        SampleStep("UPSTREAM", 13 + longer, cycle, 1, 0, 270, round(drug_substance / 0.76, 1)),
        SampleStep("DOWNSTREAM", 5, PURIFICATION_TAKT_D, 24, 0, 540, drug_substance),
        SampleStep("CONJUGATION", 6 + longer, 5, 28, 1, 365, conjugate),
        SampleStep("FILL_FINISH", 3, 3, 21, 1, None, round(filled * 0.95, 1)),
    )
    return {step.stage: step for step in steps if step.stage in product.stages}


def route_rows(portfolio: Portfolio, network: SampleNetwork) -> Iterator[Row]:
    """Rows of `routes`."""
    for product in portfolio.products:
        for number, step in enumerate(route_of(product, network).values(), start=1):
            yield {
                "product_id": product.product_id,
                "partner_id": product.client.partner_id,
                "step_no": number,
                "stage": step.stage,
                "duration_d": step.duration_d,
                "takt_d": step.takt_d,
                "release_d": step.release_d,
                "min_hold_d": step.min_hold_d,
                "max_hold_d": step.max_hold_d,
                "batch_output_kg": step.output_kg,
            }


def changeover_rows() -> Iterator[Row]:
    """Rows of `changeovers`."""
    for stage, before, after, days in CHANGEOVERS:
        yield {"stage": stage, "from_class": before, "to_class": after, "days": days}


@dataclass(frozen=True)
class SampleChangeovers:
    """Days between two campaigns by the contract's rule, over the folder's own rows and ours."""

    rows: tuple[tuple[str, str, str, int], ...]

    @cached_property
    def longest(self) -> int:
        """The most days any of the rows asks for."""
        return max((days for *_, days in self.rows), default=0)

    @staticmethod
    def of(folder: Path) -> SampleChangeovers:
        """Raises DataError when a row of the folder has no whole number of days."""
        own = {}
        for row in kept_records(folder, "changeovers"):
            try:
                own[str(row["stage"]), str(row["from_class"]), str(row["to_class"])] = int(str(row["days"]))
            except (KeyError, ValueError) as fault:
                raise DataError(
                    f"changeovers of {folder} has a row without a whole number of days. Correct it."
                ) from fault
        ours = {(stage, before, after): days for stage, before, after, days in CHANGEOVERS}
        return SampleChangeovers(tuple((*key, days) for key, days in {**ours, **own}.items()))

    @cached_property
    def _known(self) -> dict[tuple[str, str | None, str | None], int]:
        """Answers given before: the same few pairs are asked for thousands of times."""
        return {}

    def days(self, stage: str, before: SampleProduct | None, after: SampleProduct | None) -> int:
        """From a campaign of one product to one of another; the site's own work has no product."""
        key = (stage, before.product_id if before else None, after.product_id if after else None)
        if key not in self._known:
            self._known[key] = self._most_specific(stage, before, after)
        return self._known[key]

    def _most_specific(self, stage: str, before: SampleProduct | None, after: SampleProduct | None) -> int:
        if before is not None and before is after:
            sources = targets = [before.product_id]
        else:
            sources, targets = _labels(before), _labels(after)
        matches = [
            (sources.index(source), targets.index(target), named == ANY, days)
            for named, source, target, days in self.rows
            if named in (stage, ANY) and source in sources and target in targets
        ]
        return min(matches)[3] if matches else 0


def _labels(product: SampleProduct | None) -> list[str]:
    """What a row may call it, most specific first."""
    return [ANY] if product is None else [product.product_id, product.changeover_class, ANY]
