"""The illustrative company has something to say when a site stops: safe and unsafe products, licences to come."""

from __future__ import annotations

from pathlib import Path

from dualsite import access, sample, store
from dualsite.insights.continuity import matrix, outlooks
from dualsite.schema.vocabulary import markets


def test_some_markets_run_out_and_some_do_not_and_one_waits_for_a_single_licence(tmp_path: Path) -> None:
    sample.write(tmp_path)
    data = store.open(tmp_path)
    version = data.version()
    assert version is not None
    view = access.view(version, data.connect())
    rows = outlooks.markets(view)
    gaps = dict(rows.groupby("product").gap_d.max())
    assert min(gaps.values()) == 0 < max(gaps.values())
    assert set(rows.recover_by) == {"another site", "the site again"}
    (waiting, *_others) = rows[rows.missing.notna()].missing
    # Of all steps of the route but the last the licence is there by then
    assert "," not in waiting
    steps = matrix.steps(view)
    standings = dict(steps.groupby(["product", "market"]).standing.agg(set))
    assert {matrix.MAY} in standings.values(), "a market without a second licence"
    assert {matrix.MAY, matrix.EXPECTED} in standings.values(), "a licence that is expected"


def test_stock_lies_in_markets_at_a_depot_and_on_site_and_a_product_is_made_at_both(table) -> None:
    stock, sites = set(table("stock")["location"]), set(table("sites")["site_id"])
    assert stock & set(markets())
    assert stock & sites
    assert stock - set(markets()) - sites
    made_at = table("bookings").merge(table("suites"), on="suite_id").dropna(subset=["product_id"])
    assert (made_at.groupby("product_id")["site_id"].nunique() > 1).any()
