"""Where rows and documents come from, in words: as-of day, filters, currency, scenario and data version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.frames import names_of


@dataclass(frozen=True)
class Origin:
    """What is told with rows of where they come from."""

    as_of: date
    filters: tuple[str, ...]
    currency: str
    scenario: str = ""
    """The name of the scenario; empty for the data as they are, and for one that edits nothing."""
    version: str = ""
    """The data version; empty where it would tell of the rows of others."""

    @property
    def in_words(self) -> str:
        """As a file's name says it: `as of 2026-11-20, Alder Works, USD, version ab12cd`."""
        return ", ".join(
            [
                _("as of {day}").format(day=self.as_of.isoformat()),
                *self.filters,
                self.currency,
                *([_("scenario {name}").format(name=self.scenario)] if self.scenario else []),
                *([_("version {version}").format(version=self.version)] if self.version else []),
            ]
        )


def origin(view: View) -> Origin:
    """Of what this view shows."""
    return Origin(
        as_of=view.as_of,
        filters=filters(view),
        currency=view.currency,
        scenario=view.scenario.name if view.scenario is not None and view.scenario.edits else "",
        version="" if view.scope.is_limited else view.version.id,
    )


def filters(view: View) -> tuple[str, ...]:
    """The site and the client asked for, as they are called in this session; whether under code names."""
    chosen = []
    if view.site:
        chosen.append(names_of(view.unfiltered, "sites", "site_id").get(view.site, view.site))
    if view.partner:
        chosen.append(names_of(view.unfiltered, "partners", "partner_id").get(view.partner, view.partner))
    if view.code_key:
        chosen.append(_("code names"))
    return tuple(chosen)


LONGEST = 120
"""Letters of what is said of where a file comes from; systems take 255 bytes for a whole name."""

_NOT_IN_NAMES = '/\\:*?"<>|'
"""What no file can be called with on every system."""


def file_name(stem: str, said: str, ending: str) -> str:
    """What a file is called: `contracts (as of 2026-11-20, USD).csv`, without what a system does not allow."""
    if len(said) > LONGEST:
        said = f"{said[: LONGEST - 1]}…"
    allowed = (letter for letter in f"{stem} ({said})" if letter.isprintable() and letter not in _NOT_IN_NAMES)
    return f"{''.join(allowed)}.{ending}"
