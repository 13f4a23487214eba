"""The numbers of a page on screen, as somebody reads them who opens every tab and rests the mouse on every mark."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
from streamlit.testing.v1 import AppTest

from dualsite import formats
from dualsite.exports.stated import numbers
from tests.pages import screen as on

Cells = tuple[tuple[Any, ...], ...]
"""A table: its headings, then its rows."""

_TAG = re.compile(r"<[^>]*>")
_SCALE = re.compile(r'<li class="axis">.*?</li>')
_TILE = re.compile(r'<h3>(.*?)</h3>.*?<p class="value">(.*?)(?: <span.*?)?</p>')
_STANDING = re.compile(r"<li>(<p><strong>.*?)</li>")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_MADE_UP = re.compile(r" ?:gray-badge\[[^\]]*\]")
_COLOURED = re.compile(r":[a-z]+(?:-badge)?\[([^\]]*)\]")
_AROUND = ("title", "footer", "filters", "filters_kept", "scenario_banner")
"""Containers of the frame, which is no part of the page."""


@dataclass
class OnScreen:
    """What a page shows."""

    answer: str
    currency: str
    headings: list[str] = field(default_factory=list)
    """The findings over its parts."""
    written: list[str] = field(default_factory=list)
    """What is read without doing anything: texts, and what is written in figures."""
    besides: list[str] = field(default_factory=list)
    """What a mark or a tooltip tells, how an axis is named, and what each mark is drawn at."""
    tables: list[Cells] = field(default_factory=list)
    tiles: list[tuple[str, str]] = field(default_factory=list)
    """Labels and values, in their order."""
    sentences: list[str] = field(default_factory=list)
    """What stands on the page as a text of its own, but for what is small beside a figure."""
    are_made_up: list[bool] = field(default_factory=list)
    """Whether each of the cards of where the sites stand and what changed is marked as illustrative."""

    def numbers(self) -> set[str]:
        """Those that are read without doing anything, but for those of tables."""
        return {one for text in self.written for one in numbers(text)}

    def all_numbers(self) -> set[str]:
        """All of them, but for those of tables."""
        return {one for text in (*self.written, *self.besides) for one in numbers(text)}


def read(screen: AppTest, currency: str) -> OnScreen:
    """The page that was run, every tab and card of it open; amounts of marks in `currency`."""
    found = OnScreen(on.answer(screen), currency)
    for root in (screen.main, *(one for place, one in screen._tree.children.items() if place > 1)):
        for one in _elements(root):
            _read(one, found, currency)
    return found


def _elements(block: Any) -> Iterator[Any]:
    """Everything of the page itself."""
    for child in block.children.values():
        if getattr(child, "key", None) in _AROUND or str(getattr(child, "key", "")).startswith(_AROUND):
            continue
        yield child
        if hasattr(child, "children"):
            yield from _elements(child)


def _read(one: Any, found: OnScreen, currency: str) -> None:
    if one.type == "html" and not one.proto.body.startswith("<style"):
        _read_html(on.Html(_SCALE.sub("", one.proto.body)), found)
        found.are_made_up += ['class="made-up"' in card for card in _STANDING.findall(one.proto.body)]
        found.tiles += [(html.unescape(name), html.unescape(value)) for name, value in _TILE.findall(one.proto.body)]
    elif one.type in ("markdown", "caption", "info"):
        _read_text(str(one.value), found, is_sentence=one.type != "caption")
    elif one.type == "dataframe":
        found.tables.append(as_cells(_without_buttons(one.value)))
    elif one.type == "bidi_component" and on.is_figure(one):
        told = on.drawn(one)
        found.besides.append(told["alt"])
        _read_figure(told["figure"], found, currency)
    elif one.type == "date_input":
        found.besides.append(formats.day(one.value))
    elif one.type in ("selectbox", "multiselect", "button_group"):
        found.besides += map(str, one.options)


def _read_text(text: str, found: OnScreen, is_sentence: bool) -> None:
    is_sentence = is_sentence and not text.startswith("| |")
    plain = _COLOURED.sub(r"\1", _MADE_UP.sub("", text)).replace("\\", "").replace("\u2060", "")
    if (bold := re.match(r"\*\*(.*?)\*\*", plain)) is not None:
        found.headings.append(bold.group(1))
    elif is_sentence:
        found.sentences.append(plain)
    found.written.append(plain.replace("**", " ").replace("|", " "))


def _read_html(parsed: on.Html, found: OnScreen) -> None:
    """A table is one; in other HTML its scale is an axis, tooltips and alternative texts are told besides."""
    found.written.append(" ".join(parsed.texts))
    for _tag, attributes in parsed.tags:
        found.besides += [attributes[name] or "" for name in ("title", "alt", "aria-label") if name in attributes]


def _without_buttons(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[[name for name in rows.columns if not str(name).startswith("open ")]]


def as_cells(rows: pd.DataFrame) -> Cells:
    """A frame with headings as cells that can be compared, whatever types its columns took on the way."""
    return tuple(map(str, rows.columns)), *(
        tuple(map(_cell, row)) for row in rows.itertuples(index=False, name=None)
    )  # fmt: skip


def _cell(value: Any) -> Any:
    if value is None or (not isinstance(value, str | tuple | list) and pd.isna(value)):
        return None
    if isinstance(value, pd.Timestamp | datetime):
        return value.date().isoformat() if not (value.hour or value.minute) else value.isoformat()[:16]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool) or str(value) in ("True", "False"):
        return bool(value)
    return value if isinstance(value, str) else round(float(value), 9)


def _read_figure(figure: dict[str, Any], found: OnScreen, currency: str) -> None:
    layout = figure["layout"]
    found.written += [_plain(note.get("text", "")) for note in layout.get("annotations", ())]
    for name, axis in layout.items():
        if name.startswith(("xaxis", "yaxis")):
            found.besides.append(_plain((axis.get("title") or {}).get("text", "")))
            ticks = [_plain(tick) for tick in axis.get("ticktext") or ()]
            is_scale = bool(ticks) and ticks[0] == formats.money_short(0, currency)
            (found.besides if is_scale or name.startswith("xaxis") else found.written).extend(ticks)
    for trace in figure["data"]:
        found.besides += map(_plain, _flat(trace.get("hovertext")))
        found.written += map(_plain, _flat(trace.get("text")))
        found.besides += map(formats.day, _last_days(trace))
        for place in ("x", "y", "z", "base", "lon", "lat"):
            found.besides += [text for value in _flat(trace.get(place)) for text in _as_told(value, currency)]


def _as_told(value: Any, currency: str) -> list[str]:
    """What a mark is drawn at, in the ways in which that may be told."""
    if isinstance(value, str):
        if not _ISO.match(value):
            return [_plain(value)]
        day = date.fromisoformat(value[:10])
        return [formats.day(day), formats.month(day), formats.quarter(day)]
    if value is None:
        return []
    return [
        formats.number(value), formats.number(value, 1), formats.number(value, 2), formats.percent(value),
        formats.money_short(value, currency),
    ]  # fmt: skip


def _last_days(trace: dict[str, Any]) -> Iterator[date]:
    """The last days of bars along time, whose lengths are milliseconds."""
    begins, lengths = list(_flat(trace.get("base"))), list(_flat(trace.get("x")))
    if trace["type"] == "bar" and len(begins) == len(lengths):
        for first, length in zip(begins, lengths, strict=True):
            if isinstance(first, str) and _ISO.match(first):
                yield date.fromisoformat(first[:10]) + timedelta(milliseconds=length, days=-1)


def _flat(values: Any) -> Iterator[Any]:
    if isinstance(values, list):
        for value in values:
            yield from _flat(value)
    elif values is not None:
        yield values


def _plain(text: Any) -> str:
    return html.unescape(_TAG.sub(" ", str(text)))
