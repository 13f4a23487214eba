"""The catalogues of texts: kept up with the code, held to it, and compiled.

`python -m tools.messages` (`make messages`) takes what the code says into every `dualsite/locales/*/LC_MESSAGES/
dualsite.po` and says what is missing, fuzzy or stale there, ending with 1 when anything is. With `compile` it writes
the `.mo` of each that is older than its source, or not there.
"""

from __future__ import annotations

import ast
import re
import string
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from typer.main import get_command

from dualsite import cli
from dualsite.cli import language as cli_language
from dualsite.errors import SYSTEM
from dualsite.i18n import CATALOGUES, DEFAULT, TOLD
from dualsite.kpi.catalogue import KPIS
from dualsite.particles import MARKER
from dualsite.schema import TABLES, dictionary
from dualsite.schema.rules import RULES
from dualsite.schema.rules.clauses import CLAUSES
from tools.said import said

ROOT = Path(__file__).parents[1]
READ = ("dualsite", "pages")
"""The folders whose code says something to a reader."""

PLURALS, OF_CONTEXT = "ngettext", "pgettext"
MARKED = ("_", "marked", PLURALS, OF_CONTEXT)
"""The functions whose texts are translated."""

PROJECT = "Dualsite"

HEAD = r"""msgid ""
msgstr ""
"Language: {language}\n"
"Plural-Forms: {plural_forms}\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""
"""How a catalogue begins."""


def extracted() -> Catalog:
    """Every text that is shown, with the files it stands in."""
    found = Catalog(project=PROJECT)
    for file in sorted(one for folder in READ for one in (ROOT / folder).rglob("*.py")):
        place = [(file.relative_to(ROOT).as_posix(), 0)]
        for id_, context in _marked_in(file):
            found.add(id_, locations=place, context=context)
        for pattern in said(file):
            found.add(pattern, locations=place, context=TOLD)
    for pattern in CLAUSES:
        found.add(pattern, locations=[("dualsite/schema/rules/clauses.py", 0)], context=TOLD)
    for pattern in SYSTEM:
        found.add(pattern, locations=[("dualsite/errors.py", 0)], context=TOLD)
    for place, text in _of_the_contract():
        if text:
            found.add(text, locations=[(place, 0)])
    return found


def _marked_in(file: Path) -> Iterator[tuple[str | tuple[str, str], str | None]]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKED:
            texts = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if node.func.id == PLURALS and len(texts) == 2:
                yield (texts[0], texts[1]), None
            elif node.func.id == OF_CONTEXT and len(texts) == 2:
                yield texts[1], texts[0]
            elif node.func.id not in (PLURALS, OF_CONTEXT) and texts and texts[0]:
                yield texts[0], None


def _of_the_contract() -> Iterator[tuple[str, str]]:
    """What the contract and the catalogue say of themselves, and where it stands."""
    for rule in RULES.values():
        yield from (("dualsite/schema/rules", text) for text in (rule.title, rule.advice, rule.severity))
    for table in TABLES.values():
        yield f"dualsite/schema/{table.area}.py", table.description
    for row in dictionary.rows():
        yield from (("dualsite/schema/dictionary.py", row[name]) for name in ("Area", "Kind", "Unit", "Role"))
        yield from (("dualsite/schema", row[name]) for name in ("Meaning", "Known"))
    for text in cli_language.helps(get_command(cli.app)):
        yield "dualsite/cli", text
    for kpi in KPIS.values():
        yield from (("dualsite/kpi/catalogue", text) for text in (kpi.unit, kpi.standard or ""))


def catalogues(folder: Path = CATALOGUES) -> dict[str, Path]:
    """The sources of the catalogues, by language."""
    return {file.parent.parent.name: file for file in sorted(folder.glob("*/LC_MESSAGES/dualsite.po"))}


def read(language: str, file: Path) -> Catalog:
    """One catalogue as it stands in its file."""
    with file.open("rb") as opened:
        return read_po(opened, locale=language, domain="dualsite")


def write(catalogue: Catalog, file: Path) -> None:
    """Write it: texts in order, without line numbers and times, so that a change of code changes little of it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    head = HEAD.format(language=catalogue.locale_identifier, plural_forms=catalogue.plural_forms)
    with file.open("wb") as opened:
        opened.write(head.encode())
        write_po(opened, catalogue, width=0, sort_output=True, include_lineno=False, omit_header=True)


def brought_up_to_date(catalogue: Catalog, template: Catalog) -> None:
    """Take over what the code says now; a text that was reworded is kept as fuzzy, one that is gone goes."""
    catalogue.update(template, update_header_comment=False)
    catalogue.obsolete.clear()


def faults(language: str, catalogue: Catalog, template: Catalog) -> Iterator[str]:
    """What is wrong with a catalogue, as sentences: missing, fuzzy and stale texts, placeholders, particles."""
    for message in template:
        if not message.id:
            continue
        found = catalogue.get(message.id, message.context)
        if found is None or not _is_whole(found):
            yield f"{language}: not translated: {_first(message)}"
        elif found.fuzzy:
            yield f"{language}: fuzzy, look at it anew: {_first(message)}"
        else:
            yield from (f"{language}: {one}: {_first(message)}" for one in _faults(language, found))
    for message in catalogue:
        if message.id and template.get(message.id, message.context) is None:
            yield f"{language}: stale, nothing says it any more: {_first(message)}"


def _is_whole(message: Message) -> bool:
    return all(_texts(message.string))


def _faults(language: str, message: Message) -> Iterator[str]:
    asked = placeholders(_first(message))
    named = asked | {name for text in _texts(message.id) for name in placeholders(text)}
    for text in _texts(message.string):
        if not asked <= placeholders(text) <= named:
            yield f"placeholders {sorted(asked)} became {sorted(placeholders(text))}"
        if language == "ko":
            yield from (f"“{one}” has a particle in one form only" for one in bare_particles(text))


_BARE = re.compile(r"\{\w+[^}]*\}[)\]”’»」』*]*(?:은|는|이|가|을|를|과|와|으로|로|라)(?=[\s,.:;)·]|$)")


def bare_particles(text: str) -> list[str]:
    """Placeholders of a Korean text that have a particle behind them which does not go with every name."""
    return [found.group() for found in _BARE.finditer(MARKER.sub(" ", text))]


def placeholders(text: str) -> set[str]:
    """The names in braces; a text whose braces are wrong has none but itself."""
    try:
        return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return {text}


def _first(message: Message) -> str:
    return str(_texts(message.id)[0])


def _texts(told: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """Each form of a text, one empty one where there is none."""
    return tuple(told) if told and not isinstance(told, str) else (str(told or ""),)


def compile_all(folder: Path = CATALOGUES) -> list[Path]:
    """Compile what is older than its source, or not there; the files that were written."""
    written = []
    for language, source in catalogues(folder).items():
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            with target.open("wb") as opened:
                write_mo(opened, read(language, source))
            written.append(target)
    return written


def main() -> int:
    if sys.argv[1:] == ["compile"]:
        for file in compile_all():
            print(file.relative_to(ROOT))
        return 0
    template, wrong = extracted(), []
    for language, file in catalogues().items():
        catalogue = read(language, file)
        brought_up_to_date(catalogue, template)
        write(catalogue, file)
        wrong += faults(language, catalogue, template)
    print("\n".join([*wrong, f"{len(template)} texts in {DEFAULT}, {len(wrong)} to look at."]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
