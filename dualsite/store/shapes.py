"""What expressions have in common that are the same but for their schemas, days and texts."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

from ibis.backends import BaseBackend
from ibis.common.collections import FrozenDict, FrozenOrderedDict
from ibis.expr import operations as ops


@dataclass
class Shape:
    """An expression in parts, which are equal for all that are the same but for their schemas, days and texts."""

    connection: Any = None
    parts: list[Hashable] = field(default_factory=list)
    taken: dict[ops.Literal, str] = field(default_factory=dict)
    """The days and texts, with the names that they are bound by."""
    places: dict[ops.Node, Hashable] = field(default_factory=dict)
    schemas: dict[str, int] = field(default_factory=dict)
    """The schemas of its tables, by their places."""

    def of(self, part: Any) -> Hashable:
        """Take in a part; what stands for it in the parts that use it."""
        if isinstance(part, ops.Node):
            if part not in self.places:
                self.places[part] = self._of_node(part)
            return self.places[part]
        if isinstance(part, tuple):
            return tuple(map(self.of, part))
        if isinstance(part, FrozenDict | FrozenOrderedDict):
            return tuple((name, self.of(value)) for name, value in part.items())
        if isinstance(part, BaseBackend):
            self.connection = part
            return str(part.name)
        if isinstance(part, ops.Namespace) and part.database is not None:
            return part.catalog, self.schemas.setdefault(part.database, len(self.schemas))
        kept: Hashable = part
        return kept

    def _of_node(self, node: ops.Node) -> Hashable:
        if _is_taken_out(node):
            self.taken[node] = f"literal_{len(self.taken)}"
            return self.taken[node], type_of(node)
        self.parts.append((type(node), *map(self.of, node.args)))
        return len(self.parts) - 1


def type_of(taken: ops.Literal) -> str:
    """The type of what is taken out, by its name for `named`; a day and a text are two shapes."""
    return "date" if taken.dtype.is_date() else "string"


def _is_taken_out(node: ops.Node) -> bool:
    """Whether it is a day, or a text; one with % says how others are written, and stays."""
    if not isinstance(node, ops.Literal) or node.value is None:
        return False
    is_text: bool = node.dtype.is_string()
    return "%" not in node.value if is_text else bool(node.dtype.is_date())
