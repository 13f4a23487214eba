// The parts of plotly.js that the app's figures use; tests/unit/screens/test_figure_kinds.py holds the figures to them.
import Plotly from "plotly.js/lib/core";
import bar from "plotly.js/lib/bar";
import choropleth from "plotly.js/lib/choropleth";
import heatmap from "plotly.js/lib/heatmap";
import scattergeo from "plotly.js/lib/scattergeo";

Plotly.register([bar, choropleth, heatmap, scattergeo]);

export default Plotly;
