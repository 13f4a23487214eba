"""The catalogue: every KPI by its id, in the order of the families."""

from __future__ import annotations

import copyreg
from typing import Any

from dualsite.kpi.catalogue import capacity, clinical, commercial, delivery, quality
from dualsite.kpi.definition import Kpi

KPIS: dict[str, Kpi] = {
    kpi.id: kpi
    for family in (capacity, delivery, quality, commercial, clinical)
    for kpi in vars(family).values()
    if isinstance(kpi, Kpi)
}
"""Every KPI by its id. A KPI is in the catalogue by being defined in the module of its family."""


def _by_id(id_: str) -> Kpi:
    return KPIS[id_]


def _written_down(kpi: Kpi) -> tuple[Any, ...]:
    return _by_id, (kpi.id,)


# A KPI is its definition in the code: an answer that is written down names it.
copyreg.pickle(Kpi, _written_down)
