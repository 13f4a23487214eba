"""A client signed in on their own, over a raw websocket: others' time, other days, and numbers that count others."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dualsite.scenarios import Scenario, files
from dualsite.scenarios.commercial import RateTimes
from dualsite.scenarios.network import SiteOut
from dualsite.scenarios.operations import BookingRemoved
from dualsite.schema import TABLES
from tests.browser.provider import ACCESS, Provider, secrets
from tests.data_folder import AS_OF, DataFolder
from tests.wire.line import Line, line, show, signed_in, without_session
from tests.wire.worlds import busy_weeks, day, world
from tools.forks import serve
from tools.server import Server

KIM = "kim@client.example"

NUMBERS = [(table.name, name) for table in TABLES.values() for name in sorted(table.running_numbers)]
"""Every column that numbers rows of all clients one after the other, or names one of them so."""

ASKED = (
    ("", "as_of=2026-01-05&since=2026-06-30"),
    ("slots", "product=OAKMAB&batches=9&ready_on=2027-04-01&market=EU&at_risk=true&ignore_tentative=true"),
    ("slots", "product=OAKMAB&batches=2&ready_on=2027-03-20&need_by=2027-09-30&sites=ALDER&as_of=2027-04-06"),
    ("slots", "product=OAKTWO&site=Alder+Works&as_of=2028-01-01"),
    ("trials", "as_of=2030-01-01"),
    ("agreements", ""),
)
"""Pages with what a client may choose on them."""


def marked(delivery: DataFolder) -> DataFolder:
    """The same under running numbers that nothing else in it contains."""
    for table, name in NUMBERS:
        for row in delivery.tables.get(table, ()):
            if row.get(name):
                row[name] = f"#{row[name]}#"
    return delivery


def pair() -> tuple[DataFolder, DataFolder]:
    """Two worlds in which others' time is in the same weeks; the client has something in every table of its own."""
    chance = random.Random(3)
    busy = busy_weeks(chance)
    worlds = [world(busy, chance) for _world in range(2)]
    for delivery in worlds:
        delivery.add("inspections", authority="CLIENT", kind="CLIENT_AUDIT", partner_id="OAK")
        delivery.add("milestone_statements", milestone_id="OAK-PPQ", stated_on="2026-02-02", target_on="2026-06-30",
                     precision="MONTH", target_text="June 2026")  # fmt: skip
        delivery.change("actions", 2, closed_on="")
        delivery.change("approvals", 2, source_id="PRESS-1", data_class="PUBLIC")
        for weeks in (2, 8):
            delivery.add("bookings", suite_id="AL-UP", start_on=day(weeks), end_on=day(weeks + 5), kind="PROCESS",
                         firmness="FIRM", partner_id="OAK", product_id="OAKMAB", contract_id="OAK-CMO",
                         campaign_id="CMP-7")  # fmt: skip
        marked(delivery)
    return worlds[0], worlds[1]


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("alone")
    (folder / "secrets.toml").write_text(secrets(Provider(9)))
    (folder / "access.toml").write_text(ACCESS)
    return folder


@pytest.fixture(scope="module")
def server(work: Path) -> Iterator[Server]:
    with serve(work, pair()[0].write(work / "data")) as running:
        yield running
    assert "Traceback" not in running.log.read_text()


def people(server: Server) -> list[dict[str, str]]:
    """Cookies of people of the client, one for every question: a single one would have to wait after some."""
    return [signed_in(server, KIM, sub=f"kim {number}") for number in range(len(ASKED))]


def everything(server: Server, asking: list[dict[str, str]]) -> dict[str, list[bytes]]:
    """All that the client is sent, by what is asked, and the files behind every button."""
    told: dict[str, list[bytes]] = {}
    for (place, query), cookies in zip(ASKED, asking, strict=True):
        with line(server, cookies) as tab:
            came = tab.run(place, query)
            told[f"/{place}?{query}"] = [without_session(message) for message in came]
            told |= {f"/{place}?{query} {name}": [file] for name, file in tab.downloads(came).items()}
    return told


