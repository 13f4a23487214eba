"""What stands on every sheet of a document: where it comes from, and to whom it is confidential."""

from __future__ import annotations

from dualsite import formats
from dualsite.exports.document import Imprint
from dualsite.i18n import _


def parts(imprint: Imprint) -> list[str]:
    """As-of day, filters, currency, scenario and version, in words; what is not known or not told is left out."""
    return [
        _("as of {day}").format(day=formats.day(imprint.as_of)),
        *imprint.filters,
        imprint.currency,
        *([_("scenario {name}").format(name=imprint.scenario)] if imprint.scenario else []),
        *([_("version {version}").format(version=imprint.version)] if imprint.version else []),
    ]


def confidential(imprint: Imprint) -> str:
    """That it is confidential, and to whom; empty for a document of one's own."""
    if not imprint.confidential:
        return ""
    return _("Confidential — prepared for {client}").format(client=imprint.confidential)


def facts(imprint: Imprint) -> list[tuple[str, str]]:
    """All of the imprint as names and what they are."""
    told = [
        (_("Data"), imprint.data),
        (_("Operator"), imprint.operator),
        (_("As of"), formats.day(imprint.as_of)),
        (_("Filters"), formats.listed(list(imprint.filters)) or _("none")),
        (_("Currency"), imprint.currency),
        (_("Scenario"), imprint.scenario),
        (_("Data version"), imprint.version),
        (_("Illustrative"), imprint.illustrative),
        (_("To be known"), imprint.notice),
        (_("Prepared for"), imprint.client),
        (_("Made at"), f"{formats.day(imprint.made_at.date())} {imprint.made_at:%H:%M} {imprint.made_at:%Z}".strip()),
        (_("Receipt"), imprint.receipt),
    ]
    return [(name, said) for name, said in told if said]
