"""The words of registries other than ClinicalTrials.gov for states and days, in those of ClinicalTrials.gov."""

from __future__ import annotations

import re
from collections.abc import Iterable

CTIS_STATUSES = {
    1: "Under evaluation",
    2: "Authorised, recruitment pending",
    3: "Authorised, recruiting",
    4: "Ongoing, recruiting",
    5: "Ongoing, recruitment ended",
    6: "Temporarily halted",
    7: "Suspended",
    8: "Ended",
    9: "Expired",
    10: "Revoked",
    11: "Not authorised",
    12: "Cancelled",
}
"""What the numbers of a status in CTIS mean, of a trial and in a country, as the registry's own pages list them."""

STATUSES = {
    # EU CTIS
    "under evaluation": "NOT_YET_RECRUITING",
    "authorised recruitment pending": "NOT_YET_RECRUITING",
    "authorised recruiting": "RECRUITING",
    "ongoing recruiting": "RECRUITING",
    "ongoing recruitment ended": "ACTIVE_NOT_RECRUITING",
    "temporarily halted": "SUSPENDED",
    "suspended": "SUSPENDED",
    "ended": "COMPLETED",
    "expired": "WITHDRAWN",
    "revoked": "TERMINATED",
    "not authorised": "WITHDRAWN",
    "cancelled": "WITHDRAWN",
    # EudraCT, where "ongoing" is said of a trial that was authorised and has not ended
    "ongoing": "ACTIVE_NOT_RECRUITING",
    "restarted": "ACTIVE_NOT_RECRUITING",
    "completed": "COMPLETED",
    "prematurely ended": "TERMINATED",
    "suspended by ca": "SUSPENDED",
    "prohibited by ca": "WITHDRAWN",
    # WHO ICTRP and the registries it gathers
    "recruiting": "RECRUITING",
    "open to recruitment actively recruiting participants": "RECRUITING",
    "authorised recruitment may be ongoing or finished": "ACTIVE_NOT_RECRUITING",
    "pending": "NOT_YET_RECRUITING",
    "not yet recruiting": "NOT_YET_RECRUITING",
    "preinitiation": "NOT_YET_RECRUITING",
    "approved not yet recruiting": "NOT_YET_RECRUITING",
    "no longer recruiting": "ACTIVE_NOT_RECRUITING",
    "active not recruiting": "ACTIVE_NOT_RECRUITING",
    "enrolling by invitation": "ENROLLING_BY_INVITATION",
    "temporary halt": "SUSPENDED",
    "complete": "COMPLETED",
    "main results already published": "COMPLETED",
    "closed to recruitment": "ACTIVE_NOT_RECRUITING",
    "terminated": "TERMINATED",
    "stopped": "TERMINATED",
    "stopped early": "TERMINATED",
    "withdrawn": "WITHDRAWN",
    # ISRCTN
    "no longer recruiting participants": "ACTIVE_NOT_RECRUITING",
}
"""A status of ClinicalTrials.gov for each word; one that says less than any of them ("Not recruiting", which a
registry says before, between and after) is not here and becomes UNKNOWN, with a finding."""


def status_word(text: str) -> str:
    """The status in the words of ClinicalTrials.gov; the text itself when it is none we know."""
    return STATUSES.get(" ".join(re.findall(r"[a-z]+", text.lower())), text)


def ctis_status(value: object) -> str:
    """The status of a CTIS number or word, in the words of ClinicalTrials.gov; "" for nothing."""
    text = str(value).strip() if isinstance(value, int | str) and not isinstance(value, bool) else ""
    word = CTIS_STATUSES.get(int(text), text) if text.isascii() and text.isdigit() and len(text) < 4 else text
    return status_word(word)


def day_first(text: str) -> str:
    """`24/06/2026` as an ISO day; any other text as it is."""
    found = re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?: .*)?", text)
    return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}" if found else text


def month_first(text: str) -> str:
    """`06/24/2026 20:14:44` as an ISO day; any other text as it is."""
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: .*)?", text)
    return f"{found[3]}-{int(found[1]):02}-{int(found[2]):02}" if found else text


def either_order(text: str) -> str:
    """`24/06/2026` and `06/24/2026` as an ISO day; as it is where both could be meant, and any other text."""
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)
    if not found:
        return text
    first, second = int(found[1]), int(found[2])
    if first == second or second > 12:
        return month_first(text)
    return day_first(text) if first > 12 else text


_ACTIVITY = (
    "RECRUITING",
    "ENROLLING_BY_INVITATION",
    "ACTIVE_NOT_RECRUITING",
    "NOT_YET_RECRUITING",
    "SUSPENDED",
    "COMPLETED",
    "TERMINATED",
    "WITHDRAWN",
)


def overall_status(statuses: Iterable[str]) -> str:
    """Where a trial stands of which only each country's record says so: as where it is most active; "" for nothing."""
    said = {status for status in statuses if status}
    return next((status for status in _ACTIVITY if status in said), min(said, default=""))
