"""Rows of `shipments`: what leaves the last step of a route, and what is promised."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from dualsite.sample.batches import partners
from dualsite.sample.chunk import UNKNOWN, BatchChunk, Codes, Facts, days, figures, numbered, picked, texts
from dualsite.sample.portfolio import SampleProduct
from dualsite.sample.streams import stream
from dualsite.sample.tables import illustrative
from dualsite.schema.vocabulary import BATCH_PURPOSES

COMMIT_AFTER_D = 18
"""Promised so many days after the planned release."""

_EU_DESTINATIONS = ("DE", "NL", "IE")
_MARKET_SHARES = (0.5, 0.3, 0.2)


def shipment_table(facts: Facts, chunk: BatchChunk) -> pa.Table:
    """One line for every batch that is for a client and has been made and not failed; no line for engineering."""
    engineering = chunk.purpose == BATCH_PURPOSES.index("ENGINEERING")
    places = np.flatnonzero(chunk.is_last & chunk.is_made & ~chunk.has_failed & ~engineering)
    random = stream(facts.seed, "shipments", chunk.part)
    count, as_of = len(places), facts.as_of
    decided = chunk.decided[places]
    original = chunk.due[places] + COMMIT_AFTER_D
    # without a decision yet, the line is open
    leaves = np.where(decided == UNKNOWN, as_of + 1, decided + random.integers(2, 9, count))
    arrives = leaves + random.integers(2, 7, count)
    is_moved = (arrives > original) & (random.random(count) < 0.55)
    ordered = np.round(chunk.output_kg[places] * 0.97, 2)
    is_short = random.random(count) < 0.025
    quantity = np.where(is_short, np.round(ordered * random.uniform(0.84, 0.94, count), 2), ordered)
    columns = {
        "shipment_id": numbered("IS-", chunk.number[places]),
        "batch_id": chunk.ids(places),
        "partner_id": partners(facts, chunk).take(pa.array(places)),
        "site_id": texts([site.site_id for site in facts.sites], chunk.site[places]),
        "destination_country": _destinations(facts, chunk, places, random),
        "quantity": figures(quantity),
        "quantity_ordered": figures(ordered),
        "unit": pa.repeat("kg", count),
        "original_commit_on": days(original),
        "agreed_commit_on": days(np.where(is_moved, np.maximum(original, arrives) + 2, original)),
        "shipped_on": days(np.where(leaves <= as_of, leaves, UNKNOWN)),
        "delivered_on": days(np.where(arrives <= as_of, arrives, UNKNOWN)),
        "temperature_excursion": pa.array((random.random(count) < 0.01) & (arrives <= as_of)),
    }
    return illustrative("shipments", columns)


def _destinations(facts: Facts, chunk: BatchChunk, places: Codes, random: np.random.Generator) -> pa.Array:
    """Commercial product goes to a market that has approved it, everything else to the client."""
    commercial = chunk.purpose[places] == BATCH_PURPOSES.index("COMMERCIAL")
    products, choice = chunk.product[places], picked(random, _MARKET_SHARES, len(places))
    countries = sorted({country for product in facts.products for country in _countries(product)})
    codes = {country: code for code, country in enumerate(countries)}
    table = np.array([[codes[country] for country in _countries(product)] for product in facts.products])
    return texts(countries, np.where(commercial, table[products, 1 + choice], table[products, 0]))


def _countries(product: SampleProduct) -> list[str]:
    """The client's country, then one for each share of the markets, in the order of approval."""
    markets = [market for market, _ in product.plan.markets] or [product.client.plan.country]
    wide = [country for market in markets for country in (_EU_DESTINATIONS if market == "EU" else (market,))]
    return [product.client.plan.country] + [wide[place % len(wide)] for place in range(len(_MARKET_SHARES))]
