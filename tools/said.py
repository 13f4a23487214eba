"""What the code says in English before it is known who reads it, as patterns: `{path} cannot be read: {error}.`

Errors and findings are written where they happen, in the code's own words, and put into the reader's language when they
are shown (`i18n.told`). Their f-strings are read here from the code, each a pattern with the name of what it is filled
with in braces.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

_FILLED = frozenset(("problem", "advice", "message", "listed_as"))
"""What findings are made of, by the names that variables and arguments have for it."""

_TOLD_BY = {
    "finding": slice(2, 3),
    "told": slice(1),
    "tellable": slice(1),
    "Unread": slice(2, 3),
    "Mended": slice(2, 4),
    "Remedy": slice(2, 4),
    "ColumnConstraint": slice(1, 2),
    "MappingProblem": slice(1, 2),
    "ScenarioFault": slice(2, 4),
    "ImportRefusal": slice(1, 2),
    "Unseen": slice(1, 2),
    "take": slice(3, 4),
    "ImportFinding": slice(5, 6),
    "Fault": slice(3, 4),
    "fault": slice(3, 4),
    "WrongPoint": slice(5, 6),
    "RegistryFormat": slice(1),
}
"""Which arguments of a call are such texts, by what is called."""

_FROM_OTHERS = frozenset(
    (
        *("ValueError", "TypeError", "KeyError", "NotImplementedError", "RuntimeError", "AssertionError", "OSError"),
        *("AttributeError", "Exit", "PydanticCustomError", "QueryCanceled"),
    )
)
"""Errors of Python and of libraries, which no reader meets."""

_FEWEST_LETTERS = 6
"""A text with fewer of its own says nothing that could be recognised."""


def said(file: Path) -> Iterator[str]:
    """The patterns of a file, in no order, some more than once."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        for text in _texts_of(node):
            yield from _patterns(text)


def _texts_of(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and _name(node.exc.func) not in _FROM_OTHERS:
        yield from map(_line, node.exc.args)
    elif isinstance(node, ast.Return) and isinstance(node.value, ast.Call) and _is_error_of_ours(node.value.func):
        yield from node.value.args
    elif isinstance(node, ast.Call):
        called = _name(node.func)
        yield from node.args[_TOLD_BY[called]] if called in _TOLD_BY else ()
        # An error of ours that says what it says itself.
        if called == "init" and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Call):
            yield from node.args[:1]
        yield from (keyword.value for keyword in node.keywords if keyword.arg in _FILLED)
    elif isinstance(node, ast.Assign) and any(isinstance(one, ast.Name) and one.id in _FILLED for one in node.targets):
        yield node.value


def _line(text: ast.expr) -> ast.expr:
    """Of lines that are joined, the one that each is made by; of what is translated at once, the text itself."""
    match text:
        case ast.Call(func=ast.Attribute(attr="join"), args=[ast.GeneratorExp(elt=line)]):
            return line
        case ast.Call(func=ast.Attribute(attr="format", value=ast.Call(func=ast.Name(id="_"), args=[translated]))):
            return translated
        case ast.Call(func=ast.Name(id="_"), args=[translated]):
            return translated
    return text


def _is_error_of_ours(called: ast.expr) -> bool:
    name = _name(called)
    return name.endswith("Error") and name not in _FROM_OTHERS


def _patterns(text: ast.expr) -> Iterator[str]:
    if isinstance(text, ast.IfExp):
        yield from _patterns(text.body)
        yield from _patterns(text.orelse)
        return
    names: dict[str, str] = {}
    pattern, letters, is_alone = "", 0, isinstance(text, ast.Constant)
    for part in _parts(text):
        if isinstance(part, str):
            # A text alone that has such signs is filled by `format`.
            pattern += part if is_alone else part.replace("{", "{{").replace("}", "}}")
            letters += sum(one.isalpha() for one in part)
        else:
            pattern += f"{{{names.setdefault(ast.dump(part), _free(_name(part), names))}}}"
    # SQL has its own quotes; what it says stands in schema/rules/clauses.py.
    if letters >= _FEWEST_LETTERS and not pattern.startswith("'"):
        yield pattern


def _parts(text: ast.expr) -> list[str | ast.expr]:
    """What a text is made of, in order: texts, and what it is filled with; empty for what is no text."""
    if isinstance(text, ast.Constant):
        return [text.value] if isinstance(text.value, str) else []
    if isinstance(text, ast.JoinedStr):
        return [part.value for part in text.values if isinstance(part, (ast.Constant, ast.FormattedValue))]
    if isinstance(text, ast.BinOp) and isinstance(text.op, ast.Add):
        left, right = _parts(text.left), _parts(text.right)
        return [*(left or [text.left]), *(right or [text.right])] if left or right else []
    return []


def _name(node: ast.expr) -> str:
    """What an expression is called; `value` where it has no name."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.strip("_").lower() if isinstance(node.ctx, ast.Load) and name.isupper() else name.strip("_")
        case ast.Subscript(value=inner) | ast.Starred(value=inner):
            return _name(inner)
        case ast.Call(func=func, args=args):
            return next((named for one in args if (named := _name(one)) != "value"), _name(func))
    return "value"


def _free(name: str, names: dict[str, str]) -> str:
    taken = set(names.values())
    return name if name not in taken else next(f"{name}_{n}" for n in range(2, 99) if f"{name}_{n}" not in taken)
