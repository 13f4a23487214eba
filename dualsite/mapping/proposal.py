"""A proposed mapping: which table an export is, and which of its columns each of ours is, by headers and values.

Every line says how sure it is; what is needed and nothing was found for stands as a comment.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rapidfuzz import fuzz

from dualsite.mapping.exports import BOOKS, Export, read_export
from dualsite.schema import TABLES
from dualsite.schema.columns import Column

DAYS = ("%Y-%m-%d", "%Y%m%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y")
ENCODINGS = ("utf-8-sig", "cp1252")
LEAST = 60
"""How alike, of 100, a header has to be to one of our columns to be proposed."""

WORDS = {
    "batch_id": ("charg", "charge", "batch", "batch no", "batch number", "lot", "lot number"),
    "product_id": ("matnr", "material", "product", "product code"),
    "site_id": ("werks", "plant", "site"),
    "suite_id": ("arbpl", "work center", "line", "suite", "equipment"),
    "partner_id": ("kunnr", "kunag", "customer", "client", "account", "account id", "sold to party"),
    "contract_id": ("vbeln", "contract", "contract number", "agreement"),
    "planned_start_on": ("gstrp", "basic start date", "planned start"),
    "actual_start_on": ("gstri", "actual start date", "start date"),
    "manufactured_on": ("getri", "actual finish date", "manufacturing date", "hsdat", "manufactured"),
    "disposition_on": ("disposition date", "release date", "usage decision date", "vdatum"),
    "status": ("stage name", "state", "objstatus", "disposition"),
    "output_kg": ("menge", "quantity", "gamng", "yield quantity"),
    "opportunity_id": ("opportunity id", "opportunity"),
    "name": ("opportunity name", "account name", "description", "maktx"),
    "value": ("amount", "netwr", "net value"),
    "currency": ("waers", "currency iso code", "opportunity currency"),
    "win_fraction": ("probability", "probability (%)"),
    "closed_on": ("close date", "closed date", "completion date"),
    "opened_on": ("created date", "open date", "erdat"),
    "severity": ("criticality", "classification"),
    "event_id": ("record id", "deviation number", "qmnum"),
}
"""What other systems call a column of ours: SAP's fields, and headers of CRM, MES and LIMS reports."""


@dataclass(frozen=True)
class Guess:
    """One of our columns and the column of theirs that it may be, with how sure that is, of 100."""

    ours: str
    theirs: str
    sure: int


def proposal(paths: Sequence[Path], table: str | None = None) -> str:
    """The text of a `mapping.toml` for these files, each of one table: the one named, or the likeliest.

    DataError when a file cannot be read.
    """
    sections = [_section(path, table) for path in paths]
    head = "# A proposal: look at every line. What is not sure says so, and what was not found is missing below.\n"
    return head + "\n" + "\n".join(sections)


def _section(path: Path, wanted: str | None) -> str:
    encoding = "" if path.suffix.lower() in BOOKS else _encoding(path)
    export = read_export(path, encoding=encoding or "utf-8-sig")
    values = {
        name: [row[at] for _, row in export.rows[:500] if at < len(row) and row[at]]
        for at, name in enumerate(export.header)
        if name
    }
    candidates = [wanted] if wanted else list(TABLES)
    table, guesses = max(((name, _guesses(name, values)) for name in candidates), key=lambda one: _fit(*one))
    return "\n".join(_lines(export, table, guesses, values, encoding))


def _encoding(path: Path) -> str:
    content = path.read_bytes()[:1_000_000]
    try:
        content.decode(ENCODINGS[0])
    except UnicodeDecodeError:
        return ENCODINGS[1]
    return ENCODINGS[0]


def _fit(table: str, guesses: Sequence[Guess]) -> float:
    """How well the guesses fill a table: what it must have counts, and so does how sure they are."""
    required = TABLES[table].required
    sure = sum(guess.sure for guess in guesses) / 100
    return sure * sum(guess.ours in required for guess in guesses) / max(len(required), 1)


