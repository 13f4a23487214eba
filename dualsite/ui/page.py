"""Opening a page: who looks, at which data, through which filters; and what stands around it."""

from __future__ import annotations

from gettext import gettext as _
from typing import NoReturn

import streamlit as st

from dualsite import access, formats
from dualsite.access import View
from dualsite.answers import provenance
from dualsite.errors import DataError
from dualsite.memory import remembered
from dualsite.store import Version
from dualsite.ui import filters, session, signin, sitemap, trail
from dualsite.ui.admission import LOCAL, Person
from dualsite.ui.text import plain

_VIEW, _WHO = "view of this run", "person of this run"


class EndOfPage(Exception):  # noqa: N818 - nothing went wrong
    """The page has said all it can; the frame goes on to the footer, which `st.stop` would leave out."""


def frame_open(who: Person, path: str) -> None:
    """What stands above every page: refused data and the filters. Called by the router, once per run."""
    st.session_state[_WHO] = who
    formats.use_locale(st.context.locale)
    try:
        version = session.version()
    except DataError as error:
        st.session_state.pop(_VIEW, None)
        _nothing_to_show(error)
        return
    whole = access.view(version, session.connection(), who.viewer)
    signin.deny_unknown_partners(who, _partners(version))
    chosen = filters.draw(whole)
    st.session_state[_VIEW] = access.view(
        version,
        session.connection(),
        who.viewer,
        as_of=chosen.as_of,
        site=chosen.site,
        partner=chosen.partner,
        currency=chosen.currency,
    )
    trail.arrive(who, path, st.session_state[_VIEW])
    if who.viewer.role == "executive":
        # What is wrong with a delivery may be in anyone's rows.
        _banner(version)


def begin(title: str) -> View:
    """The view of this run under the page's title. Every page starts with it: nothing shows rows without a view.

    Stops the run when there is nothing that may be shown.
    """
    if _VIEW not in st.session_state:
        st.stop()
    view: View = st.session_state[_VIEW]
    trail.note_page()
    with st.container(key="title"):
        st.caption(title)
    return view


def end() -> NoReturn:
    """Leave the page here, for want of something to show."""
    raise EndOfPage


def frame_close() -> None:
    """The footer: which data, as of when, which version, and how much of it is made up."""
    view: View | None = st.session_state.pop(_VIEW, None)
    if view is None:
        return
    dataset = view.dataset
    share = provenance.illustrative_share(view)
    parts = [
        plain(dataset.title),
        _("as of {day}").format(day=formats.day(view.as_of)),
        _("version {version}").format(version=view.version.id),
        _("{share} of rows illustrative").format(share=formats.percent(share, 0))
        if share
        else _("no illustrative rows"),
        _looking_as(st.session_state[_WHO]),
    ]
    st.divider()
    with st.container(horizontal=True, vertical_alignment="center", key="footer"):
        st.caption(" · ".join(parts), width="content")
        signin.sign_out_button()


def _looking_as(who: Person) -> str:
    if who == LOCAL:
        return _("local executive, no sign-in configured")
    roles = {"executive": _("executive"), "account_manager": _("account manager"), "partner": _("partner")}
    return plain(_("{name}, {role}").format(name=who.name, role=roles[who.viewer.role]))


@remembered
def _partner_ids(whole: View) -> frozenset[str]:
    return frozenset(access.ids(whole, "partners", "partner_id"))


def _partners(version: Version) -> frozenset[str]:
    """All partners the data know, whoever may see them."""
    whole = access.view(version, session.connection(), LOCAL.viewer)
    return _partner_ids(whole)


def _banner(version: Version) -> None:
    """Why a delivery was refused, or which tables are left out; nothing when all is well."""
    refused = session.store().refused
    if refused is not None:
        errors = refused.report.errors
        total = sum(rows for (rule, _table), rows in refused.report.totals.items() if rule.startswith("E"))
        st.error(
            _(
                "**A new delivery was refused; the data shown are still version {version}.** "
                "{total} errors, the first: {first}"
            ).format(version=version.id, total=formats.number(total), first=plain(errors[0].message)),
            icon=":material/error:",
        )
    elif not version.is_good:
        errors = version.report.errors
        st.error(
            _("**Left out because of errors: {tables}.** {first}").format(
                tables=", ".join(sorted(version.report.refused)), first=plain(errors[0].message)
            ),
            icon=":material/error:",
        )
    else:
        return
    st.page_link(sitemap.DATA_PAGE, label=_("See all findings"), query_params={"tab": _("Findings")})


def _nothing_to_show(error: DataError) -> None:
    st.error(plain(str(error)), icon=":material/error:")
    st.markdown(
        _(
            "Put at least `sites.csv` into the data folder, or name another folder in `DUALSITE_DATA`. "
            "`python -m dualsite check` lists everything that is wrong, "
            "`python -m dualsite template` writes empty files."
        )
    )
