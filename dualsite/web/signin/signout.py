"""Signing out: the link that asks for it, and the token without which nobody is signed out.

The token belongs to one sign-in, so that no foreign page or link signs anybody out.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Mapping

from dualsite import audit
from dualsite.audit import What
from dualsite.i18n import _
from dualsite.web import streamlit_private, tabs
from dualsite.web.audit import people
from dualsite.web.plain_page import text_of
from dualsite.web.signin import admission, keys, openid
from dualsite.web.signin.admission import Person

LOGOUT = "/auth/logout"
"""Streamlit's own address, which takes the cookie away and tells the provider."""


def link(claims: openid.Claims) -> str:
    """What signs out of this browser, all tabs of it. A link: the policy lets no form lead on to the provider."""
    there = f"{LOGOUT}?token={token(claims)}"
    return f'<a class="button sign-out" role="button" target="_self" href="{there}">{text_of(_("Sign out"))}</a>'


def token(claims: openid.Claims) -> str:
    """The token of a sign-in."""
    return _token(claims, streamlit_private.cookie_secret())


def _token(claims: openid.Claims, secret: str) -> str:
    told = f"sign out {admission.key(claims)}"
    return hmac.new(secret.encode(), told.encode(), hashlib.sha256).hexdigest()


def is_token(told: str, claims: openid.Claims) -> bool:
    """Whether it is the token of this sign-in; also that of a page drawn before the cookie secret has changed."""
    tokens = [_token(claims, secret) for secret in keys.verifying()]
    return bool(claims) and any(hmac.compare_digest(told.encode(), one.encode()) for one in tokens)


def address(cookies: Mapping[str, str]) -> str | None:
    """Where a browser with these cookies signs out; None when nobody is signed in there."""
    settings = openid.settings()
    claims = openid.claims_in(cookies, settings.origin) if settings else {}
    return f"{LOGOUT}?token={token(claims)}" if claims else None


def end(claims: openid.Claims, settings: openid.Settings) -> None:
    """End this sign-in, in all its tabs."""
    who = admission.who(claims, settings, time.time())
    if isinstance(who, Person):
        audit.record(What.SIGN_OUT, people.of_person(who), role=who.viewer.role)
    if claims:
        admission.end(claims, "signed out")
        tabs.look()
