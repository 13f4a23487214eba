"""Reading a page that AppTest ran the way a person reads the screen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from streamlit.testing.v1 import AppTest

from dualsite.screens.shared.drawing import COMPONENT

_WRITTEN = ("markdown", "caption", "error", "warning", "info", "success", "metric")


def elements(block: Any) -> Iterator[Any]:
    """Everything in a block, depth first, blocks before what they hold."""
    for child in block.children.values():
        yield child
        if hasattr(child, "children"):
            yield from elements(child)


def part(screen: AppTest, key: str) -> Any:
    """The container of that key. Raises LookupError when the page has none."""
    found = [one for one in elements(screen.main) if hasattr(one, "children") and one.key == key]
    if len(found) != 1:
        raise LookupError(f"{len(found)} containers have the key {key}")
    return found[0]


def written(block: Any) -> list[str]:
    """All text of a block as Markdown, in order."""
    texts: list[str] = []
    for one in elements(block):
        if one.type in _WRITTEN:
            texts += [str(getattr(one, name)) for name in ("value", "label", "help") if getattr(one, name, None)]
    return texts


def sent(block: Any) -> str:
    """All that a browser is sent of a block: every element whole, labels, options, charts and links included."""
    messages = [one.proto.SerializeToString() for one in elements(block) if one.proto is not None]
    return b"\n".join(messages).decode("utf-8", "replace")


def answer(screen: AppTest) -> str:
    """The page's answer as a person reads it, without the backslashes of Markdown."""
    return " ".join(written(part(screen, "answer"))).replace("\\", "")


def footer(screen: AppTest) -> str:
    """The last line of the page."""
    return str(screen.caption[-1].value).replace("\\", "")


def table(screen: AppTest, column: str) -> Any:
    """The first table with such a column. Raises LookupError when there is none."""
    for one in screen.dataframe:
        if column in one.value.columns:
            return one.value
    raise LookupError(f"no table with a column {column}")


def buttons(screen: AppTest) -> list[str]:
    """The labels of all downloads."""
    return [one.label for one in screen.get("download_button")]


def is_figure(one: Any) -> bool:
    """Whether an element is a figure of ours."""
    return bool(one.type == "bidi_component" and one.proto.component_name == COMPONENT)


def drawn(one: Any) -> dict[str, Any]:
    """What is sent for a figure: `alt`, `figure` (its plotly specification), `selects`."""
    told: dict[str, Any] = json.loads(one.proto.bytes)
    return told


def figures(screen: AppTest) -> list[tuple[str, Any]]:
    """Every figure: its alternative text and its plotly specification."""
    told = [drawn(one) for one in screen.get("bidi_component") if is_figure(one)]
    return [(one["alt"], one["figure"]) for one in told]
