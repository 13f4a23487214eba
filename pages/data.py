"""Data and definitions: can I trust this number?"""

import pandas as pd
import streamlit as st

from dualsite import formats
from dualsite.i18n import _
from dualsite.insights.data import tables as delivery
from dualsite.insights.kpis.tiles import tiles
from dualsite.schema import TABLES, dictionary
from dualsite.schema.rules import RULES
from dualsite.screens import shared as ui
from dualsite.screens.data import parts as imports
from dualsite.screens.shared import downloads as export
from dualsite.web import session
from dualsite.web.audit import reader as audit_log

view = ui.begin(_("Data and definitions"))
refused = session.store().refused
ui.answer(delivery.answer(view, refused))

FRESHNESS, FINDINGS, ROWS, KPI_TAB, DICTIONARY, RULES_TAB, SOURCES, IMPORT, AUDIT = (
    _("Tables"),
    _("Findings"),
    _("Rows"),
    _("KPIs"),
    _("Dictionary"),
    _("Rules"),
    _("Sources"),
    _("Import"),
    _("Audit"),
)
NAMES = [FRESHNESS, FINDINGS, ROWS, KPI_TAB, DICTIONARY, RULES_TAB, SOURCES, IMPORT]
if audit_log.may_read(view):
    NAMES.append(AUDIT)
tabs = dict(zip(NAMES, st.tabs(NAMES, key="tab", bind="query-params", on_change="rerun"), strict=True))

if tabs[FRESHNESS].open:
    with tabs[FRESHNESS]:
        ui.rows_table(
            "tables",
            delivery.tables(view),
            {
                "area": _("Area"),
                "table": _("Table"),
                "state": _("State"),
                "rows": _("Rows"),
                "public": _("Public"),
                "internal": _("Internal"),
                "illustrative": _("Illustrative"),
                "file": _("File"),
                "changed": _("Changed, UTC"),
            },
        )

if tabs[FINDINGS].open:
    with tabs[FINDINGS]:
        shown = refused or view.version
        found = delivery.findings(shown)
        if len(found):
            totals = [
                _("{rule} {title}, in {table}: {rows}").format(
                    rule=rule, title=RULES[rule].title.lower(), table=table, rows=formats.number(rows)
                )
                for (rule, table), rows in shown.report.totals.items()
            ]
            st.markdown("\n".join(f"- {ui.plain(total)}" for total in totals))
            ui.rows_table(
                "findings",
                found,
                {
                    "severity": _("Severity"),
                    "rule": _("Rule"),
                    "table": _("Table"),
                    "row": _("File row"),
                    "column": _("Column"),
                    "value": _("Value"),
                    "message": _("What to do"),
                },
            )
        else:
            st.markdown(_("No findings: every table keeps every rule."))

if tabs[ROWS].open:
    with tabs[ROWS]:
        table = st.selectbox(_("Table"), view.version.tables, key="table", bind="query-params", width=300)
        count = view.version.rows[table]
        st.markdown(ui.plain(TABLES[table].description))
        ui.rows_table(table, delivery.rows_of(view, table, limit=500), {name: name for name in TABLES[table].columns})
        if count > 500:
            st.caption(_("The first 500 of {count} rows.").format(count=formats.number(count)))
            ui.csv_download(f"{table} whole", count, lambda: delivery.rows_of(view, table))

if tabs[DICTIONARY].open:
    with tabs[DICTIONARY]:
        ui.rows_table(
            "dictionary",
            pd.DataFrame(dictionary.rows()),
            {
                name: _(name)
                for name in ("Area", "Table", "Column", "Kind", "Unit", "Role", "Refers to", "Meaning", "Allowed")
            },
        )
        with st.container(horizontal=True):
            wanted = st.selectbox(_("Empty template of"), list(TABLES), key="template", width=300)
            export.button(
                _("Download template"),
                lambda: dictionary.header(TABLES[wanted]),
                f"{wanted}.csv",
                "text/csv",
                key="download template",
            )

if tabs[KPI_TAB].open:
    with tabs[KPI_TAB]:
        wanted_words = st.text_input(
            _("Search"), key="kpi", bind="query-params", width=300, placeholder=_("release, FDA, …")
        )
        listed = delivery.kpis(wanted_words)
        ui.rows_table(
            "kpis",
            listed,
            {
                "family": _("Family"),
                "label": _("KPI"),
                "unit": _("Unit"),
                "better": _("Better"),
                "definition": _("Definition"),
                "formula": _("Formula"),
                "tables": _("Tables"),
                "standard": _("Standard"),
            },
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            card = st.selectbox(_("Card of"), dict(zip(listed.label, listed.id, strict=True)), width=300)
            if card and st.button(_("Show the card")):
                ui.show_card(view, tiles(view, [dict(zip(listed.label, listed.id, strict=True))[card]])[0])

if tabs[RULES_TAB].open:
    with tabs[RULES_TAB]:
        ui.rows_table(
            "rules",
            pd.DataFrame(
                [
                    {"rule": rule.id, "severity": rule.severity, "title": rule.title, "advice": rule.advice}
                    for rule in RULES.values()
                ]
            ),
            {"rule": _("Rule"), "severity": _("Severity"), "title": _("What breaks it"), "advice": _("What to do")},
        )

if tabs[SOURCES].open:
    with tabs[SOURCES]:
        if view.has("sources"):
            ui.rows_table(
                "sources",
                delivery.rows_of(view, "sources"),
                {
                    "source_id": _("Source"),
                    "title": _("Title"),
                    "publisher": _("Publisher"),
                    "published_on": _("Published"),
                    "url": _("Link"),
                },
                links=["url"],
            )
        else:
            ui.empty("sources", _("where the public rows come from"))

if tabs[IMPORT].open:
    with tabs[IMPORT]:
        imports.upload(view)

if AUDIT in tabs and tabs[AUDIT].open:
    with tabs[AUDIT]:
        audit_log.show()
