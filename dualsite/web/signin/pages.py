"""What somebody meets who is not in: where to sign in, or why they may not. Plain pages, for which nothing runs."""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dualsite import formats
from dualsite.access.access_file import SessionLimits
from dualsite.i18n import _, marked
from dualsite.web import streamlit_private
from dualsite.web.plain_page import paragraph, plain_page, text_of
from dualsite.web.signin import admission, openid, signout
from dualsite.web.signin.admission import Refusal

TO = "/signin/"
"""Before the name of a provider: the way there."""

_AGAIN: dict[str, str] = {
    "signed out": marked("You have signed out. Sign in again to continue."),
    "expired": marked("Your sign-in has expired. Sign in again to continue."),
    "idle": marked("This session ended after {minutes} minutes of inactivity. Sign in again to continue."),
    "as long as may be": marked("This session reached the limit of {hours} hours. Sign in again to continue."),
    "ended": marked("An executive has ended this session. Sign in again to continue."),
    "claim not kept": marked("Access has changed since you signed in. Sign in again to continue."),
}
"""Why somebody has to sign in anew, by the reason."""

_WHY = {
    "lasts too long": marked("You have no access: your provider lets a sign-in last too long. A week is the most."),
    "not in the access file": marked("You have no access."),
    "e-mail not verified": marked("You have no access: your provider has not verified your e-mail address."),
    "access file unusable": marked("Sign-in is unavailable: the access file cannot be read."),
    "sessions unreadable": marked("Sign-in is unavailable: the sessions cannot be read."),
}


def answer(refusal: Refusal | None, claims: openid.Claims, settings: openid.Settings) -> Response:
    """The page for whoever is signed in and refused, or for whoever is not signed in (None)."""
    if refusal is None or refusal.reason in _AGAIN:
        return plain_page(
            "signin", "Dualsite", paragraph(_why_sign_in(refusal, settings)), *map(_button, settings.providers)
        )
    parts = [
        f"<p><b>{text_of(_(_WHY[refusal.reason]))}</b></p>",
        paragraph(_("You are signed in as {name}.").format(name=refusal.name)),
        paragraph(
            _("Ask {contact}.").format(contact=refusal.contact)
            if refusal.contact
            else _("Ask your administrator: the server log says what is wrong.")
        ),
        signout.link(claims),
    ]
    return plain_page("denied", "Dualsite", *parts, status=403)


def _why_sign_in(refusal: Refusal | None, settings: openid.Settings) -> str:
    if refusal is None:
        return _("Sign in with your organisation’s account.")
    file = admission.access_file(settings)
    limits = file.limits if file is not None else SessionLimits()
    hours, minutes = formats.number(limits.longest_s // 3600), formats.number(limits.idle_s // 60)
    return _(_AGAIN[refusal.reason]).format(hours=hours, minutes=minutes)


def _button(provider: str) -> str:
    named = provider if any(letter.isupper() for letter in provider) else provider.title()
    label = _("Sign in") if provider == "default" else _("Sign in with {provider}").format(provider=named)
    return f'<a class="button" role="button" href="{TO}{quote(provider)}">{text_of(label)}</a>'


async def _to_provider(request: Request) -> Response:
    settings, name = openid.settings(), request.path_params["provider"]
    is_known = settings is not None and name in settings.providers
    there = streamlit_private.login_address(name) if is_known else "/"
    return RedirectResponse(there, 303, {"cache-control": "no-store"})


ROUTES = [Route(TO + "{provider}", _to_provider)]
