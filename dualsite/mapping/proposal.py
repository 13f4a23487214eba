"""A proposed mapping: which table an export is, and which of its columns each of ours is, by headers and values.

Every line says how sure it is; what is needed and nothing was found for stands as a comment.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rapidfuzz import fuzz

from dualsite.mapping.books import is_book
from dualsite.mapping.conversion import FLAGS
from dualsite.mapping.exports import Export, lines_above, read_export
from dualsite.mapping.words import FILES, WORDS
from dualsite.schema import TABLES
from dualsite.schema.columns import Column

DAYS = ("%Y-%m-%d", "%Y%m%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y")
MOMENTS = "%Y-%m-%d %H:%M:%S"
"""How the moments of a workbook are written; those at midnight are days alone."""
ENCODINGS = ("utf-8-sig", "cp1252")
LEAST = 60
"""How alike, of 100, a header has to be to one of our columns to be proposed."""


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
    head = "# A proposal: look at every line. What is not sure says so, and what was not found is missing below.\n"
    sections: list[str] = []
    taken: set[str] = set()
    for path in paths:
        found, lines = _section(path, table)
        if found and found in taken:
            said = (
                f"# {path.name} looks like {found}, too: a table has one section. Put the files together, or rename it."
            )
            lines = [said, *(f"# {line}".rstrip() for line in lines)]
        taken.add(found)
        sections.append("\n".join(lines) + "\n")
    return head + "\n" + "\n".join(sections)


def _section(path: Path, wanted: str | None) -> tuple[str, list[str]]:
    """The table that a file is, and the lines of its section."""
    encoding = "" if is_book(path) else _encoding(path)
    skip = lines_above(path, encoding=encoding or "utf-8-sig")
    export = read_export(path, encoding=encoding or "utf-8-sig", skip=skip)
    values = {
        name: [row[at] for _, row in export.rows[:500] if at < len(row) and row[at]]
        for at, name in enumerate(export.header)
        if name
    }
    named = next((one for part, one in FILES.items() if part in path.stem.casefold()), None)
    forms = _day_forms(values)
    candidates = [wanted] if wanted else list(TABLES)
    table, guesses = max(
        ((name, _guesses(name, values, forms)) for name in candidates),
        key=lambda one: _fit(*one) * (2 if one[0] in (named, path.stem.casefold()) else 1),
    )
    if not guesses:
        return "", [f"# {export.name}: no table of ours is like it. Its columns are {', '.join(values)}."]
    columns = TABLES[table].columns
    numbers = [value for guess in guesses if columns[guess.ours].kind == "number" for value in values[guess.theirs]]
    head = _head(export, {columns[guess.ours].kind for guess in guesses}, numbers, encoding, skip, forms)
    return table, [f"[{table}]", *head, "", f"[{table}.columns]", *_columns(table, guesses, values)]


def _day_forms(values: dict[str, list[str]]) -> list[str]:
    """The forms in which all days of a file may be written; none when nothing in it is a day."""
    days = [
        own
        for own in values.values()
        if own and any(all(_is_day(one, form) for one in own) for form in (*DAYS, MOMENTS))
    ]
    known = [form for form in (*DAYS, MOMENTS) if days and all(_is_day(one, form) for own in days for one in own)]
    return known if known == [MOMENTS] else [form for form in known if form != MOMENTS]


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


def _guesses(table: str, values: dict[str, list[str]], forms: Sequence[str]) -> list[Guess]:
    """For each of our columns the most alike of theirs, each of theirs once, the surest first."""
    own = [name for name in TABLES[table].columns if name not in ("source_id", "data_class", "note")]
    pairs = sorted(
        (
            (_alike(TABLES[table].columns[ours], theirs, values[theirs], forms), ours, theirs)
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


def _alike(column: Column, theirs: str, values: Sequence[str], forms: Sequence[str]) -> float:
    """How likely a header is one of our columns: how alike the words are, and whether the values can be its values."""
    headers = {_plain(theirs), _plain(theirs).removesuffix(" date")}
    names = [
        _plain(column.name),
        _plain(re.sub(r"_(id|on|kg|l|d|fraction|g_l)$", "", column.name)),
        *WORDS.get(column.name, ()),
    ]
    alike = max(fuzz.token_sort_ratio(header, name) for header in headers for name in names)
    if not values:
        return alike * 0.9
    if column.vocabulary:
        known = sum(_code(value) in column.vocabulary for value in values) / len(values)
        return alike * (0.6 + 0.4 * known) if known else alike * 0.75
    if column.kind == "day" and not any(all(_is_day(value, form) for value in values) for form in forms):
        return 0.0
    if column.kind in ("number", "count") and not all(re.search(r"\d", value) for value in values):
        return 0.0
    return alike


def _head(
    export: Export, kinds: Collection[str], numbers: Sequence[str], encoding: str, skip: int, forms: Sequence[str]
) -> Iterable[str]:
    """How a file is written; `kinds` are those of the columns found, `numbers` their numbers."""
    yield f"files = [{json.dumps(export.name, ensure_ascii=False)}]"
    if encoding and encoding != ENCODINGS[0]:
        yield f'encoding = "{encoding}"'
    marks = [mark for mark in (",", ".") if any(re.search(rf"{re.escape(mark)}\d+%?$", value) for value in numbers)]
    if marks == [","]:
        yield 'decimal = ","  # by the values'
    if skip:
        yield f"skip = {skip}  # lines above the header"
    if "day" in kinds and len(forms) > 1:
        yield f'day = "?"  # {" or ".join(forms)}: nothing in the file tells which'
    elif "day" in kinds and forms and forms[0] != DAYS[0]:
        yield f'day = "{forms[0]}"  # by the values'


def _columns(table: str, guesses: Sequence[Guess], values: dict[str, list[str]]) -> Iterable[str]:
    """A line for each column that was found, and a comment for each that is needed and was not."""
    columns = TABLES[table].columns
    for guess in guesses:
        yield f"{guess.ours} = {_source(columns[guess.ours], guess, values[guess.theirs])}  # {guess.sure} % sure"
    found = {guess.ours for guess in guesses}
    for name in (name for name in TABLES[table].required if name not in found):
        allowed = f" {columns[name].allowed}." if columns[name].vocabulary else ""
        said = f"needed, and nothing like it was found: {columns[name].description}{allowed}"
        yield f'# {name} = {{ constant = "?" }}  # {said}'
    unused = [name for name in values if name not in {guess.theirs for guess in guesses}]
    if unused:
        yield f"# Not used: {', '.join(unused)}"


def _source(column: Column, guess: Guess, values: Sequence[str]) -> str:
    theirs = json.dumps(guess.theirs, ensure_ascii=False)
    if column.kind == "flag" and any(value.casefold() not in FLAGS for value in values):
        told = {value: "true" if value.casefold() in ("x", "y", "ja") else "?" for value in dict.fromkeys(values)}
        codes = ", ".join(f"{json.dumps(value, ensure_ascii=False)} = {json.dumps(own)}" for value, own in told.items())
        return f'{{ from = {theirs}, codes = {{ {codes}, "" = "false" }} }}'
    if column.unit == "fraction 0–1" and ("%" in guess.theirs or any("%" in value for value in values)):
        return f'{{ from = {theirs}, unit = "%" }}'
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


def _is_day(value: str, form: str) -> bool:
    if not value.strip("0./-"):
        return True
    if form == MOMENTS and len(value) == len("2026-01-05"):
        form = DAYS[0]
    try:
        return 1950 <= datetime.strptime(value, form).year <= 2100  # noqa: DTZ007  a day, not an hour
    except ValueError:
        return False


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9%]+", text.casefold()))


def _code(text: str) -> str:
    return re.sub(r"[^A-Z0-9]+", "_", text.upper()).strip("_")
