"""Scenarios: what if?"""

from dualsite.i18n import _
from dualsite.screens import shared as ui
from dualsite.web.what_if import page

view = ui.begin(_("Scenarios"))
page.show(view)
