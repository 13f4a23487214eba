"""Small frames to plotly figures. Every figure reads the same in light and dark; colour is never the only mark."""
