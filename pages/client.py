"""Client room: where is my product?"""

from gettext import gettext as _

from dualsite import ui
from dualsite.answers.frames import small

view = ui.begin(_("Client room"))
names = list(small(view, "partners").name) if view.has("partners") else []
ui.answer(_("{client}.").format(client=", ".join(names)))
