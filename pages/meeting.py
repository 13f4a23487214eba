"""Meeting: lock this browser to one client before the screen is shared."""

from gettext import gettext as _

from dualsite import ui
from dualsite.ui import meeting

view = ui.begin(_("Meeting"))
meeting.start(view)
if not view.has("partners"):
    ui.empty("partners", _("the clients there are to meet"))
