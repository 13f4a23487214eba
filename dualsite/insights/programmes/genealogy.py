"""The genealogy of a programme's batches: which was made from which, how each stands, what it yielded and where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pandas as pd
from ibis import _ as row_

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked, ngettext
from dualsite.insights import wording
from dualsite.insights.frames import column, frame, names_of
from dualsite.insights.programmes.lineage import Lineage, Mark, TreeBatch, TreeBox, closure, families, layout
from dualsite.insights.programmes.programmes import programmes
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.kpi.computations.facts import BATCH_STEP
from dualsite.palette import BAD, GOOD, INK, WATCH
from dualsite.schema.vocabulary import STAGES

_MARKS: dict[str, Mark] = {
    "RELEASED": "good",
    "REJECTED": "bad",
    "ABORTED": "bad",
    "ON_HOLD": "watch",
    "PLANNED": "planned",
}
"""What a batch's step is drawn as; any other is under way."""


@cached_per_view
def genealogy(view: View, key: str) -> pd.DataFrame:
    """The batches of a programme with all they were made from and all that was made of them, the earliest first.

    Columns: `batch_id`, `stage` and `stage_words`, `site`, `step` and `step_words` as of the day, `yield_fraction`,
    `on` (started, else planned), `made_from` (batch ids), `quarter`, `tree` (the batches that hang together, by the
    least id) and `is_own` (of the programme itself). Whatever the site filter; empty without the tables.
    """
    programme = programmes(view).get(key)
    if programme is None or not view.has("batches"):
        return GENEALOGY_SPEC.empty()
    of_all = view.of_all_sites
    whose = [row_.partner_id == programme.partner_id] if programme.partner_id else []
    rows = of_all.table(
        "batches",
        *("batch_id", "contract_id", "product_id", "stage", "site_id", "planned_start_on", "actual_start_on"),
        *("yield_fraction", "data_class"),
        where=whose,
        step=BATCH_STEP,
    )
    found = frame(rows)
    if programme.contract_id is not None:
        own = set(found.batch_id[found.contract_id == programme.contract_id])
    else:
        own = set(found.batch_id[found.product_id == programme.product_id])
    edges = _edges(view, key)
    found = found[found.batch_id.isin(closure(own, edges))]
    parents: dict[str, list[str]] = {}
    for parent, child in edges:
        parents.setdefault(child, []).append(parent)
    tree, sites = families(found.batch_id, edges), names_of(view, "sites", "site_id")
    found = found.assign(
        on=column([row.actual_start_on or row.planned_start_on for row in found.itertuples()], found),
        site=column([sites.get(site, site) for site in found.site_id], found),
        stage_words=column([wording.title(wording.stage(stage)) for stage in found.stage], found),
        step_words=column([wording.status(step) for step in found.step], found),
        made_from=column([tuple(sorted(parents.get(id_, ()))) for id_ in found.batch_id], found),
        tree=column([tree[id_] for id_ in found.batch_id], found),
        is_own=found.batch_id.isin(own),
    )
    found["quarter"] = [f"{on.year}Q{(on.month + 2) // 3}" for on in found.on]
    found["place"] = [STAGES.index(stage) for stage in found.stage]
    found = found.sort_values(["on", "place", "batch_id"])
    return found[GENEALOGY_SPEC.names].reset_index(drop=True)


GENEALOGY_SPEC = TableSpec(
    "genealogy",
    marked("Batch genealogy of the programme"),
    (
        ColumnSpec("batch_id", marked("Batch"), "code", is_strong=True),
        ColumnSpec("stage_words", marked("Stage")),
        ColumnSpec("site", marked("Site")),
        ColumnSpec("step_words", marked("Status")),
        ColumnSpec("yield_fraction", marked("Yield"), "fraction"),
        ColumnSpec("on", marked("Started or planned"), "day"),
        ColumnSpec("made_from", marked("Made from"), "texts"),
        ColumnSpec("stage", kind="code"),
        ColumnSpec("step", kind="code"),
        ColumnSpec("site_id", kind="code"),
        ColumnSpec("quarter", kind="code"),
        ColumnSpec("tree", kind="code"),
        ColumnSpec("is_own", kind="flag"),
        DATA_CLASS,
    ),
)


@cached_per_view
def _edges(view: View, key: str) -> list[tuple[str, str]]:
    """What was used, and what was made of it, of the client of the programme."""
    if not view.has("batch_inputs"):
        return []
    partner = programmes(view)[key].partner_id
    whose = [row_.partner_id == partner] if partner else []
    rows = frame(view.of_all_sites.table("batch_inputs", "parent_batch_id", "child_batch_id", where=whose))
    return sorted(zip(rows.parent_batch_id, rows.child_batch_id, strict=True))


