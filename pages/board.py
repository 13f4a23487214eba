"""Board pack: what do I present?"""

from dualsite.i18n import _
from dualsite.screens import shared as ui
from dualsite.web.exports import board

view = ui.begin(_("Board pack"))
board.show(view)
