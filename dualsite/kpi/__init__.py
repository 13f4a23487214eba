"""The KPI catalogue: every KPI as one object, and the questions that can be asked of it."""

from dualsite.kpi.catalogue import KPIS
from dualsite.kpi.definition import Kpi, Split
from dualsite.kpi.engine.figures import Figure
from dualsite.kpi.measure import Asked, answers, ask, ask_together, measure
from dualsite.kpi.windows import Window, trailing

__all__ = ["KPIS", "Asked", "Figure", "Kpi", "Split", "Window", "answers", "ask", "ask_together", "measure", "trailing"]
