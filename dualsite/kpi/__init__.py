"""The KPI catalogue: every KPI as one object, and the questions that can be asked of it."""

from dualsite.kpi.catalogue import KPIS
from dualsite.kpi.definition import Kpi, Split
from dualsite.kpi.engine.figures import Figure
from dualsite.kpi.measure import answers, ask, measure
from dualsite.kpi.windows import Window, trailing

__all__ = ["KPIS", "Figure", "Kpi", "Split", "Window", "answers", "ask", "measure", "trailing"]
