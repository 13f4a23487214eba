"""Meeting: lock this browser to one client before the screen is shared."""

from dualsite.i18n import _
from dualsite.screens import shared as ui
from dualsite.web.meeting import screen as meeting

view = ui.begin(_("Meeting"))
meeting.start(view)
if not view.has("partners"):
    ui.empty("partners", _("the clients to meet"))
