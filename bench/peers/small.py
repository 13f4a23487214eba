"""What the small page shows, whoever draws it: 200,000 rows, a filter by site, four figures, a line, bars, 20 rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

ROWS = 200_000
BOTH = "Both"
SITES = (BOTH, "North", "South")
TITLE = "Small page"


@dataclass(frozen=True)
class Shown:
    """The page for one choice of the filter."""

    facts: dict[str, str]
    months: pd.DataFrame
    """`day`, `litres`: the line."""
    products: pd.DataFrame
    """`product`, `litres`: the bars."""
    largest: pd.DataFrame
    """20 rows."""


def rows() -> pd.DataFrame:
    """One row per lot: `day`, `site`, `product`, `litres`."""
    chance = np.random.default_rng(7)
    return pd.DataFrame(
        {
            "day": pd.Timestamp("2024-01-01") + pd.to_timedelta(chance.integers(0, 730, ROWS), "D"),
            "site": chance.choice(SITES[1:], ROWS),
            "product": chance.choice(["A", "B", "C", "D", "E"], ROWS),
            "litres": chance.gamma(4, 500, ROWS).round(1),
        }
    )


def shown(lots: pd.DataFrame, site: str) -> Shown:
    """What stands on the page for a site, or for both."""
    if site != BOTH:
        lots = lots[lots.site == site]
    facts = {"Lots": len(lots), "Litres": lots.litres.sum(), "Median": lots.litres.median(), "Most": lots.litres.max()}
    return Shown(
        {name: f"{value:,.0f}" for name, value in facts.items()},
        lots.groupby(lots.day.dt.to_period("M").dt.start_time).litres.sum().reset_index(),
        lots.groupby("product").litres.sum().reset_index(),
        lots.nlargest(20, "litres"),
    )
