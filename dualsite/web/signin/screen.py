"""Who is looking. Nothing is drawn, and no page runs, before `person` has said who it is."""

from __future__ import annotations

import time
from typing import NoReturn

import streamlit as st

from dualsite.access import Viewer
from dualsite.i18n import _
from dualsite.screens.shared.text import plain
from dualsite.web import navigation
from dualsite.web.audit import trail
from dualsite.web.signin import admission, openid
from dualsite.web.signin.admission import Person, Refusal

_OWN = "sign "
"""What this module keeps in a session, its buttons included, begins so."""
_NOTED = f"{_OWN}noted in the audit trail"


def person() -> Person:
    """Who is looking at this run; the local executive without sign-in.

    Whoever is not known is shown the sign-in page, whoever may not be here is told so, and the run ends there.
    """
    settings = openid.settings()
    if settings is None:
        return admission.LOCAL
    claims = openid.claims_of(st.user.to_dict())
    found = admission.admission(claims, settings, time.time()) if claims else None
    if not isinstance(found, Person):
        _leave(settings, found)
    _note(found.name, found.viewer.role, "sign-in")
    return found


def viewer() -> Viewer:
    """As whom this run is looked at; ends the run as `person` does."""
    return person().viewer


def deny_unknown_partners(who: Person, known: frozenset[str]) -> None:
    """End the run of somebody whose partners, or one of them, the data do not know; says so to them and in the log."""
    missing = (who.viewer.scope.partners or frozenset()) - known
    if missing:
        admission.log_unknown_partners(who, missing)
        refusal = Refusal(who.name, "partner not in the data", who.contact)
        _note(who.name, who.viewer.role, "refused", refusal.reason)
        with st.container(key="signin", width=420):
            _denied(refusal)
            sign_out_button()
        st.stop()


def sign_out_button() -> None:
    """Signing out of this browser, all tabs of it; nothing without sign-in."""
    if openid.settings() is not None and st.button(_("Sign out"), key="sign out", type="tertiary"):
        st.logout()


def _leave(settings: openid.Settings, refusal: Refusal | None) -> NoReturn:
    """Show the sign-in page, or why not, at every address, so that a bookmark meets it too; and end the run."""
    # What the session held belonged to somebody who is not here any more.
    for key in [key for key in st.session_state if not str(key).startswith(_OWN)]:
        del st.session_state[key]
    if refusal is not None:
        _note(refusal.name, "", "refused", refusal.reason)

    def page() -> None:
        with st.container(key="signin", width=420):
            st.markdown(f"## {_('Dualsite')}")
            if refusal is None or refusal.reason in ("signed out", "expired"):
                _sign_in(settings, refusal)
            else:
                _denied(refusal)
                sign_out_button()

    st.navigation(navigation.instead(page, _("Sign in")), position="hidden").run()
    st.stop()


def _sign_in(settings: openid.Settings, refusal: Refusal | None) -> None:
    """What is needed, and a button for each provider."""
    if refusal is None:
        st.markdown(_("Sign in with the account that your organisation has given you."))
    elif refusal.reason == "expired":
        st.markdown(_("Your sign-in has expired. Sign in again to go on."))
    else:
        st.markdown(_("You have signed out. Sign in again to go on."))
    for name in settings.providers:
        label = _("Sign in") if name == "default" else _("Sign in with {provider}").format(provider=_title(name))
        if st.button(label, key=f"sign in {name}", width="stretch"):
            st.login(None if name == "default" else name)


def _denied(refusal: Refusal) -> None:
    """Who they are signed in as, why they see nothing, and whom to ask."""
    with st.container(key="denied"):
        st.markdown(f"**{plain(_WHY[refusal.reason]())}**")
        st.markdown(plain(_("You are signed in as {name}.").format(name=refusal.name)))
        if refusal.contact:
            st.markdown(plain(_("Ask {contact}.").format(contact=refusal.contact)))
        else:
            st.markdown(_("Ask whoever runs this server: its log says what is wrong."))


_WHY = {
    "not in the access file": lambda: _("You have no access."),
    "e-mail not verified": lambda: _("You have no access: your provider has not verified your e-mail address."),
    "access file unusable": lambda: _("Nobody can be let in at the moment: the list of people cannot be read."),
    "partner not in the data": lambda: _("There is nothing to show you: the data do not know your client."),
}


def _title(provider: str) -> str:
    return provider if any(letter.isupper() for letter in provider) else provider.title()


def _note(name: str, role: str, what: trail.What, reason: str = "") -> None:
    """Write it into the audit trail, once per session."""
    noted = (name, role, what, reason)
    if st.session_state.get(_NOTED) != noted:
        st.session_state[_NOTED] = noted
        trail.note(name, role, what, name=reason)