def choices(view: View, key: str) -> dict[str, str]:
    """What may be looked at, by id: each quarter, then each batch with all that belongs to it."""
    found = genealogy(view, key)
    latest = found.groupby("tree").quarter.max()
    counted = Counter(latest[tree] for tree in found.tree)
    if len(counted) < 2:
        counted.clear()
    quarters = {
        quarter: ngettext("{quarter}: {count} batch", "{quarter}: {count} batches", count).format(
            quarter=quarter_in_words(quarter), count=formats.number(count)
        )
        for quarter, count in sorted(counted.items())
    }
    return quarters | {id_: id_ for id_ in found.batch_id}


def quarter_in_words(quarter: str) -> str:
    """Q3 2026."""
    year, number = quarter.split("Q")
    return formats.quarter(pd.Timestamp(int(year), 3 * int(number) - 2, 1).date())


def shown(view: View, key: str, chosen: str | None = None) -> pd.DataFrame:
    """The batches of the quarter chosen, or that belong to the batch chosen; else all of them."""
    found = genealogy(view, key)
    if chosen is None:
        return found
    if chosen in set(found.batch_id):
        return found[found.batch_id.isin(closure([chosen], _edges(view, key)))].reset_index(drop=True)
    latest = found.groupby("tree").quarter.max()
    return found[[latest[tree] == chosen for tree in found.tree]].reset_index(drop=True)


SHOWN_SPEC = GENEALOGY_SPEC

MEASURES = marked(
    "Left to right: from inputs to outputs, with the yield. ✓ released, ✗ rejected or aborted, ▲ "
    "on hold, … in process, ○ planned. Many are grouped by quarter, site and status: select a box "
    "to see them."
)
EXPORTED_MEASURES = marked(
    "Left to right: from inputs to outputs, with the yield. ✓ released, ✗ rejected or aborted, ▲ "
    "on hold, … in process, ○ planned. Many are grouped by quarter, site and status."
)
"""What the boxes of the tree show, on screen and on paper."""

SIGNS: Mapping[Mark, tuple[str, str]] = {
    "good": ("✓", GOOD),
    "bad": ("✗", BAD),
    "watch": ("▲", WATCH),
    "open": ("…", INK),
    "planned": ("○", INK),
}
"""The sign before a batch and its colour."""


def drawn(rows: pd.DataFrame) -> Lineage:
    """Where each of the batches stands, `rows` as `shown` gives them."""
    batches = [
        TreeBatch(
            row.batch_id,
            STAGES.index(row.stage),
            row.site_id,
            _MARKS.get(row.step, "open"),
            row.quarter,
            row.on,
            row.yield_fraction,
        )
        for row in rows.itertuples()
    ]
    known = set(rows.batch_id)
    return layout(
        batches,
        [(parent, row.batch_id) for row in rows.itertuples() for parent in row.made_from if parent in known],
    )


def box_name(box: TreeBox) -> str:
    """The batch or how many they are, with the yield."""
    name = box.first.id if len(box.batches) == 1 else f"× {formats.number(len(box.batches))}"
    return f"{name} · {_yield(box)}" if box.yields else name


def _yield(box: TreeBox) -> str:
    low, high = box.yields or (None, None)
    shown = formats.percent(low, 0)
    return (
        shown
        if formats.percent(high, 0) == shown
        else _("{low} to {high}").format(low=shown, high=formats.percent(high, 0))
    )


def box_in_words(box: TreeBox, stage: str, sites: Mapping[str, str]) -> list[str]:
    """What a box stands for, line by line: which batches, of which stage and site, and their yield."""
    ids = [one.id for one in box.batches]
    count = ngettext("{count} batch", "{count} batches", len(ids)).format(count=formats.number(len(ids)))
    return [
        ids[0] if len(ids) == 1 else count,
        f"{wording.title(stage)}, {sites[box.first.site]}",
        *([formats.names(ids)] if len(ids) > 1 else []),
        *([_("yield {share}").format(share=_yield(box))] if box.yields else []),
    ]


def title(rows: pd.DataFrame) -> str:
    """The finding: how many batches are shown, and how many of them were released."""
    if not len(rows):
        return _("No batches on record")
    counted: Counter[str] = Counter(_MARKS.get(step, "open") for step in rows.step)
    said = [
        text.format(count=formats.number(counted[mark]))
        for mark, text in (
            ("good", _("{count} released")),
            ("bad", _("{count} rejected or aborted")),
            ("watch", _("{count} on hold")),
            ("open", _("{count} in process")),
            ("planned", _("{count} planned")),
        )
        if counted[mark]
    ]
    all_ = ngettext("{count} batch", "{count} batches", len(rows)).format(count=formats.number(len(rows)))
    return _("{all}: {counts}").format(all=all_, counts=formats.listed(said))


def in_words(rows: pd.DataFrame, most: int = 25) -> str:
    """The tree as text: the first batches, each with what it was made from."""
    said = [
        _("{batch}, {stage}, {site}: {step}").format(
            batch=row.batch_id, stage=row.stage_words, site=row.site, step=row.step_words
        )
        + (" ← " + formats.listed(row.made_from) if row.made_from else "")
        for row in rows.head(most).itertuples()
    ]
    if len(rows) > most:
        said.append(wording.more_below(len(rows), most))
    return formats.parts(said)
