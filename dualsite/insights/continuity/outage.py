"""The question of continuity and its answer: a site stops on a day, for so many days."""

from __future__ import annotations

from datetime import timedelta

from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.insights.continuity.company import known_company, why_not
from dualsite.insights.frames import known
from dualsite.kpi.computations.facts import IS_OPERATING
from dualsite.planning import continuity
from dualsite.planning.continuity import ContinuityAnswer, Outage

USUAL_DAYS = 90


@cached_per_view
def answered(view: View, outage: Outage) -> ContinuityAnswer:
    """What becomes of the products of the view; with the reason where that is not known.

    Raises InputError for an outage that cannot be asked.
    """
    reason = why_not(view)
    if reason is not None:
        return ContinuityAnswer(outage, (), (), reason)
    return continuity.answered(known_company(view).facts, outage)


def usual(view: View, site_id: str | None = None) -> Outage:
    """The outage that is asked when nothing else is said: from tomorrow on, for a quarter.

    Of the site asked for, else of the one of the filter, else of the first by id that operates, else of the first.
    """
    return Outage(site_id or view.site or _first_site(view), view.as_of + timedelta(days=1), USUAL_DAYS)


@cached_per_view
def _first_site(view: View) -> str:
    sites = known(view.unfiltered, "sites", where=[], is_open=IS_OPERATING)
    return str(min(zip(~sites.is_open.astype(bool), sites.site_id, strict=True))[1])
