"""What the KPIs answered once, to nine digits: every KPI by every grouping to forty questions, put to three data sets.

    python -m tools.answers check [SEED …]
    python -m tools.answers record [SEED …]

`check` asks everything and names the answers that differ from those kept in `tests/unit/kpi/answers`; a test asks a
part of it. `record` writes them anew: only for numbers that are meant to move, with the code to be believed.
"""

from __future__ import annotations

import csv
import math
import random
import sys
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

import pandas as pd

from dualsite import cache, kpi, sample, store
from dualsite.access import View, Viewer, ids, view
from dualsite.kpi import KPIS, Figure, Split

KEPT = Path(__file__).parents[1] / "tests" / "unit" / "kpi" / "answers"
SEEDS = (1, 2, 3)
QUESTIONS = 40
GROUPINGS: tuple[Split | None, ...] = (None, *get_args(Split))
CLOSE = 1e-9
"""How far two sums of values may lie apart, which see each value by its ratio: nine digits."""

DAYS = (0, 1, -1, 31, 20, 51, 100, 183, 263, 324, 365, 421, 630, 700, -45, -200)
"""How far back from the data's own day the questions are put."""


@dataclass(frozen=True)
class Asked:
    """One of the forty questions."""

    days_back: int
    site: str | None
    partner: str | None
    partners: frozenset[str] | None
    """The clients that may be seen; None for all."""
    currency: str
    months: int

    def of(self, whole: View) -> View:
        """The view that puts it."""
        viewer = Viewer("executive") if self.partners is None else Viewer("account_manager", self.partners)
        asked = view(
            whole.version,
            whole.connection,
            viewer,
            site=self.site,
            partner=self.partner,
            currency=self.currency,
        )
        return replace(asked, as_of=whole.as_of - timedelta(days=self.days_back))


def questions(seed: int, sites: Sequence[str], partners: Sequence[str]) -> list[Asked]:
    """Days, filters, scopes, currencies and windows, each value of each with others at each turn."""
    dice = random.Random(seed)
    asked = []
    for number in range(QUESTIONS):
        scope = None if number % 4 != 3 else frozenset(dice.sample(list(partners), 1 + number % 3))
        within = sorted(scope or partners)
        asked.append(
            Asked(
                days_back=DAYS[number % len(DAYS)],
                site=dice.choice(sites) if number % 3 == 1 else None,
                partner=dice.choice(within) if number % 5 in (2, 4) else None,
                partners=scope,
                currency=("USD", "EUR", "KRW", "JPY")[number % 4 if number % 7 else 0],
                months=(12, 13, 12, 1, 24, 3)[number % 6],
            )
        )
    return asked


