"""KPIs as tiles, and the rows behind them."""
