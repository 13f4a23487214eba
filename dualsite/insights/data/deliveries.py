"""What a new data version lacks, in words: the same on the banner, on the data page and on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pandas as pd

from dualsite import formats
from dualsite.i18n import _, marked, ngettext
from dualsite.insights.table_spec import ColumnSpec, TableSpec
from dualsite.store import Version
from dualsite.store.comparison import Difference, Fall
from dualsite.store.decisions import Decision
from dualsite.store.kept import KeptVersion


def sentences(found: Sequence[Difference]) -> list[str]:
    """One clause for each difference, as in "revenue: 4 rows instead of 9, total −59%"; in their order."""
    return [_sentence(one) for one in found]


def refused(version: Version) -> list[str]:
    """The tables that are left out because of errors, in order."""
    return sorted(version.report.refused)


def left_out(version: Version) -> str:
    """That tables are left out because of errors, and which; empty for none."""
    if version.is_good:
        return ""
    return _("Left out because of errors: {tables}.").format(tables=formats.listed(refused(version)))


def moment(at: str) -> str:
    """28 Nov 2026, 15:04 UTC, of a moment in ISO 8601; unknown where it is empty."""
    if not at:
        return formats.UNKNOWN
    when = datetime.fromisoformat(at).astimezone(UTC)
    return _("{day}, {time} UTC").format(day=formats.day(when.date()), time=f"{when:%H:%M}")


def decided(made: Decision) -> str:
    """Who has decided and when."""
    return _("{who}, {when}").format(who=made.by, when=moment(made.at))


def kept(versions: Sequence[KeptVersion], shown: str) -> pd.DataFrame:
    """The kept versions, that on show last first: `version`, `shown_at`, `as_of`, `tables`, `rows` and `state`."""
    return pd.DataFrame(
        [
            {
                "version": one.id,
                "shown_at": datetime.fromisoformat(one.shown_at).astimezone(UTC).replace(tzinfo=None),
                "as_of": date.fromisoformat(one.holdings.as_of),
                "tables": len(one.holdings.tables),
                "rows": one.rows,
                "state": marked("shown") if one.id == shown else marked("kept"),
            }
            for one in versions
        ]
    )


KEPT_SPEC = TableSpec(
    "versions",
    marked("Kept versions"),
    (
        ColumnSpec("version", marked("Version"), "code"),
        ColumnSpec("state", marked("State"), "word"),
        ColumnSpec("shown_at", marked("Shown since"), "time", marked("UTC")),
        ColumnSpec("as_of", marked("As of"), "day"),
        ColumnSpec("tables", marked("Tables"), "whole"),
        ColumnSpec("rows", marked("Rows"), "whole"),
    ),
)


def _sentence(one: Difference) -> str:
    table, was, now = one.table, formats.number(one.rows_before), formats.number(one.rows_after)
    match one.kind:
        case "gone":
            return ngettext(
                "{table}: its file is gone, {was} row was on show",
                "{table}: its file is gone, {was} rows were on show",
                one.rows_before,
            ).format(table=table, was=was)
        case "less":
            return formats.listed([_rows(one), *map(_fall, one.falls)])
        case "beginning":
            return formats.listed(
                [_rows(one), *map(_fall, one.falls), _("its file is the beginning of the one on show and ends sooner")]
            )
        case "cut":
            return _("{table}: its file ends in the middle of a line, after {now} rows").format(table=table, now=now)
        case "emptied":
            return _("{table}: {columns} was filled and is empty").format(
                table=table, columns=formats.listed(list(one.columns))
            )
        case "dataset gone":
            as_of, currency, as_of_before, currency_before = one.columns
            return _(
                "dataset.toml is gone: the data would be as of {day} in {currency}, not as of {before} in {other}"
            ).format(
                day=formats.day(date.fromisoformat(as_of)),
                currency=currency,
                before=formats.day(date.fromisoformat(as_of_before)),
                other=currency_before,
            )
        case "dataset spelt":
            return _("dataset.toml is called {name} now; rename it").format(name=one.columns[0])
        case "unlike seal":
            return formats.parts(one.columns)


def _rows(one: Difference) -> str:
    now, was = formats.number(one.rows_after), formats.number(one.rows_before)
    if one.rows_after == one.rows_before:
        return ngettext("{table}: {now} row as before", "{table}: {now} rows as before", one.rows_after).format(
            table=one.table, now=now
        )
    return ngettext(
        "{table}: {now} row instead of {was}", "{table}: {now} rows instead of {was}", one.rows_after
    ).format(table=one.table, now=now, was=was)


def _fall(fall: Fall) -> str:
    share = formats.change(fall.after, fall.before, "amount", 0)
    if fall.column in ("amount", "value") and not fall.currency:
        return _("total {share}").format(share=share)
    if fall.column in ("amount", "value"):
        return _("total in {currency} {share}").format(currency=fall.currency, share=share)
    return _("{column} {share}").format(column=fall.column, share=share)
