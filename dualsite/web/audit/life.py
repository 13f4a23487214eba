"""The app's own life in the audit trail: its start and its end, and the key that cookies are signed with."""

from __future__ import annotations

import hashlib
import hmac
from importlib.metadata import PackageNotFoundError, version

from dualsite import audit
from dualsite.audit import APP, What, reading
from dualsite.web import streamlit_private
from dualsite.web.signin import openid

COOKIES = "cookies"
"""What the entry of a changed key is called that is about theirs."""

_known: list[str] = []
"""The fingerprint that the trail is known to hold, at most one."""


def start(settings: openid.Settings | None) -> None:
    """Write down that the app starts, and whether its cookies are signed with another key than before."""
    try:
        release = version("dualsite")
    except PackageNotFoundError:
        release = ""
    signin = f"sign-in at {', '.join(settings.providers)}" if settings else "no sign-in"
    audit.record(What.START, APP, reason=signin, details={"release": release} if release else None)
    if settings is not None:
        note_key()


def note_key() -> None:
    """Write down that cookies are signed with another key than the trail knows; nothing when it is the same."""
    now = _fingerprint()
    if _known[-1:] == [now]:
        return
    before = reading.newest(audit.path(), What.KEY, COOKIES)
    known = before.details.get("to", "") if before else ""
    _known[:] = [now]
    if known != now:
        audit.record(What.KEY, APP, name=COOKIES, details={"from": known, "to": now})


def stop() -> None:
    """Write down that the app ends, with all that is not yet written."""
    audit.settle()
    audit.record(What.STOP, APP)
    audit.settle()


def _fingerprint() -> str:
    """What tells one key from another without giving it away."""
    told = b"fingerprint in the audit trail"
    return hmac.new(streamlit_private.cookie_secret().encode(), told, hashlib.sha256).hexdigest()[:16]
