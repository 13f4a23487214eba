"""Saving a board pack under a name, and deleting it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dualsite.audit import What
from dualsite.errors import DualsiteError
from dualsite.exports import packs
from dualsite.exports.packs import Pack
from dualsite.i18n import _
from dualsite.screens.shared.text import plain
from dualsite.web import session
from dualsite.web.audit.visit import visit

DRAFT, OF, SAID = "draft of a pack", "file of the pack", "what became of a pack"
"""Under these keys of the session stand what is put together, which pack it was opened as, and what was done to it."""


def offer(draft: Pack) -> None:
    """Saving it under a name, and deleting it."""
    may_save = not visit().is_read_only
    with st.container(horizontal=True, vertical_alignment="bottom", key="save_pack_as"):
        name = st.text_input(
            _("Name"),
            draft.name if draft.digest else "",
            key=f"pack name {draft.name}",
            width=200,
            help=_("Lowercase letters, digits, - and _; `board NAME` on the command line builds it."),
        )
        if st.button(_("Save"), disabled=not may_save, key="save_pack") and may_save:
            is_same = name.strip() == draft.name
            _do(replace(draft, name=name.strip(), digest=draft.digest if is_same else ""), "save")
        if draft.digest:
            with st.popover(_("Delete"), disabled=not may_save):
                st.markdown(_("Delete {name} for good?").format(name=plain(draft.name)))
                if st.button(_("Delete it"), key="delete_pack") and may_save:
                    _do(draft, "delete")


def _do(pack: Pack, what: str) -> None:
    """Save or delete, the audit trail told first; what stands in the way is said."""
    try:
        visit().note(What.SCENARIO, f"pack {pack.name}", {"did": what}, is_needed=True)
        if what == "save":
            packs.save(session.data_folder(), pack)
            said = _("The pack {name} is saved.").format(name=pack.name)
        else:
            packs.delete(session.data_folder(), pack.name, pack.digest)
            said = _("The pack {name} is deleted.").format(name=pack.name)
    except DualsiteError as error:
        visit().note(What.SCENARIO, f"pack {pack.name}", {"did": "nothing: it was refused"})
        st.error(plain(str(error)), icon=":material/error:")
        return
    for key in (DRAFT, OF, "pack"):
        st.session_state.pop(key, None)
    if what == "save":
        st.query_params["pack"] = pack.name
    else:
        st.query_params.pop("pack", None)
    st.session_state[SAID] = said
    st.rerun()
