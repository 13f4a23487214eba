"""Today: what needs me, and what changed."""

from gettext import gettext as _

from dualsite import ui
from dualsite.answers import attention, today

view = ui.begin(_("Today"))
ui.answer(attention.answer(view))
ui.ranked(view, attention.matters(view))
ui.tiles(view, today.TILES)
