"""A figure as the browser's script takes it: marks and the layout around them, in plain dictionaries.

Their words are those of https://plotly.com/javascript/reference/. Nothing is checked here, where a page waits for it:
the tests hold every figure of every page to what plotly knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

Properties = dict[str, Any]
"""What plotly calls attributes, by name: values, lists of them, or further properties; None is left out."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Marks in the order in which they are drawn, and the layout that holds axes, texts and shapes.

    Values of marks are lists of text, numbers and None, not columns of a frame; days are ISO 8601 text.
    """

    data: list[Properties] = field(default_factory=list)
    layout: Properties = field(default_factory=dict)

    def add_bar(self, **properties: Any) -> None:
        """Draw bars."""
        self._add("bar", properties)

    def add_choropleth(self, **properties: Any) -> None:
        """Draw areas of a map."""
        self._add("choropleth", properties)

    def add_heatmap(self, **properties: Any) -> None:
        """Draw cells of a grid."""
        self._add("heatmap", properties)

    def add_scatter(self, **properties: Any) -> None:
        """Draw symbols, lines or texts."""
        self._add("scatter", properties)

    def add_scattergeo(self, **properties: Any) -> None:
        """Draw symbols, lines or texts on a map."""
        self._add("scattergeo", properties)

    def add_annotations(self, texts: Iterable[Properties]) -> None:
        """Put texts on it."""
        self.layout.setdefault("annotations", []).extend(map(_known, texts))

    def add_annotation(self, **properties: Any) -> None:
        """Put a text on it."""
        self.add_annotations([properties])

    def add_shape(self, **properties: Any) -> None:
        """Put a shape on it."""
        self.layout.setdefault("shapes", []).append(_known(properties))

    def add_vline(self, x: Any, **properties: Any) -> None:
        """Draw a line upright through the whole of the axes."""
        self.add_shape(type="line", x0=x, x1=x, y0=0, y1=1, **{"xref": "x", "yref": "y domain"} | properties)

    def add_hline(self, y: Any, **properties: Any) -> None:
        """Draw a level line through the whole of the axes."""
        self.add_shape(type="line", x0=0, x1=1, y0=y, y1=y, **{"xref": "x domain", "yref": "y"} | properties)

    def add_hrect(self, y0: Any, y1: Any, **properties: Any) -> None:
        """Draw a level band through the whole of the axes."""
        self.add_shape(type="rect", x0=0, x1=1, y0=y0, y1=y1, **{"xref": "x domain", "yref": "y"} | properties)

    def update_layout(self, **properties: Any) -> None:
        """Say of the layout what is given and leave the rest of it."""
        _update(self.layout, properties)

    def set_axis(self, name: str, **properties: Any) -> None:
        """Say of an axis (`xaxis`, `yaxis2`, …) what is given and nothing else."""
        self.layout[name] = _known(properties)

    def update_xaxes(self, **properties: Any) -> None:
        """The same of each of its x axes."""
        self._update_all("xaxis", properties)

    def update_yaxes(self, **properties: Any) -> None:
        """The same of each of its y axes."""
        self._update_all("yaxis", properties)

    def _add(self, kind: str, properties: Properties) -> None:
        self.data.append({"type": kind, **_known(properties)})

    def _update_all(self, kind: str, properties: Properties) -> None:
        for name, axis in self.layout.items():
            if name.startswith(kind):
                _update(axis, properties)


def _known(properties: Properties) -> Properties:
    return {
        name: _known(value) if isinstance(value, dict) else value
        for name, value in properties.items()
        if value is not None
    }


def _update(properties: Properties, said: Properties) -> None:
    """Put what is said over what stands there, property by property."""
    for name, value in said.items():
        before = properties.get(name)
        if isinstance(value, dict) and isinstance(before, dict):
            _update(before, value)
        elif value is None:
            properties.pop(name, None)
        else:
            properties[name] = _known(value) if isinstance(value, dict) else value


Build = Callable[[], Drawing]
"""What builds one."""
