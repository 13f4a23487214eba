"""The screens that people have asked for lately: what is answered for the next data version before it is shown.

A screen is a page under its filters, in a language, for whoever may see so much of the data; not who asked for it. What
else was chosen on it is not part of it.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import date

import ibis

from dualsite import access, i18n
from dualsite.access import View, Viewer
from dualsite.scenarios import Scenario
from dualsite.sitemap import PageId
from dualsite.store import Version

MOST = 64
"""Screens that are remembered; the one that nobody has asked for the longest goes first."""

LATELY_S = 3600.0
"""For how long."""

_asked: dict[AskedScreen, float] = {}
"""When each was asked for last, by the clock that only goes on; the last one last."""
_asking = threading.Lock()


@dataclass(frozen=True)
class AskedScreen:
    """A screen, whatever the data version. A day or currency of None is that of the data."""

    page: PageId
    locale: str
    viewer: Viewer
    as_of: date | None
    currency: str | None
    site: str | None
    partner: str | None
    code_key: str | None
    scenario: Scenario | None

    def view(self, version: Version, connection: ibis.BaseBackend) -> View:
        """The same of this version. Raises InputError where it knows no such site or client."""
        return access.view(
            version,
            connection,
            self.viewer,
            as_of=self.as_of,
            site=self.site,
            partner=self.partner,
            currency=self.currency,
            code_key=self.code_key,
            scenario=self.scenario,
        )


def note(page: PageId, viewer: Viewer, view: View) -> None:
    """Somebody is shown this page now, in the locale in use."""
    data = view.dataset
    as_of = view.as_of if view.as_of != data.as_of else None
    currency = view.currency if view.currency != data.reporting_currency else None
    whose = (as_of, currency, view.site, view.partner, view.code_key, view.scenario)
    asked = AskedScreen(page, i18n.short_locale(), viewer, *whose)
    with _asking:
        _asked.pop(asked, None)
        _asked[asked] = time.monotonic()
        for oldest in list(_asked)[:-MOST]:
            del _asked[oldest]


def asked() -> list[AskedScreen]:
    """Those of the last hour, the first page first, then what was asked for last."""
    since = time.monotonic() - LATELY_S
    with _asking:
        found = [one for one, at in reversed(_asked.items()) if at >= since]
    return sorted(found, key=lambda one: one.page is not PageId.TODAY)
