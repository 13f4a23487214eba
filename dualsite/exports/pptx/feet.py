"""What slides say of where they come from: the foot of each, and what the cover says of the whole document."""

from __future__ import annotations

from dualsite import formats
from dualsite.exports.document import Imprint, PageContent
from dualsite.exports.pptx import measuring
from dualsite.exports.pptx.look import SMALLEST
from dualsite.i18n import _


def scope(imprint: Imprint) -> list[str]:
    """What the whole document is of, as the cover says it."""
    return [
        formats.listed([one for one in (imprint.operator, imprint.data) if one]),
        _("As of {day}").format(day=formats.day_long(imprint.as_of)),
        formats.parts(imprint.filters),
        _("Confidential — prepared for {client}").format(client=imprint.client) if imprint.client else "",
        imprint.illustrative,
        imprint.notice,
    ]


def foot(imprint: Imprint, page: PageContent | None, room: float) -> list[str]:
    """What the foot of a slide says, in two lines at most: for whom, as of when, of what, from which tables."""
    said = [
        _("Confidential — prepared for {client}").format(client=imprint.client) if imprint.client else "",
        _("as of {day}").format(day=formats.day(imprint.as_of)),
        *imprint.filters,
        imprint.currency,
        _("scenario {name}").format(name=imprint.scenario) if imprint.scenario else "",
        _("version {version}").format(version=imprint.version) if imprint.version else "",
        imprint.illustrative,
        imprint.notice,
        _("receipt {receipt}").format(receipt=imprint.receipt) if imprint.receipt else "",
    ]
    told = [one for one in (imprint.operator, imprint.data) if one]
    sources = page.sources if page else ()
    for most in (*range(len(sources), 0, -1), 0):
        named = formats.names(list(sources), most) if most else ""
        whole = " · ".join(
            [*told, *filter(None, said), *([_("sources: {tables}").format(tables=named)] if named else [])]
        )
        if len(measuring.wrapped(whole, SMALLEST, room)) <= 2:
            return measuring.wrapped(whole, SMALLEST, room)
    # What identifies the document stays; the title of the data and of the operator give way.
    return measuring.wrapped(measuring.shortened(" · ".join(filter(None, said)), SMALLEST, room, 2), SMALLEST, room)
