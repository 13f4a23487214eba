"""What was measured: kept turn by turn in a file, as a table for people, and in the pages of docs/performance.md."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


@dataclass(frozen=True)
class Measured:
    """One thing, measured one or several times. `page` is empty where it concerns no page."""

    what: str
    page: str
    unit: str
    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.values)


class Kept:
    """What has been measured so far, in a file of one line each, so that a measurement can be taken up again."""

    def __init__(self, file: Path, *, anew: bool) -> None:
        self._file = file
        self._found: dict[tuple[str, str, str], list[float]] = {}
        self.loads: list[float] = []
        """The machine's load average over a minute, once for each thing measured."""
        file.parent.mkdir(parents=True, exist_ok=True)
        if anew:
            file.unlink(missing_ok=True)
        for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
            told = json.loads(line)
            self.loads.append(told.pop("load"))
            self._take(Measured(**told | {"values": tuple(told["values"])}))

    def add(self, one: Measured) -> None:
        """Keep one more turn, at once."""
        self._take(one)
        self.loads.append(os.getloadavg()[0])
        with self._file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(asdict(one) | {"load": round(self.loads[-1], 1)}) + "\n")

    def _take(self, one: Measured) -> None:
        self._found.setdefault((one.what, one.page, one.unit), []).extend(one.values)

    def times(self, what: str, page: str) -> int:
        """How often this was measured."""
        return sum(len(values) for (of, at, _unit), values in self._found.items() if (of, at) == (what, page))

    def all(self) -> list[Measured]:
        return [Measured(*key, tuple(values)) for key, values in self._found.items()]


def table(found: Iterable[Measured], peers: Collection[str] = ()) -> list[tuple[str, ...]]:
    """What, page, median, least and most, how often, and the ratio of the median to each peer's; a heading above."""
    found = list(found)
    order = list(dict.fromkeys(one.what for one in found))
    found.sort(key=lambda one: order.index(one.what))
    of_peers = {(one.what, one.page): one.median for one in found if one.page in peers}
    there = [peer for peer in peers if any(page == peer for _what, page in of_peers)]
    lines: list[tuple[str, ...]] = [("what", "page", "median", "least", "most", "n", *(f"× {peer}" for peer in there))]
    for one in found:
        numbers = (number(value, one.unit) for value in (one.median, min(one.values), max(one.values)))
        ratios = (f"{one.median / least:.2f}" if (least := of_peers.get((one.what, peer))) else "" for peer in there)
        lines.append((one.what, one.page, *numbers, str(len(one.values)), *ratios))
    return lines


def number(value: float, unit: str) -> str:
    """A value with its unit; small ones and ratios with decimals."""
    return f"{value:,.0f} {unit}".strip() if abs(value) >= 20 else f"{value:,.2f} {unit}".strip()


def aligned(lines: Sequence[tuple[str, ...]]) -> str:
    """A table for a terminal."""
    widths = [max(len(line[place]) for line in lines) for place in range(len(lines[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) if place < 2 else cell.rjust(width) for place, (cell, width) in enumerate(cells))
        for cells in (list(zip(line, widths, strict=True)) for line in lines)
    )


def markdown(lines: Sequence[tuple[str, ...]]) -> str:
    """A table for a document."""
    head, *rest = lines
    marks = tuple("---" if place < 2 else "---:" for place in range(len(head)))
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, marks, *rest))


def conditions(kept: Kept, peers: Mapping[str, str]) -> list[str]:
    """On what it was measured, and how busy that was. `peers` are the versions that the small pages run on."""
    load = (
        f"{statistics.median(kept.loads):.1f} ({min(kept.loads):.1f} to {max(kept.loads):.1f})" if kept.loads else "—"
    )
    ours = {name: _version(name) for name in ("streamlit", "plotly", "duckdb", "ibis-framework", "playwright")}
    return [
        f"Measured on {datetime.now(UTC):%Y-%m-%d}, commit {_commit()}; {platform.system()}, "
        f"{os.cpu_count()} cores, Python {platform.python_version()}; load average over a minute {load}.",
        f"Ours: {', '.join(f'{name} {told}' for name, told in ours.items())}.",
        *([f"Peers: {', '.join(f'{name} {told}' for name, told in peers.items())}."] if peers else []),
    ]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "—"


def _commit() -> str:
    asked = ("git", "-C", str(Path(__file__).parent), "rev-parse", "--short", "HEAD")
    try:
        return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "—"


def write(document: Path, said: str) -> None:
    """Put it between the marks of a document; what people have written around them stays. Raises ValueError."""
    text = document.read_text(encoding="utf-8")
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise ValueError(f"{document} needs the lines {BEGIN} and {END}, once each.")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    document.write_text(f"{before}{BEGIN}\n\n{said.strip()}\n\n{END}{after}", encoding="utf-8")


def as_json(kept: Kept, peers: Mapping[str, str]) -> dict[str, Any]:
    """The same for a machine."""
    return {
        "conditions": conditions(kept, peers),
        "results": [
            {
                "what": one.what,
                "page": one.page or None,
                "unit": one.unit,
                "median": round(one.median, 2),
                "values": [round(value, 2) for value in one.values],
            }
            for one in kept.all()
        ],
    }
