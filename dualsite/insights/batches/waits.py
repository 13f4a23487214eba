"""On whom lots waited between being made and being decided: by stage, lot by lot, and in words."""

from __future__ import annotations

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked, ngettext, pgettext
from dualsite.insights import parties, wording
from dualsite.insights.batches.clock import UNKNOWN, WAITED_FOR, Clock, clock
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec

PARTS = tuple(f"{party.lower()}_d" for party in WAITED_FOR)
"""The columns of the days by who was waited for, in that order."""

HEADINGS = (marked("Operator"), marked("Client"), marked("Supplier"), marked("Regulator"), marked("Not recorded"))


@cached_per_view
def waited(view: View) -> pd.DataFrame:
    """Days from made to decided of the lots decided in the last 12 months, by stage and then all of them together.

    With the columns of `WAITED_SPEC`, in the order of a route; none without batch_events, or when none was decided.
    """
    found = clock(view)
    data_class = "ILLUSTRATIVE" if found.is_illustrative else None
    told = [(wording.title(wording.stage(stage)), parts) for stage, parts in found.by_stage.items()]
    told += [(_("All stages"), found.parties)] if len(told) > 1 else []
    rows = [
        {"stage": name, "days": sum(parts.values()), "data_class": data_class}
        | {place: parts.get(party, 0) for place, party in zip(PARTS, WAITED_FOR, strict=True)}
        for name, parts in told
    ]
    return pd.DataFrame(rows, columns=WAITED_SPEC.names, dtype=object)


WAITED_SPEC = TableSpec(
    "whose-clock",
    marked("Days from manufacture to disposition, by party waited for"),
    (
        ColumnSpec("stage", marked("Stage"), is_strong=True),
        ColumnSpec("days", marked("Days"), "whole"),
        *(ColumnSpec(name, heading, "whole", marked("d")) for name, heading in zip(PARTS, HEADINGS, strict=True)),
        DATA_CLASS,
    ),
)


@cached_per_view
def per_lot(view: View) -> pd.DataFrame:
    """The days of lots one by one, the longest first: those that are open, and the longest decided in 12 months.

    With the columns of `PER_LOT_SPEC`; the parts of a lot sum to its days. None without batch_events.
    """
    rows = [
        {
            "batch_id": one.batch_id,
            "standing": pgettext("a lot", "open") if one.is_open else _("dispositioned"),
            "days": one.days,
            "data_class": "ILLUSTRATIVE" if one.is_illustrative else None,
        }
        | {place: one.parts.get(party, 0) for place, party in zip(PARTS, WAITED_FOR, strict=True)}
        for one in clock(view).batches
    ]
    return pd.DataFrame(rows, columns=PER_LOT_SPEC.names, dtype=object)


PER_LOT_SPEC = TableSpec(
    "whose-clock-by-lot",
    marked("Days since manufacture, until disposition, by party waited for"),
    (
        ColumnSpec("batch_id", marked("Lot"), "code"),
        ColumnSpec("standing", marked("State")),
        ColumnSpec("days", marked("Days"), "whole", is_strong=True),
        *(ColumnSpec(name, heading, "whole", marked("d")) for name, heading in zip(PARTS, HEADINGS, strict=True)),
        DATA_CLASS,
    ),
)


def party_names(view: View, client: str | None = None) -> dict[str, str]:
    """What each column of `PARTS` stands for, by name, as within a sentence; `client` is that one client's name."""
    apart = {"CLIENT": client or _("the client"), UNKNOWN: _("an unrecorded party")}
    return {name: apart.get(party) or parties.party(view, party) for name, party in zip(PARTS, WAITED_FOR, strict=True)}


def title(view: View, client: str | None = None) -> str:
    """The finding over the days that lots waited."""
    found = clock(view)
    if found.reason or not found.parties:
        return _("Waiting times are not recorded")
    (party, share), named = max(found.shares.items(), key=lambda one: one[1]), _by_party(view, client)
    return _("{share} of waiting time was with {whom}").format(share=formats.percent(share, 0), whom=named[party])


def _by_party(view: View, client: str | None) -> dict[str, str]:
    return dict(zip(WAITED_FOR, party_names(view, client).values(), strict=True))


def in_words(view: View, client: str | None = None) -> str:
    """The whole time and its parts, which sum to it; why not where that is not known."""
    found = clock(view)
    if found.reason:
        return wording.sentence(wording.title(found.reason))
    if not found.count:
        return _("No lot was dispositioned in the last 12 months.")
    return ngettext(
        "{count} lot dispositioned in the last 12 months took {days} from manufacture to disposition: {parts}.",
        "{count} lots dispositioned in the last 12 months took {days} from manufacture to disposition: {parts}.",
        found.count,
    ).format(
        count=formats.number(found.count),
        days=formats.days(sum(found.parties.values())),
        parts=_parts(view, found, client),
    )


def _parts(view: View, found: Clock, client: str | None) -> str:
    names = _by_party(view, client)
    return formats.joined(
        [
            _("{whom} {days} ({share})").format(
                whom=names[party], days=formats.days(days), share=formats.percent(found.shares[party], 0)
            )
            for party, days in found.parties.items()
        ]
    )
