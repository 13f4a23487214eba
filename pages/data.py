"""Data and definitions: can I trust this number?"""

from functools import partial

from dualsite.i18n import _
from dualsite.insights.data import tables as delivery
from dualsite.screens import shared as ui
from dualsite.screens.data.parts import contents, imports
from dualsite.web import session
from dualsite.web.audit import reader as audit_log

view = ui.begin(_("Data and definitions"))
refused = session.store().refused
ui.answer(delivery.answer(view, refused))
tabs = {
    _("Tables"): partial(contents.show_tables, view),
    _("Findings"): partial(contents.show_findings, refused or view.version),
    _("Rows"): partial(contents.show_rows, view),
    _("KPIs"): partial(contents.show_kpis, view),
    _("Dictionary"): contents.show_dictionary,
    _("Rules"): contents.show_rules,
    _("Sources"): partial(contents.show_sources, view),
    _("Import"): partial(imports.upload, view),
}
if audit_log.may_read(view):
    tabs[_("Audit")] = audit_log.show
ui.tabs(tabs, key="tab")
