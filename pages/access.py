"""Access: who is here, and who may come in?"""

from functools import partial

from dualsite.i18n import _
from dualsite.screens import shared as ui
from dualsite.web.people import entries, history, look, sessions

view = ui.begin(_("Access"))
found = sessions.open_sessions()
ui.answer(sessions.answer(found))
ui.tabs(
    {
        "sessions": (_("Sessions"), partial(sessions.show, view, found)),
        "entries": (_("Access file"), partial(entries.show, view)),
        "history": (_("History"), partial(history.show, view)),
        "look": (_("View as"), partial(look.show, view)),
    },
    key="tab",
)
