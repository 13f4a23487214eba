"""Write docs/reference: the KPIs, tables and rules as the code states them.

    make reference

A test compares the pages with the code, so a page is never edited by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import get_args

from dualsite.kpi import KPIS, Kpi, Split
from dualsite.schema import TABLES, Table, dictionary
from dualsite.schema.columns import LONGEST_TEXT
from dualsite.schema.contract import COMMON, Sight
from dualsite.schema.rules import RULES

FOLDER = Path(__file__).parents[1] / "docs" / "reference"
NOTICE = "<!-- Written by `make reference`. Change the code it is read from, not this page. -->"

SIGHTS: Mapping[Sight, str] = {
    "own rows": "the rows that carry its `partner_id`",
    "rows of own": "the rows that refer to a row of its own",
    "cited by own": "the sources that its own rows cite",
    "between own": "the rows between its own products",
    "facts": "every row, without what somebody wrote beside it",
    "nothing": "no row",
}
"""What a client sees of a table, in words."""

SAID_ONCE = (f"at most {LONGEST_TEXT:,} characters", "a day of the years 1 to 9999")
"""What is allowed of every text and every day."""


def pages() -> dict[str, str]:
    """The content of every page, by its file name."""
    return {"kpis.md": _kpis(), "tables.md": _tables(), "rules.md": _rules()}


def _kpis() -> str:
    parts = [
        "# KPIs",
        NOTICE,
        "Every KPI of the catalogue (`dualsite.kpi.KPIS`), as tiles, cards, downloads and `dualsite kpi` compute it.",
        "- A KPI is stated as of a day, over a **window**: the twelve months up to it, unless others are asked for. "
        "Without *placed by* it is stated for the day itself, or its formula cuts the window.\n"
        "- A rate is a sum over a sum. Over nothing it is unknown, never 0.\n"
        "- *Grouped by* lists what there may be a row of each for; *narrowed by*, the filters that it knows. Under "
        "another filter it is not available.\n"
        "- *money* is an amount of the reporting currency.",
        _grid(
            ("id", "KPI", "unit", "better"),
            ([f"[`{kpi.id}`](#{kpi.id})", kpi.label, kpi.unit, kpi.better] for kpi in KPIS.values()),
        ),
    ]
    for family, kpis in groupby(KPIS.values(), key=lambda kpi: str(kpi.family)):
        parts += [f"## {family}", *(_kpi(kpi) for kpi in kpis)]
    return _page(parts)


def _kpi(kpi: Kpi) -> str:
    placing = kpi.placed_by if kpi.behind is None else kpi.behind.placed_by
    placed_by = repr(placing).removeprefix("_.")
    facts = {
        "unit": kpi.unit,
        "better": kpi.better,
        "formula": kpi.formula,
        "tables": _code(kpi.tables),
        "placed by": f"`{placed_by}`" if placed_by.isidentifier() and placing is not None else "",
        "one row per": _code(kpi.keys),
        "grouped by": ", ".join(name for name in get_args(Split) if name in kpi.splits),
        "narrowed by": ", ".join(sorted(kpi.filters, reverse=True)),
        "unknown when": kpi.nothing if kpi.over_nothing is None and not kpi.is_count else "",
        "a client": "is not told it: it means something over everyone's rows only" if kpi.needs_everyone else "",
        "standard": kpi.standard or "",
    }
    listed = "\n".join(f"- {name}: {fact}" for name, fact in facts.items() if fact)
    return f"### {kpi.id}\n\n**{kpi.label}.** {kpi.definition}\n\n{listed}"


def _tables() -> str:
    parts = [
        "# Tables",
        NOTICE,
        "The data contract (`dualsite.schema.TABLES`): one CSV or Parquet file per table, named after it. Only `sites` "
        "is required. The same objects check the files, make the templates and fill the page Data and definitions.",
        "- *key* columns are never empty and together unique. *optional* ones may be empty or left out.\n"
        "- *Known* says when a day, or the row that begins on it, is known: as of an earlier day, the page says what "
        "was known then.\n"
        f"- Text has at most {LONGEST_TEXT:,} characters, a day is one of the years 1 to 9999, and an interval ends "
        "before its last day: `end_on` is the first day after. Money stands in the row's own `currency`.\n"
        "- A column whose name ends in a unit is in that unit.",
        "Every table has these columns too:",
        _columns([row for row in _dictionary("sites") if row["Column"] in COMMON]),
    ]
    for area, tables in groupby(TABLES.values(), key=lambda table: table.area):
        parts += [f"## {dictionary.AREAS[area]}", *(_table(table) for table in tables)]
    return _page(parts)


def _table(table: Table) -> str:
    key = f"Key: {_code(table.key)}." if table.key else "Rows may repeat."
    also = "".join(f" Also unique: {_code(other)}." for other in table.other_keys)
    rows = [row for row in _dictionary(table.name) if row["Column"] not in COMMON or row["Column"] in table.key]
    about = f"{table.description} {key}{also} A client sees {SIGHTS[table.sight]}."
    return f"### {table.name}\n\n{about}\n\n{_columns(rows)}"


def _dictionary(table: str) -> list[dict[str, str]]:
    """The columns of a table, without what the page says once for all of them."""
    return [
        row
        | {
            "Unit": "" if row["Unit"] == row["Kind"] else row["Unit"],
            "Refers to": f"[{row['Refers to']}](#{row['Refers to']})" if row["Refers to"] else "",
            "Allowed": "; ".join(words for words in row["Allowed"].split("; ") if words not in SAID_ONCE),
        }
        for row in dictionary.rows()
        if row["Table"] == table
    ]


def _columns(rows: Sequence[Mapping[str, str]]) -> str:
    """The columns as a table, without the headings under which none of them has anything."""
    headings = [name for name in rows[0] if name not in ("Area", "Table") and any(row[name] for row in rows)]
    return _grid(headings, ([f"`{row[name]}`" if name == "Column" else row[name] for name in headings] for row in rows))


def _rules() -> str:
    return _page(
        [
            "# Rules",
            NOTICE,
            "What every data folder is held to (`dualsite.schema.rules.RULES`), by the page Data and definitions and "
            "by `dualsite check`. An error refuses its table, and the last good version stays on show; a warning is "
            "shown beside the numbers.",
            _grid(
                ("rule", "severity", "what it finds", "what to do"),
                ([rule.id, rule.severity, rule.title, rule.advice] for rule in RULES.values()),
            ),
        ]
    )


def _grid(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    return "\n".join(_lines(headings, rows))


def _lines(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for cells in (headings, ["---"] * len(headings), *rows):
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _page(parts: Iterable[str]) -> str:
    return "\n\n".join(parts) + "\n"


def main() -> None:
    """Write every page."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, content in pages().items():
        (FOLDER / name).write_text(content, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
