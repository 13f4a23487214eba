"""The illustrative pipeline has something to say: more is bid for than fits somewhere, with room elsewhere."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from dualsite import access, store
from dualsite.insights.pipeline import capacity


def test_bids_are_open_won_and_lost_and_time_is_held_for_them(table) -> None:
    bids, bookings = table("opportunities"), table("bookings").dropna(subset=["opportunity_id"])
    open_bids = bids[bids["closed_on"].isna()]
    assert 12 <= len(open_bids) <= 25
    assert {"LEAD", "QUALIFIED", "PROPOSAL", "NEGOTIATION"} == set(open_bids["stage"])
    assert len(set(bids["lost_reason"].dropna())) > 3
    held = bookings.merge(bids, on="opportunity_id", suffixes=("", "_of_bid"))
    assert set(zip(held["firmness"], held["stage"] == "WON", strict=True)) == {("TENTATIVE", False), ("FIRM", True)}
    assert (held["product_id"] == held["product_id_of_bid"]).all()
    assert (held["partner_id"] == held["partner_id_of_bid"]).all()


def test_a_stage_is_likely_oversold_in_a_quarter_and_has_room_in_another(written: Path) -> None:
    data = store.open(written)
    version = data.version()
    assert version is not None
    found = capacity.weighed(access.view(version, data.connect()))
    chances = pd.DataFrame([(one.stage, one.p_oversell, one.certain_d) for one in found.periods])
    assert (chances[1] > 0.2).any()
    assert (chances[1] < 1).all()
    assert (chances[1] == 0).sum() > len(chances) / 2
    assert (chances[2] > 0).any()
