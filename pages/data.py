"""Data and definitions: can I trust this number?"""

from functools import partial

from dualsite.i18n import _
from dualsite.insights.data import tables as data_version
from dualsite.screens import shared as ui
from dualsite.screens.data.parts import contents, imports
from dualsite.web import deliveries, session
from dualsite.web.audit import reader as audit_log
from dualsite.web.signin import screen as signin

view = ui.begin(_("Data and definitions"))
refused = session.store().refused
ui.answer(data_version.answer(view, refused))
tabs = {
    "tables": (_("Tables"), partial(contents.show_tables, view)),
    "findings": (_("Findings"), partial(contents.show_findings, refused or view.version)),
    "rows": (_("Rows"), partial(contents.show_rows, view)),
    "kpis": (_("KPIs"), partial(contents.show_kpis, view)),
    "dictionary": (_("Dictionary"), contents.show_dictionary),
    "rules": (_("Rules"), contents.show_rules),
    "sources": (_("Sources"), partial(contents.show_sources, view)),
    "import": (_("Import"), partial(imports.upload, view)),
}
if audit_log.may_read(view):
    tabs["versions"] = (_("Versions"), partial(deliveries.show_versions, view, signin.person()))
    tabs["audit"] = (_("Audit"), audit_log.show)
ui.tabs(tabs, key="tab")
