"""The contract is held to the rows that an engine has, by the same rules and in the engine itself."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from dualsite.errors import DataError
from dualsite.store.engines.address import Address, address
from dualsite.store.engines.versions import EngineStore
from dualsite.store.findings import Gathered
from tests.data_folder import AS_OF, DataFolder
from tests.engines.conftest import delivered
from tools.postgres import PASSWORD, Server

BROKEN = [
    ("UPDATE sites SET name = NULL WHERE site_id = 'BIRCH'", "E02", "sites", "name"),
    ("UPDATE sites SET latitude = 91", "E05", "sites", "latitude"),
    ("UPDATE sites SET capacity_l = 'NaN'", "E05", "sites", "capacity_l"),
    ("UPDATE sites SET status = 'Operating'", "E04", "sites", "status"),
    ("UPDATE sources SET url = 'example.org'", "E02", "sources", "url"),
    ("UPDATE suites SET suite_id = 'AL-UP'", "E03", "suites", "suite_id"),
    ("UPDATE suites SET suite_id = NULL", "E03", "suites", "suite_id"),
    ("UPDATE suites SET site_id = 'OAK' WHERE suite_id = 'AL-UP'", "E06", "suites", "site_id"),
    ("UPDATE contracts SET end_on = start_on - 1", "E07", "contracts", "end_on"),
    ("UPDATE contracts SET partner_id = 'ELM' WHERE contract_id = 'OAK-CMO'", "E08", "contracts", "partner_id"),
    ("UPDATE partners SET name = name || ' Ã¤'", "W17", "partners", "name"),
    ("UPDATE milestones SET baseline_on = '1900-01-01'", "W16", "milestones", "baseline_on"),
    ("UPDATE partners SET partner_id = lower(partner_id)", "E06", "products", "partner_id"),
]
"""What is done to the works in the engine, and by which rule it is found, where."""


@pytest.fixture
def works(server: Server, tmp_path: Path) -> Iterator[Address]:
    """The fictional works in a database of the test's own."""
    name = f"contract_{os.getpid()}"
    server.ask(f"CREATE DATABASE {name}")
    found = address(server.url(name), PASSWORD)
    delivered(DataFolder().write(tmp_path / "data"), found)
    yield found
    server.ask(f"DROP DATABASE {name} WITH (FORCE)")


def lines(of: Address) -> list[Gathered]:
    """What the check finds."""
    with EngineStore(of, Path("nowhere"), lambda: AS_OF) as store:
        try:
            version = store.version()
        except DataError:
            version = store.refused
        assert version is not None
        return list(version.report.lines)


def test_works_in_order_have_no_finding_and_each_fault_is_found(works: Address, server: Server) -> None:
    assert lines(works) == []
    for broken, *expected in BROKEN:
        server.ask(f"CREATE DATABASE broken TEMPLATE {works.database}")
        try:
            server.ask(f"SET search_path = dualsite_1; {broken}", "broken")
            told = lines(address(server.url("broken"), PASSWORD))
            assert expected in [[one.first.rule, one.first.table, one.first.column] for one in told], broken
        finally:
            server.ask("DROP DATABASE broken WITH (FORCE)")


def test_a_row_is_named_as_the_engine_knows_it(works: Address, server: Server) -> None:
    server.ask("UPDATE dualsite_1.sites SET latitude = 91 WHERE site_id = 'BIRCH'", works.database)
    (line,) = [one for one in lines(works) if one.first.rule == "E05"]
    row = line.first.row
    assert row is not None
    block, place = divmod(row, 65_536)
    asked = f"SELECT site_id, latitude FROM dualsite_1.sites WHERE ctid = '({block},{place})'"
    assert server.ask(asked, works.database) == [("BIRCH", 91.0)]