def _guesses(table: str, values: dict[str, list[str]]) -> list[Guess]:
    """For each of our columns the most alike of theirs, each of theirs once, the surest first."""
    own = [name for name in TABLES[table].columns if name not in ("source_id", "data_class", "note")]
    pairs = sorted(
        (
            (_alike(TABLES[table].columns[ours], theirs, values[theirs]), ours, theirs)
            for ours in own
            for theirs in values
        ),
        reverse=True,
    )
    taken: set[str] = set()
    found: dict[str, Guess] = {}
    for sure, ours, theirs in pairs:
        if sure >= LEAST and ours not in found and theirs not in taken:
            taken.add(theirs)
            found[ours] = Guess(ours, theirs, round(sure))
    return [found[name] for name in own if name in found]


def _alike(column: Column, theirs: str, values: Sequence[str]) -> float:
    """How likely a header is one of our columns: how alike the words are, and whether the values can be its values."""
    header = _plain(theirs)
    names = [
        _plain(column.name),
        _plain(re.sub(r"_(id|on|kg|l|d|fraction|g_l)$", "", column.name)),
        *WORDS.get(column.name, ()),
    ]
    alike = max(fuzz.token_sort_ratio(header, name) for name in names)
    if not values:
        return alike * 0.9
    if column.vocabulary:
        known = sum(_code(value) in column.vocabulary for value in values) / len(values)
        return alike * (0.6 + 0.4 * known) if known else alike * 0.75
    if column.kind == "day" and not _day_form(values):
        return 0.0
    if column.kind in ("number", "count") and not all(re.search(r"\d", value) for value in values):
        return 0.0
    return alike


def _lines(
    export: Export, table: str, guesses: Sequence[Guess], values: dict[str, list[str]], encoding: str
) -> Iterable[str]:
    columns = TABLES[table].columns
    yield f"[{table}]"
    yield f"files = [{json.dumps(export.name, ensure_ascii=False)}]"
    if encoding and encoding != ENCODINGS[0]:
        yield f'encoding = "{encoding}"'
    numbers = [value for guess in guesses if columns[guess.ours].kind == "number" for value in values[guess.theirs]]
    if any(re.search(r",\d+$", value) for value in numbers) and not any(
        re.search(r"\.\d+$", value) for value in numbers
    ):
        yield 'decimal = ","  # by the values'
    days = [form for guess in guesses if columns[guess.ours].kind == "day" if (form := _day_form(values[guess.theirs]))]
    if days and days[0] != DAYS[0]:
        yield f'day = "{days[0]}"  # by the values'
    yield ""
    yield f"[{table}.columns]"
    for guess in guesses:
        yield f"{guess.ours} = {_source(columns[guess.ours], guess, values[guess.theirs])}  # {guess.sure} % sure"
    found = {guess.ours for guess in guesses}
    for name in columns:
        if name not in found and name in TABLES[table].required:
            yield f"# {name} = …  # needed, and nothing like it was found: {columns[name].description}"
    unused = [name for name in values if name not in {guess.theirs for guess in guesses}]
    if unused:
        yield f"# Not used: {', '.join(unused)}"
    yield ""


def _source(column: Column, guess: Guess, values: Sequence[str]) -> str:
    theirs = json.dumps(guess.theirs, ensure_ascii=False)
    if not column.vocabulary or all(value in column.vocabulary for value in values):
        return theirs
    codes = ", ".join(
        f"{json.dumps(value, ensure_ascii=False)} = {json.dumps(_nearest(value, column.vocabulary))}"
        for value in dict.fromkeys(values)
    )
    return f"{{ from = {theirs}, codes = {{ {codes} }} }}"


def _nearest(value: str, vocabulary: Sequence[str]) -> str:
    """The word of ours that a code of theirs may be; "?" when none is like it, which the check then refuses."""
    best = max(vocabulary, key=lambda word: fuzz.ratio(_code(value), word))
    return best if fuzz.ratio(_code(value), best) >= LEAST else "?"


def _day_form(values: Sequence[str]) -> str:
    """The one form in which all these values are days; "" when there is none, or more than one of them is."""
    fitting = [form for form in DAYS if all(_is_day(value, form) for value in values)]
    return fitting[0] if len(fitting) == 1 else ""


def _is_day(value: str, form: str) -> bool:
    if not value.strip("0./-"):
        return True
    try:
        return 1950 <= datetime.strptime(value, form).year <= 2100  # noqa: DTZ007  a day, not an hour
    except ValueError:
        return False


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9%]+", text.casefold()))


def _code(text: str) -> str:
    return re.sub(r"[^A-Z0-9]+", "_", text.upper()).strip("_")
