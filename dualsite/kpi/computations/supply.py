"""Which markets may be supplied: the licences that hold at the as-of day, step by step of a route."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd
from ibis.expr import types as ir

from dualsite.kpi.computations.facts import IS_LICENSED
from dualsite.kpi.engine.question import Question, Reader

STEP = ["product_id", "stage", "market"]


def licences(question: Question) -> pd.DataFrame:
    """The licences that hold, of the question's partner and of all sites."""
    return question.read(_licences)


def _licences(reader: Reader) -> ir.Table:
    columns = (*STEP, "site_id", "partner_id", "data_class")
    return reader.rows("site_licences", *columns, where=[IS_LICENSED], door=reader.door.of_all_sites)


def routes(question: Question) -> pd.DataFrame:
    """The steps of each product's route, in order."""
    return question.read_whenever(_routes).sort_values(["product_id", "step_no"], ignore_index=True)


def _routes(reader: Reader) -> ir.Table:
    return reader.rows("routes", "product_id", "step_no", "stage", "data_class")


def supplied_markets(question: Question) -> pd.DataFrame:
    """One row per product and market for which every stage of the route is licensed somewhere.

    With a site asked for, or by site, it is every stage at that one site, and the row names it.
    """
    held = question.once(licences)
    if question.view.site is not None:
        held = held[held["site_id"] == question.view.site]
    steps = question.once(routes)
    needed: dict[str, set[str]] = defaultdict(set)
    for product, stage in zip(steps["product_id"], steps["stage"], strict=True):
        needed[product].add(stage)
    place = ["product_id", "market", "partner_id", *(["site_id"] if question.is_by_site else [])]
    licensed: dict[tuple[str, ...], set[str]] = defaultdict(set)
    made_up_routes = set(steps.loc[steps["is_illustrative"], "product_id"])
    made_up_licences = set()
    for *key, stage, is_illustrative in held[[*place, "stage", "is_illustrative"]].itertuples(index=False):
        if stage in needed[key[0]]:
            licensed[tuple(key)].add(stage)
            if is_illustrative:
                made_up_licences.add(tuple(key))
    supplied = [key for key, stages in licensed.items() if stages == needed[key[0]]]
    covered = pd.DataFrame(supplied, columns=place)
    return covered.assign(is_illustrative=[key in made_up_licences or key[0] in made_up_routes for key in supplied])


def single_site_steps(question: Question) -> pd.DataFrame:
    """One row per product, stage and market that exactly one site is licensed for, with that site."""
    held = question.once(licences)
    sites = held.groupby(STEP)["site_id"].transform("nunique")
    single = held[sites == 1].drop_duplicates(STEP)
    return single if question.view.site is None else single[single["site_id"] == question.view.site]
