"""The small page in Dash. The port is the first argument."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import plotly.express as px
from dash import Dash, Input, Output, dash_table, dcc, html

sys.path.insert(0, str(Path(__file__).parents[2]))

from bench.peers import small

LOTS = small.rows()

app = Dash(__name__, title=small.TITLE, serve_locally=True)
app.layout = html.Main(
    [
        html.H1(small.TITLE),
        dcc.Dropdown(small.SITES, small.BOTH, id="site", clearable=False),
        html.Div(id="facts", style={"display": "flex", "gap": "4rem"}),
        html.Div(
            [dcc.Graph(id="line", style={"flex": "1"}), dcc.Graph(id="bars", style={"flex": "1"})],
            style={"display": "flex"},
        ),
        dash_table.DataTable(id="largest", columns=[{"name": name, "id": name} for name in LOTS.columns]),
    ]
)


@app.callback(
    Output("facts", "children"),
    Output("line", "figure"),
    Output("bars", "figure"),
    Output("largest", "data"),
    Input("site", "value"),
)
def draw(site: str) -> tuple[Any, ...]:
    shown = small.shown(LOTS, site)
    return (
        [html.Div([html.Div(name), html.Strong(value)]) for name, value in shown.facts.items()],
        px.line(shown.months, x="day", y="litres"),
        px.bar(shown.products, x="product", y="litres"),
        shown.largest.astype({"day": str}).to_dict("records"),
    )


if __name__ == "__main__":
    app.run(host="127.0.0.1", port=sys.argv[1], debug=False)
