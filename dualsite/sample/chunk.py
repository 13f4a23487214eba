"""Batches as whole arrays, chunk by chunk, so that millions cost what thousands do.

A chain is one place in a campaign with all its steps. At a larger scale every chain holds that many batches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from dualsite.sample.campaigns import Campaign, Chain
from dualsite.sample.horizon import Horizon, day_number
from dualsite.sample.network import SampleNetwork, SampleSuite, Site
from dualsite.sample.portfolio import Contract, Portfolio, SampleProduct
from dualsite.sample.routes import SampleStep, route_of
from dualsite.schema.vocabulary import BATCH_STATUSES, STAGES

Days = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

UNKNOWN = int(np.iinfo(np.int64).min)
"""A day that is not known: it did not happen, or not yet."""

STATUS = {status: code for code, status in enumerate(BATCH_STATUSES)}

_LETTERS = {"SEED": "SD", "UPSTREAM": "US", "DOWNSTREAM": "DS", "CONJUGATION": "CJ", "FILL_FINISH": "FF"}


@dataclass(frozen=True)
class Facts:
    """What the batches of a run have in common, and what their codes count: places in these sequences."""

    horizon: Horizon
    scale: int
    seed: int
    sites: tuple[Site, ...]
    suites: tuple[SampleSuite, ...]
    products: tuple[SampleProduct, ...]
    contracts: tuple[Contract, ...]
    campaigns: tuple[Campaign, ...]
    routes: tuple[dict[str, SampleStep], ...]
    chains: tuple[tuple[Campaign, Chain], ...]

    @property
    def as_of(self) -> int:
        """The day number of the day the facts are stated for."""
        return day_number(self.horizon.as_of)


def facts_of(
    network: SampleNetwork,
    portfolio: Portfolio,
    campaigns: Sequence[Campaign],
    horizon: Horizon,
    scale: int,
    seed: int,
) -> Facts:
    """The facts of a run, with the route of every product and every chain of every campaign."""
    return Facts(
        horizon=horizon,
        scale=scale,
        seed=seed,
        sites=network.sites,
        suites=network.suites,
        products=portfolio.products,
        contracts=portfolio.contracts,
        campaigns=tuple(campaigns),
        routes=tuple(route_of(product, network) for product in portfolio.products),
        chains=tuple((campaign, chain) for campaign in campaigns for chain in campaign.chains),
    )


@dataclass(frozen=True)
class BatchChunk:
    """Batches of one chunk, one place each in every array. Days are day numbers or UNKNOWN, the rest codes.

    Ordered by stage, then chain, then batch. `parent` is the place of the batch it is made from, or -1; `contract` is
    -1 but for what is delivered, the last step of a route (`is_last`). `due` is the planned day of release.
    """

    part: int
    number: Codes
    stage: Codes
    site: Codes
    suite: Codes
    product: Codes
    contract: Codes
    campaign: Codes
    purpose: Codes
    parent: Codes
    is_last: Flags
    planned: Days
    due: Days
    started: Days
    made: Days
    decided: Days
    status: Codes
    volume_l: Numbers
    titre_g_l: Numbers
    yield_fraction: Numbers
    output_kg: Numbers
    kg_used: Numbers

    def __len__(self) -> int:
        return len(self.number)

    @property
    def has_started(self) -> Flags:
        return np.not_equal(self.started, UNKNOWN)

    @property
    def is_made(self) -> Flags:
        return np.not_equal(self.made, UNKNOWN)

    @property
    def has_failed(self) -> Flags:
        return np.isin(self.status, [STATUS["ABORTED"], STATUS["REJECTED"]])

    @property
    def is_released(self) -> Flags:
        return np.equal(self.status, STATUS["RELEASED"])

    def ids(self, places: Codes) -> pa.Array:
        """The batch ids at these places: stage and number."""
        return numbered("IB-", self.number[places], texts([_LETTERS[stage] for stage in STAGES], self.stage[places]))


def numbered(prefix: str, numbers: Codes, infix: pa.Array | None = None) -> pa.Array:
    """Ids: a prefix, optionally a text of each, and the number in seven digits or more."""
    digits = pa.array(numbers).cast(pa.string())
    padded = pc.if_else(pc.less(pc.utf8_length(digits), 7), pc.utf8_lpad(digits, width=7, padding="0"), digits)
    if infix is None:
        return pc.binary_join_element_wise(prefix, padded, "")
    return pc.binary_join_element_wise(pc.binary_join_element_wise(prefix, infix, ""), padded, "-")


def texts(values: Sequence[str | None], codes: Codes) -> pa.Array:
    """The text of each code; null for -1."""
    places = pa.array(codes, mask=codes < 0)
    return pa.array(values, type=pa.string()).take(places)


def days(numbers: Days) -> pa.Array:
    """Day numbers as days; null for UNKNOWN."""
    unknown = numbers == UNKNOWN
    return pa.array(np.where(unknown, 0, numbers).astype(np.int32), mask=unknown).cast(pa.date32())


def figures(values: Numbers) -> pa.Array:
    """Numbers; null for NaN."""
    return pa.array(values, mask=np.isnan(values))


def picked(random: np.random.Generator, chances: Sequence[float], count: int) -> Codes:
    """So many places of a list, each drawn with its chance; the chances are shares of their sum."""
    edges = np.cumsum(np.asarray(chances, dtype=np.float64))
    return np.searchsorted(edges / edges[-1], random.random(count), side="right").clip(max=len(chances) - 1)


def joined(columns: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The same columns of several blocks, one after the other."""
    return {name: np.concatenate([block[name] for block in columns]) for name in columns[0]}
