"""The door that runs expressions: one statement per shape, and no value of one question in the answer to another."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import duckdb
import ibis
import pytest
from ibis import _ as row
from ibis.expr import types as ir

from dualsite.store import statements
from dualsite.store.statements import Given, Kept, arrays, named, run

EARLY, LATE = date(2026, 1, 15), date(2026, 3, 1)


@pytest.fixture
def rows() -> Iterator[ir.Table]:
    """Two rows: one of X made in January, one of Y made in February."""
    statements._statements.clear()
    connection = ibis.duckdb.connect()
    connection.con.execute("CREATE TABLE made (id TEXT, made_on DATE, kg BIGINT)").fetchall()
    connection.con.execute("INSERT INTO made VALUES ('X', '2026-01-10', 1), ('Y', '2026-02-10', NULL)").fetchall()
    yield connection.table("made")
    connection.disconnect()


def test_another_day_is_the_same_statement_and_another_answer(rows: ir.Table) -> None:
    found = [run(rows.filter(row.made_on <= day).select("id")).values()["id"] for day in (EARLY, LATE)]
    assert found == [("X",), ("X", "Y")]
    assert len(statements._statements) == 1


def test_another_text_is_the_same_statement_and_another_answer(rows: ir.Table) -> None:
    found = [run(rows.filter(row.id == name).select("id")).rows for name in ("X", "Y")]
    assert found == [[("X",)], [("Y",)]]
    assert len(statements._statements) == 1


def test_no_day_and_no_text_stays_in_what_is_kept(rows: ir.Table) -> None:
    run(rows.filter(row.made_on <= EARLY, row.id.isin(["alder", "birch"])).mutate(said=ibis.literal("oak")))
    (kept,) = statements._statements.items()
    assert not [part for part in ("2026", "alder", "birch", "oak") if part in repr(kept)]


def test_one_day_used_twice_is_not_taken_for_two_days(rows: ir.Table) -> None:
    counts = [
        run(rows.filter(row.made_on >= first, row.made_on <= last).count()).rows[0][0]
        for first, last in ((EARLY, EARLY), (EARLY, LATE))
    ]
    assert counts == [0, 1]


def test_a_day_and_a_text_in_one_place_are_two_statements(rows: ir.Table) -> None:
    found = [run(rows.mutate(said=ibis.literal(said)).select("said")).rows[0] for said in (EARLY, "alder")]
    assert found == [(EARLY,), ("alder",)]


def test_numbers_are_part_of_the_shape(rows: ir.Table) -> None:
    assert [run(rows.filter(row.kg == kg).count()).rows[0][0] for kg in (1, 2)] == [1, 0]
    assert len(statements._statements) == 2


def test_a_text_that_says_how_a_day_is_written_works(rows: ir.Table) -> None:
    written = run(rows.order_by("id").select(month=row.made_on.strftime("%b %Y"))).values()["month"]
    assert written == ("Jan 2026", "Feb 2026")


def test_the_beginning_of_a_month_is_a_day(rows: ir.Table) -> None:
    found = run(rows.order_by("id").select(month=row.made_on.truncate("M")))
    assert [type(month) for month in found.values()["month"]] == [date, date]


def test_missing_numbers_are_masked(rows: ir.Table) -> None:
    kg = arrays(rows.order_by("id").select("kg"))["kg"]
    assert kg.tolist() == [1, None]


def test_what_is_kept_is_written_once_and_counts_for_every_row_given(rows: ir.Table) -> None:
    written = []

    def made_by_then(given: ir.Table) -> ir.Table:
        written.append(given)
        made = rows.cross_join(given).filter(row.made_on <= row.known_on, row.id != named("left_out"))
        return made.group_by("place").aggregate(count=row.count()).order_by("place")

    def counts(left_out: str, *days: date) -> list[tuple[int, int]]:
        given = Given({"place": "int64", "known_on": "date"}, list(enumerate(days)))
        connection = rows.op().source
        return run(Kept(connection, "made by then", made_by_then, {"left_out": left_out}, given)).rows

    assert counts("Z", EARLY, LATE) == [(0, 1), (1, 2)]
    assert counts("X", EARLY, LATE) == [(1, 1)]
    assert counts("X", LATE, EARLY) == [(0, 1)]
    assert len(written) == 1
    # One row more is another statement.
    assert counts("Z", EARLY) == [(0, 1)]
    assert len(written) == 2


def test_the_tables_of_another_version_are_the_same_statement_and_another_answer(rows: ir.Table) -> None:
    connection = rows.op().source
    for version, id_ in (("v1", "X"), ("v2", "Y")):
        connection.con.execute(f"CREATE SCHEMA {version}").fetchall()
        connection.con.execute(f"CREATE VIEW {version}.made AS SELECT * FROM main.made WHERE id = '{id_}'").fetchall()

    def made(version: str) -> ir.Table:
        return connection.table("made", database=version)

    def kept(version: str) -> Kept:
        given = Given({"place": "int64"}, [(0,)])
        return Kept(connection, "made", lambda given: made(version).cross_join(given).select("id"), {}, given, version)

    for ask in (lambda version: made(version).select("id"), kept):
        statements._statements.clear()
        assert [run(ask(version)).rows for version in ("v1", "v2")] == [[("X",)], [("Y",)]]
        assert len(statements._statements) == 1
    of_both = [
        made(first).select("id").union(made(second).select("id")) for first, second in (("v1", "v2"), ("v2", "v1"))
    ]
    assert [run(rows).rows for rows in of_both] == [[("X",), ("Y",)], [("Y",), ("X",)]]
    assert len(statements._statements) == 2
    of_one_twice = made("v1").select("id").union(made("v1").select("id"))
    assert run(of_one_twice).rows == [("X",), ("X",)]
    assert not [part for part in ("v1", "v2") if f'"{part}"' in repr(statements._statements)]


def test_the_statement_unused_for_longest_makes_room(rows: ir.Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "STATEMENTS", 2)
    for kg in (1, 2, 1, 3):
        run(rows.filter(row.kg == kg))
    assert len(statements._statements) == 2
    kept = list(statements._statements)
    run(rows.filter(row.kg == 1))
    assert sorted(map(repr, statements._statements)) == sorted(map(repr, kept))


@pytest.mark.parametrize(
    ("dialect", "placeholder"), [("duckdb", "$made"), ("postgres", "%(made)s"), ("spark", ":made")]
)
def test_other_engines_get_the_placeholders_they_know(dialect: str, placeholder: str) -> None:
    made = ibis.table({"id": "string"}, name="made")
    query = made.filter(row.id == named("made"))
    engine = SimpleNamespace(compiler=ibis.duckdb.connect().compiler, dialect=dialect)
    assert placeholder in statements._compiled(engine, query).sql


def test_while_statements_are_answered_others_are_asked_and_what_has_not_begun_is_left(
    rows: ir.Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements, "AT_ONCE", 1)
    is_let_on = threading.Event()
    found = statements._found

    def slow(*asked: Any) -> statements.Result:
        is_let_on.wait(60)
        return found(*asked)

    monkeypatch.setattr(statements, "_found", slow)
    with statements.meanwhile() as begin:
        first, second = (begin(rows.filter(row.id == name).select("kg")) for name in ("X", "Y"))
        assert not first.done(), "whoever asks goes on"
    assert second.cancelled()
    is_let_on.set()
    assert first.result(60).rows == [(1,)]


def test_an_error_of_a_statement_comes_to_whoever_awaits_it(rows: ir.Table) -> None:
    with statements.meanwhile() as begin:
        begun = begin(rows.select(kg=row.id.cast("int64")))
        with pytest.raises(duckdb.ConversionException):
            begun.result(60)