def test_what_a_client_is_sent_does_not_depend_on_whose_others_time_is(server: Server, work: Path) -> None:
    asking = people(server)
    one = everything(server, asking)
    sent = b"\n".join(part for parts in one.values() for part in parts)
    assert b"reserved time" in sent, "some plan is held back by what others hold"
    assert b"Without the booking of" in sent, "and some by a booking of their own"
    assert b"B-2" in sent, "lots are told by their numbers"
    assert [f"{table}.{name}" for table, name in NUMBERS if number_in(table, name, sent)] == []
    show(pair()[1], work / "data", server, signed_in(server))
    other = everything(server, asking)
    assert list(other) == list(one), "the same pages, files and names of files"
    assert [asked for asked in one if one[asked] != other[asked]] == []


def number_in(table: str, name: str, sent: bytes) -> bool:
    """Whether a value of this column is sent."""
    return any(row.get(name) and row[name].encode() in sent for row in pair()[0].tables.get(table, ()))


def test_every_running_number_is_tried() -> None:
    """Else the test above would prove nothing."""
    held = {name for table, name in NUMBERS for row in pair()[0].tables[table] if row.get(name)}
    assert held == {name for _table, name in NUMBERS}
    assert {"booking_id", "event_id", "shipment_id", "action_id", "milestone_id", "campaign_id"} <= held


def test_a_client_is_told_nothing_of_scenarios(server: Server, work: Path) -> None:
    kim = signed_in(server, KIM, sub="kim of scenarios")
    before = told(server, kim, "agreements")
    edits = (SiteOut("ALDER", date(2027, 3, 2), 400), BookingRemoved("#BK-2#"), RateTimes("EUR", 3.0))
    saved = files.save(work / "data", Scenario("secret-plan", edits, "Secret plan", is_shared=True), "")
    try:
        assert told(server, kim, "agreements") == before, "that there is one changes no byte"
        asked = told(server, kim, "agreements", "scenario=secret-plan")
        not_there = told(server, kim, "agreements", "scenario=no-such-one")
        executives = told(server, signed_in(server), "agreements", "scenario=secret-plan")
        refused = told(server, kim, "scenarios", "scenario=secret-plan&compare=secret-plan")
    finally:
        files.delete(work / "data", saved.name, saved.digest)
    assert b"Secret plan" in b"".join(executives), "else the rest would prove nothing"
    assert asked == not_there, "one that is there is answered as one that is not"
    assert b"This link asks for a scenario. Clients see the actual data only." in b"".join(asked)
    assert [part for part in elements(before) if part not in elements(asked)] == []
    for sent in (asked, refused):
        assert not any(word in b"".join(sent) for word in (b"Secret plan", b"Write a scenario", b"Side by side"))


def told(server: Server, cookies: dict[str, str], place: str, query: str = "") -> list[bytes]:
    """What is sent for a page in a session of its own."""
    with line(server, cookies) as tab:
        return [without_session(message) for message in tab.run(place, query)]


def elements(sent: list[bytes]) -> list[bytes]:
    """What is drawn, wherever on the page it stands."""
    messages = [ForwardMsg.FromString(part) for part in sent]
    return [one.delta.new_element.SerializeToString(deterministic=True) for one in messages if one.HasField("delta")]


def test_a_link_to_another_day_is_answered_by_the_datas_own(server: Server) -> None:
    said = "This link asks for another date. Clients see data as of 1 Mar 2027 only."
    with line(server, signed_in(server, KIM)) as tab:
        for query, is_told in (("", False), (f"as_of={AS_OF}", False), ("as_of=2026-01-05", True), ("as_of=x", True)):
            tab.sent.clear()
            tab.run("", query)
            assert tells(tab, said) == is_told, query
            assert tells(tab, "1 Mar 2027")
            assert not any(message.delta.new_element.date_input.label == "As of" for message in tab.sent)


def tells(tab: Line, said: str) -> bool:
    return any(said.encode() in message.SerializeToString() for message in tab.sent)
