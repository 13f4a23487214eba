"""An option of the slot finder as a page to print."""

from __future__ import annotations

import html
from datetime import timedelta
from typing import Any

from dualsite import formats, i18n
from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.capacity import load as capacity
from dualsite.insights.capacity import slots
from dualsite.planning import Answer, Option, SlotRequest


def _unit_in_words(step: Any) -> str:
    return _("{suite}, unit {unit}").format(suite=step.suite, unit=step.unit)


def summary(view: View, question: SlotRequest, option: Option) -> str:
    """An option as an HTML document that prints on one A4 page."""
    rows = "".join(
        f"<tr><td>{row.step_no}</td><td>{html.escape(capacity.stage_in_words(row.stage))}</td>"
        f"<td>{html.escape(row.site)}</td><td>{html.escape(_unit_in_words(row))}</td>"
        f"<td>{formats.day(row.start_on)}</td><td>{formats.day(row.end_on - timedelta(days=1))}</td>"
        f"<td>{formats.day(row.usable_on)}</td></tr>"
        for row in slots.steps(view, option).itertuples()
    )
    missing = "".join(f"<li>{html.escape(line)}</li>" for line in slots.missing_in_words(view, option))
    asked = [
        (_("Materials ready"), formats.day(question.ready_on)),
        (_("Needed by"), formats.day(question.need_by)),
        (_("Market"), wording.country(question.market) if question.market else formats.UNKNOWN),
        (_("Start at risk"), _("yes") if question.at_risk else _("no")),
        (_("Other clients’ options ignored"), _("yes") if question.ignore_tentative else _("no")),
    ]
    facts = "".join(f"<dt>{html.escape(name)}</dt><dd>{html.escape(value)}</dd>" for name, value in asked)
    title = html.escape(slots.answer(view, question, Answer((option,), None)))
    told = [view.dataset.title, _("as of {day}").format(day=formats.day(view.as_of))]
    told += [] if view.scope.is_limited else [_("version {version}").format(version=view.version.id)]
    if view.scenario is not None and view.scenario.edits:
        told.append(_("scenario {name}").format(name=view.scenario.called))
    return f"""<!doctype html><html lang="{i18n.language()}"><head><meta charset="utf-8"><title>{title}</title><style>
@page {{ size: A4; margin: 18mm }} body {{ font: 11pt system-ui, sans-serif; color: #1b2430; max-width: 174mm }}
h1 {{ font-size: 15pt; line-height: 1.3 }} table {{ border-collapse: collapse; width: 100%; font-size: 10pt }}
th, td {{ text-align: left; padding: 4px 8px 4px 0; border-bottom: 1px solid #dfe3e8 }}
dl {{ display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px }} dd {{ margin: 0 }}
footer {{ margin-top: 24px; font-size: 9pt; color: #5b6b7f }}
</style></head><body><h1>{title}</h1><dl>{facts}</dl>
<table><tr><th></th><th>{_("Stage")}</th><th>{_("Site")}</th><th>{_("Suite")}</th><th>{_("First day")}</th>
<th>{_("Last day")}</th><th>{_("Usable")}</th></tr>{rows}</table>
<p>{html.escape(option.binding.text)}</p>{f"<p>{_('Licences missing')}</p><ul>{missing}</ul>" if missing else ""}
<footer>{html.escape(" · ".join(told))}</footer></body></html>"""
