"""The scale that the charts of a KPI of quality share, site by site."""

from __future__ import annotations

import pandas as pd


def ends(of_kpi: pd.DataFrame) -> tuple[float, float]:
    """The ends of the axis of values that all sites of a KPI share, with room around what is drawn.

    `of_kpi` are its rows of `insights.quality.charts.points`.
    """
    known = of_kpi[["value", "lower", "upper", "target"]].astype("float64").to_numpy().ravel()
    known = known[~pd.isna(known)]
    low, high = min(known, default=0.0), max(known, default=1.0)
    room = 0.12 * ((high - low) or abs(high) or 1.0)
    return low - room, high + room
