"""What is measured is kept turn by turn, and written where a document wants it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import targets
from bench.report import BEGIN, END, Kept, Measured, conditions, markdown, table, write


def loaded(page: str, *values: float) -> Measured:
    return Measured("cold", page, "ms", values)


def test_a_measurement_that_was_cut_short_is_taken_up_where_it_ended(tmp_path: Path) -> None:
    file = tmp_path / "results" / "kept.jsonl"
    Kept(file, anew=True).add(loaded("Today", 3000.0))
    again = Kept(file, anew=False)
    assert again.times("cold", "Today") == 1
    again.add(loaded("Today", 1000.0))
    assert Kept(file, anew=False).all() == [loaded("Today", 3000.0, 1000.0)]
    assert Kept(file, anew=True).all() == []


def test_what_counts_is_the_ratio_to_each_peer() -> None:
    lines = table([loaded("Today", 1000, 3000, 2000), loaded("Dash", 4000)], ["Dash", "Panel"])
    assert lines[0] == ("what", "page", "median", "least", "most", "n", "× Dash")
    assert lines[1] == ("cold", "Today", "2,000 ms", "1,000 ms", "3,000 ms", "3", "0.50")
    assert markdown(lines).splitlines()[:2] == [
        "| what | page | median | least | most | n | × Dash |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]


def test_the_load_of_the_machine_is_told(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "kept.jsonl", anew=True)
    kept.add(loaded("Today", 3000.0))
    said = conditions(kept, {"dash": "4.0"})
    assert "load average over a minute" in said[0]
    assert said[-1] == "Peers: dash 4.0."


def test_what_people_wrote_around_the_tables_stays(tmp_path: Path) -> None:
    document = tmp_path / "performance.md"
    document.write_text(f"Above.\n{BEGIN}\nold\n{END}\nBelow.\n")
    write(document, "new")
    assert document.read_text() == f"Above.\n{BEGIN}\n\nnew\n\n{END}\nBelow.\n"
    document.write_text("No marks.")
    with pytest.raises(ValueError, match="needs the lines"):
        write(document, "new")


def test_a_target_is_held_to_the_peer_of_the_same_line() -> None:
    found = [
        Measured("cold, slow", "Today", "ms", (900,)),
        Measured("cold, slow", "Network", "ms", (2600,)),
        Measured("cold, slow", "Streamlit, Vega", "ms", (1000,)),
        Measured("cold, slow", "Streamlit, Plotly", "ms", (2000,)),
        Measured("cold, slow: largest paint", "Today", "ms", (500,)),
        Measured("reload, loopback", "Streamlit, Plotly", "ms", (1000,)),
        Measured("change of the site", "Network", "ms", (600,)),
        Measured("cold, loopback", "Today", "ms", (900,)),
        Measured(targets.TURN, "Client room", "ms", (400,)),
    ]
    assert targets.table(found)[1:] == [
        ("cold, slow", "Today", "Streamlit, Vega", "0.90", "1.0", "✓"),
        ("cold, slow", "Network", "Streamlit, Plotly", "1.30", "1.2", "✗"),
        ("change of the site", "Network", "Streamlit, Plotly, reload", "0.60", "0.7", "✓"),
        (targets.TURN, "Client room", "Streamlit, Plotly, reload", "0.40", "0.7", "✓"),
        (targets.TURN, "Client room", "half a second", "0.80", "1.0", "✓"),
    ]
