"""Where trials run: what is known of each trial in each country."""

from __future__ import annotations

import pandas as pd
from ibis import _ as row
from ibis.expr import types as ir

from dualsite.kpi.computations.facts import IS_MADE_UP
from dualsite.kpi.engine.question import ASKED, Question, Reader


def stated(question: Question) -> pd.DataFrame:
    """What is known of each trial in each country: its status there and the number of sites, where stated."""
    return question.read(_stated).astype({"sites": "float64"})


def _stated(reader: Reader) -> ir.Table:
    return reader.rows("trial_countries", "trial_id", "country", "partner_id", "status", "sites", "data_class")


def _listed(reader: Reader) -> ir.Table:
    """How many sites of each trial are listed in each country."""
    listed = reader.rows("trial_sites", *KEYS, "data_class").group_by(ASKED, *KEYS)
    return listed.aggregate(listed=row.count(), made_up=IS_MADE_UP.any())


KEYS = ("trial_id", "country", "partner_id")


def countries(question: Question) -> pd.DataFrame:
    """Per country (and partner, where that is the grouping) whether a trial `is_active` and `is_planned` there."""
    known = question.once(stated)
    known = known.assign(is_active=known["status"] == "ACTIVE", is_planned=known["status"] == "PLANNED")
    keys = ["country", *([question.owner] if question.owner else [])]
    return known.groupby(keys, as_index=False)[["is_active", "is_planned", "is_illustrative"]].any()


def trials_in_countries(question: Question) -> pd.DataFrame:
    """Per trial and country the number of `sites`: as stated, else as many as are listed.

    `is_not_stated`: there is neither a number nor a listed site, and `sites` is 0.
    """
    keys = list(KEYS)
    listed = question.read_whenever(_listed)
    known = question.once(stated)[[*keys, "sites", "is_illustrative"]].assign(listed=None, made_up=False)
    listed = listed.assign(sites=None, is_illustrative=False)
    pairs = pd.concat([known, listed]).astype({"sites": "float64", "listed": "float64"})
    pairs = pairs.groupby(keys, as_index=False).max()
    sites = pairs["sites"].fillna(pairs["listed"])
    made_up = pairs["is_illustrative"] | (pairs["made_up"] & pairs["sites"].isna())
    return pairs.assign(sites=sites.fillna(0), is_not_stated=sites.isna(), is_illustrative=made_up)
