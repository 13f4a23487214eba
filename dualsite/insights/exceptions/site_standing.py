"""Where each site stands, and what changed: the two questions beside the exceptions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.i18n import _, marked, ngettext
from dualsite.insights import wording
from dualsite.insights.data import provenance
from dualsite.insights.exceptions import changes
from dualsite.insights.exceptions.exception import BusinessException
from dualsite.insights.kpis import targets, today
from dualsite.insights.network import sites
from dualsite.kpi import KPIS

Verdict = Literal["good", "watch", "bad"]

VERDICTS: dict[Verdict, str] = {
    "good": marked("on track"),
    "watch": marked("at risk"),
    "bad": marked("behind schedule"),
}
"""What each is called; marked texts. Behind schedule: a milestone of the site is overdue. At risk: it has any other
exception, or one of its rates misses the target."""

GRAVE, OVERDUE = 3, 3
"""The impact of what concerns a site as a whole, and the urgency of what is past its day."""


@dataclass(frozen=True)
class SiteStanding:
    """Where one site stands."""

    name: str
    status: str
    """Whether it operates, and since when."""
    verdict: Verdict
    why: str
    """What the verdict rests on: what is gravest, how much more there is, and how many targets are met."""
    is_illustrative: bool


def standings(view: View, found: Sequence[BusinessException]) -> list[SiteStanding]:
    """One per site of the filter, in the order of their ids; `found` are the exceptions, the gravest first."""
    rates = today.side_by_side(view)
    return [
        _standing(view, site, [one for one in found if one.site == site.site_id], rates[rates.site_id == site.site_id])
        for site in sites.sites(view).itertuples()
    ]


def _standing(view: View, site: Any, own: Sequence[BusinessException], rates: pd.DataFrame) -> SiteStanding:
    at_site = replace(view, site=site.site_id)
    judged = [
        (target.is_met(row.value), row.data_class)
        for row in rates[rates.value.notna()].itertuples()
        if (target := targets.target(at_site, KPIS[row.kpi_id])) is not None
    ]
    met = sum(is_met for is_met, _of in judged)
    verdict: Verdict = "watch" if own or met < len(judged) else "good"
    if any(one.impact == GRAVE and one.urgency(view.as_of) == OVERDUE for one in own):
        verdict = "bad"
    return SiteStanding(
        name=site.name,
        status=sites.status_in_words(site),
        verdict=verdict,
        why=formats.parts([*_gravest(view, own), *_met(met, len(judged))])
        or _("Nothing overdue, nothing due in the next 90 days."),
        is_illustrative=any(one.is_illustrative for one in own) or any(of == "ILLUSTRATIVE" for _is_met, of in judged),
    )


def _gravest(view: View, own: Sequence[BusinessException]) -> list[str]:
    """The gravest exception of a site with its day, and how many more there are."""
    if not own:
        return []
    due = " ".join(filter(None, own[0].due(view.as_of)))
    more = len(own) - 1
    said = ngettext("{count} more", "{count} more", more).format(count=formats.number(more))
    return [formats.listed([own[0].at_site or own[0].what, due]), *([said] if more else [])]


def _met(met: int, judged: int) -> list[str]:
    if not judged:
        return []
    said = ngettext("{met} of {count} target met", "{met} of {count} targets met", judged)
    return [said.format(met=formats.number(met), count=formats.number(judged))]


def in_words(one: SiteStanding) -> str:
    """The standing of a site in sentences: its verdict, whether it operates, and why."""
    verdict = _("{site}: {standing}").format(site=one.name, standing=_(VERDICTS[one.verdict]))
    return wording.sentences(*map(wording.sentence, (verdict, one.status, one.why)))


def is_change_illustrative(view: View, since: date) -> bool:
    """Whether anything that is told to have changed since a day rests on illustrative rows."""
    return any(map(provenance.has_illustrative, (changes.events(view, since), changes.kpis(view, since))))


def changed_in_words(view: View, since: date) -> str:
    """What happened since a day: how much, the latest of it, and how many KPIs moved by more than chance."""
    events, moved = changes.events(view, since), changes.kpis(view, since)
    if not len(events):
        happened = changes.events_in_words(view, since)
    else:
        latest = events.iloc[0]
        happened = wording.sentence(
            ngettext("{count} event, the latest: {what}", "{count} events, the latest: {what}", len(events)).format(
                count=formats.number(len(events)),
                what=formats.listed([f"{latest.what} ({latest.how})", formats.day(latest.on)]),
            )
        )
    if not len(moved):
        return wording.sentences(happened, changes.kpis_in_words(view, since))
    said = ngettext(
        "{count} KPI moved beyond normal variation: {names}.",
        "{count} KPIs moved beyond normal variation: {names}.",
        len(moved),
    )
    return wording.sentences(
        happened, said.format(count=formats.number(len(moved)), names=formats.names(list(moved.label)))
    )
