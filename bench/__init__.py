"""Measured speed: how long a person waits for the app, and what it takes of the machine. `python -m bench`.

A part of the measurement is a function `measured(work: Path, runs: int) -> Iterator[Measured]`, listed in
`bench.__main__`; what it gives (`bench.report.Measured`, with the values of one turn) is kept and reported as it comes.
"""