def opened(folder: Path, seed: int) -> View:
    """The data set of a seed, written into `folder`: illustrative operations, a third of it taken for real."""
    sample.write(folder, seed=seed)
    _add_trials(folder, random.Random(seed))
    for file in sorted(folder.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as text:
            header, *lines = csv.reader(text)
        if "data_class" in header:
            place = header.index("data_class")
            for number, line in enumerate(lines):
                line[place] = "INTERNAL" if zlib.crc32(f"{seed} {file.stem} {number}".encode()) % 3 else line[place]
        with file.open("w", encoding="utf-8", newline="") as text:
            csv.writer(text, lineterminator="\n").writerows([header, *lines])
    data = store.open(folder)
    version = data.version()
    if version is None or version.report.refused:
        raise SystemExit("The data set of the seed was refused.")
    return view(version, data.connect())


def _add_trials(folder: Path, dice: random.Random) -> None:
    """Trials of the clients, since the illustrative operations have none."""
    with (folder / "partners.csv").open(encoding="utf-8", newline="") as text:
        partners = [line["partner_id"] for line in csv.DictReader(text)]
    trials, countries, sites = [], [], []
    for number in range(30):
        partner, trial = dice.choice(partners), f"T{number}"
        status = dice.choice(("RECRUITING", "COMPLETED", "ACTIVE_NOT_RECRUITING", "NOT_YET_RECRUITING"))
        trials.append((trial, partner, f"Trial {number}", "PHASE3", status, "Sponsor", "ILLUSTRATIVE"))
        for country in dice.sample(("US", "JP", "KR", "DE", "FR", "GB"), dice.randrange(1, 5)):
            known_on = date(2025, 1, 1) + timedelta(days=dice.randrange(700))
            stated = dice.choice(("", "0", "3", "12"))
            standing = dice.choice(("ACTIVE", "PLANNED", "CLOSED"))
            countries.append((trial, country, partner, standing, stated, known_on, "ILLUSTRATIVE"))
            sites += [(trial, partner, country, "Town", "COUNTRY", "ILLUSTRATIVE")] * dice.randrange(4)
    for name, header, rows in (
        ("trials", "trial_id,partner_id,title,phase,status,sponsor,data_class", trials),
        ("trial_countries", "trial_id,country,partner_id,status,sites,as_of_on,data_class", countries),
        ("trial_sites", "trial_id,partner_id,country,city,location_quality,data_class", sites),
    ):
        lines = (",".join(map(str, row)) for row in rows)
        (folder / f"{name}.csv").write_text("\n".join([header, *lines, ""]), encoding="utf-8")


def answered(whole: View, asked: Asked, by: Split | None) -> dict[str, tuple[int, float]]:
    """What every KPI answers, by its id: a sum of all that is not a number of its figures, and one of the numbers."""
    found: dict[str, list[Figure]] = {kpi_id: [] for kpi_id in KPIS}
    for figure in kpi.ask(asked.of(whole), list(KPIS.values()), by, asked.months):
        found[figure.kpi.id].append(figure)
    return {kpi_id: _sums(figures) for kpi_id, figures in found.items()}


def _sums(figures: Sequence[Figure]) -> tuple[int, float]:
    words, total = 0, 0.0
    for place, figure in enumerate(figures):
        numbers = {"value": figure.value, "numerator": figure.numerator, "denominator": figure.denominator}
        facts = {name: fact for name, fact in figure.carried.items() if isinstance(fact, str)}
        numbers |= {name: float(fact) for name, fact in figure.carried.items() if name not in facts}
        keys = {name: str(key) for name, key in figure.by.items()}
        unknown = [name for name, number in numbers.items() if number is None]
        window = (figure.window.first, figure.window.last)
        said = repr((keys, facts, unknown, window, int(figure.n), figure.reason, bool(figure.is_illustrative)))
        words = zlib.crc32(said.encode(), words)
        for number_of, number in enumerate(numbers.values()):
            # A logarithm, so that a small value counts as much as a large one; weights, so that none stands in for
            # another.
            weight = 1 + ((place * 7 + number_of) % 101) / 101
            total += weight * math.copysign(math.log1p(abs(number or 0.0) * 1000), number or 0.0)
    return words, total


def differences(seed: int, whole: View, pairs: Sequence[tuple[int, Split | None]]) -> Iterator[str]:
    """What differs from what is kept, in words: question by question of those `pairs` with a grouping."""
    kept = pd.read_parquet(KEPT / f"{seed}.parquet").set_index(["question", "by", "kpi"]).sort_index()
    asked = _questions_of(seed, whole)
    for number, by in pairs:
        found = answered(whole, asked[number], by)
        for kpi_id, line in kept.loc[(number, by or "")].iterrows():
            words, total = found.get(str(kpi_id), (0, 0.0))
            if words != line["words"]:
                yield f"{kpi_id} by {by}, seed {seed}, {asked[number]}: other rows, reasons or n"
            elif abs(total - line["total"]) > CLOSE:
                yield f"{kpi_id} by {by}, seed {seed}, {asked[number]}: other values"


def every_pair(seed: int) -> list[tuple[int, Split | None]]:
    """Every question that is put to the data set of the seed, with every grouping; each is put to one of the three."""
    numbers = (number for number in range(QUESTIONS) if number % len(SEEDS) == seed % len(SEEDS))
    return [(number, by) for number in numbers for by in GROUPINGS]


def _questions_of(seed: int, whole: View) -> list[Asked]:
    sites = ids(whole, "sites", "site_id")
    partners = ids(whole, "partners", "partner_id")
    return questions(seed, sites, partners)


def record(seed: int, whole: View) -> None:
    """Keep what is answered now."""
    asked = _questions_of(seed, whole)
    lines = []
    for number, by in every_pair(seed):
        found = answered(whole, asked[number], by)
        lines += [(number, by or "", kpi_id, words, total) for kpi_id, (words, total) in found.items()]
        cache.clear()
        print(f"seed {seed}, question {number} by {by}", file=sys.stderr)
    kept = pd.DataFrame(lines, columns=["question", "by", "kpi", "words", "total"])
    kept = kept.astype({"question": "int8", "by": "category", "kpi": "category", "words": "uint32"})
    KEPT.mkdir(exist_ok=True)
    kept.to_parquet(KEPT / f"{seed}.parquet", index=False, compression="zstd")


def main() -> int:
    """Do as the words of the command say: 1 when something differs, 2 for words that are none."""
    what, *seeds = sys.argv[1:] or [""]
    if what not in ("check", "record"):
        print(__doc__, file=sys.stderr)
        return 2
    differing = 0
    for seed in map(int, seeds or SEEDS):
        with TemporaryDirectory() as folder:
            whole = opened(Path(folder), seed)
            if what == "record":
                record(seed, whole)
                continue
            for difference in differences(seed, whole, every_pair(seed)):
                print(difference)
                differing += 1
    print(f"{differing} answers differ.")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
