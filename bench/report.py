"""What was measured, as a table for people and as JSON for comparing."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Measured:
    """One thing, measured several times. `page` is empty where it concerns no page."""

    what: str
    page: str
    unit: str
    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.values)


def table(found: Sequence[Measured], peers: Collection[str] = ()) -> str:
    """One line per thing: what, page, median, least and most, how often, and the ratio of the median to each peer's."""
    of_peers = {(one.what, one.page): one.median for one in found if one.page in peers}
    lines: list[tuple[str, ...]] = [("what", "page", "median", "least", "most", "n", *(f"× {peer}" for peer in peers))]
    for one in found:
        numbers = (f"{value:,.0f} {one.unit}" for value in (one.median, min(one.values), max(one.values)))
        ratios = (
            f"{one.median / of_peers[one.what, peer]:.2f}" if (one.what, peer) in of_peers else "" for peer in peers
        )
        lines.append((one.what, one.page, *numbers, str(len(one.values)), *ratios))
    widths = [max(len(line[place]) for line in lines) for place in range(len(lines[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) if place < 2 else cell.rjust(width) for place, (cell, width) in enumerate(cells))
        for cells in (list(zip(line, widths, strict=True)) for line in lines)
    )


def document(found: Sequence[Measured], runs: int) -> dict[str, Any]:
    """The same for a machine, with what it was measured on; `load` is that of the last minute and should be low."""
    return {
        "machine": {
            "system": platform.platform(),
            "python": platform.python_version(),
            "cores": os.cpu_count(),
            "load": round(os.getloadavg()[0], 1),
        },
        "runs": runs,
        "results": [
            {
                "what": one.what,
                "page": one.page or None,
                "unit": one.unit,
                "median": round(one.median, 1),
                "values": [round(value, 1) for value in one.values],
            }
            for one in found
        ],
    }
