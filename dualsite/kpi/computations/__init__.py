"""Named computations: the rows behind KPIs whose arithmetic does not fit one aggregate."""
