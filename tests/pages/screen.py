"""Reading a page that AppTest ran the way a person reads the screen."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from streamlit.testing.v1 import AppTest

from dualsite.screens.shared.drawing import COMPONENT
from tests.figures import readable, unpacked

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
    """All text of a block, in order: Markdown as it is written, HTML as it is read."""
    return [text for one in elements(block) for text in _texts(one)]


def in_markdown(block: Any) -> list[str]:
    """All text of a block that is read as Markdown, in order."""
    return [text for one in elements(block) if one.type != "html" for text in _texts(one)]


def _texts(element: Any) -> list[str]:
    if element.type == "html":
        return [" ".join(parsed(element).texts)]
    if element.type in _WRITTEN:
        return [str(told) for name in ("value", "label", "help") if (told := getattr(element, name, None))]
    return []


class Html(HTMLParser):
    """What a browser makes of HTML: its tags with their attributes, and its texts, in order."""

    def __init__(self, written: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(written)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append(data.strip())


def parsed(element: Any) -> Html:
    """What is in an element of HTML."""
    return Html(element.proto.body)


def htmls(screen: AppTest) -> list[Html]:
    """Every block of HTML of the page."""
    return [parsed(one) for one in elements(screen.main) if one.type == "html"]


def listings(screen: AppTest) -> list[list[dict[str, str]]]:
    """Every plain table of the page: its rows, each cell by its heading."""
    found = []
    for body in (one.proto.body for one in screen.get("html") if 'class="listing"' in one.proto.body):
        lines = re.findall(r"<tr>(.*?)</tr>", body)
        head, *rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line) for line in lines]
        found.append([dict(zip(head, map(_untagged, row), strict=True)) for row in rows])
    return found


def _untagged(cell: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", cell))


def links(screen: AppTest) -> list[str]:
    """Where the links in HTML lead, in order."""
    return [said["href"] or "" for one in htmls(screen) for tag, said in one.tags if tag == "a"]


def tiles(screen: AppTest) -> dict[str, str]:
    """The tiles' values by their label."""
    said = " ".join(one.proto.body for one in screen.get("html"))
    return dict(re.findall(r"<h3>(.*?)</h3>.*?<p class=\"value\">(.*?)(?: <span.*?)?</p>", said))


def sent(block: Any) -> str:
    """All that a browser is sent of a block: every element whole, labels, options, charts and links included."""
    messages = [readable(one.proto) for one in elements(block) if getattr(one, "proto", None) is not None]
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
    told: dict[str, Any] = json.loads(unpacked(one.proto.bytes))
    return told


def figures(screen: AppTest) -> list[tuple[str, Any]]:
    """Every figure: its alternative text and its plotly specification."""
    told = [drawn(one) for one in screen.get("bidi_component") if is_figure(one)]
    return [(one["alt"], one["figure"]) for one in told]
