"""Files up and down over the raw protocol: for one person, for one tab, for as long as it is open."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileURLs
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.memory_media_file_storage import _calculate_file_id

from dualsite.web import files
from tests.browser.provider import ACCESS, Provider, secrets
from tests.data_folder import DataFolder
from tests.wire.line import PATIENCE_S, Line, line, signed_in
from tools.forks import serve
from tools.server import Server

IMPORT = "tab=import"
STUDY = {"protocolSection": {"identificationModule": {"nctId": "NCT90000009", "briefTitle": "A study"}}}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    work = tmp_path_factory.mktemp("files")
    (work / "secrets.toml").write_text(secrets(Provider(9)))
    (work / "access.toml").write_text(ACCESS)
    delivery = DataFolder().keep("sources", "sites", "suites", "partners", "products")
    delivery.tables["partners"] = delivery.tables["partners"][:1]
    delivery.tables["products"] = delivery.tables["products"][:2]
    with serve(work, delivery.write(work / "data")) as running:
        yield running
    assert "Traceback" not in running.log.read_text()


def places(tab: Line) -> list[FileURLs]:
    """Where the tab may upload a file to; nowhere when it is not answered before the end of another run."""
    asked = BackMsg()
    asked.file_urls_request.request_id = "1"
    asked.file_urls_request.file_names.append("a.json")
    asked.file_urls_request.session_id = session_of(tab)
    tab.connection.send(asked.SerializeToString())
    while True:
        told = ForwardMsg.FromString(tab.connection.recv(timeout=PATIENCE_S, decode=False))
        if told.WhichOneof("type") == "file_urls_response":
            return list(told.file_urls_response.file_urls)


def asks_in_vain(tab: Line) -> bool:
    """Whether nothing is answered before the end of the run that is asked for next."""
    asked = BackMsg()
    asked.file_urls_request.file_names.append("a.json")
    tab.connection.send(asked.SerializeToString())
    return not any(told.HasField("file_urls_response") for told in tab.run("slots"))


def session_of(tab: Line) -> str:
    return next(told.new_session.initialize.session_id for told in tab.sent if told.HasField("new_session"))


def put(server: Server, place: str, cookies: str, content: bytes = b"", length: int | None = None) -> int:
    """How an upload is answered."""
    body = b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.json"\r\n\r\n' + content + b"\r\n--x--\r\n"
    token = next(part.split("=", 1)[1] for part in cookies.split("; ") if part.startswith("_streamlit_xsrf="))
    headers = {"Content-Type": "multipart/form-data; boundary=x", "X-Xsrftoken": token, "Cookie": cookies}
    if length is not None:
        headers["Content-Length"] = str(length)
    asked = urllib.request.Request(server.url + place, body, headers, method="PUT")
    try:
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        return refusal.code


def with_upload(tab: Line, place: FileURLs) -> list[ForwardMsg]:
    """Run the page with this file chosen in its uploader."""
    uploader = next(
        told.delta.new_element.file_uploader.id for told in tab.sent if told.delta.new_element.HasField("file_uploader")
    )
    state = WidgetState(id=uploader)
    info = state.file_uploader_state_value.uploaded_file_info.add()
    info.file_id, info.name, info.size = place.file_id, "a.json", 1
    info.file_urls.CopyFrom(place)
    message = BackMsg()
    message.rerun_script.page_name, message.rerun_script.query_string = "data", IMPORT
    message.rerun_script.widget_states.widgets.append(state)
    return tab.say(message)


def says(told: list[ForwardMsg], words: str) -> bool:
    return any(words.encode() in message.SerializeToString() for message in told)


def test_only_a_tab_with_a_place_for_it_uploads_and_only_its_person(server: Server) -> None:
    ada, gus = signed_in(server), signed_in(server, "gus@example.com", groups=["executives"])
    with line(server, ada) as tab, line(server, gus) as other:
        tab.run("slots")
        assert asks_in_vain(tab)
        tab.run("data", IMPORT)
        other.run("data", IMPORT)
        (place,) = places(tab)
        assert put(server, place.upload_url, other.cookies, b"[]") == 403, "not somebody else"
        of_others = place.upload_url.replace(session_of(tab), session_of(other))
        assert put(server, of_others, tab.cookies, b"[]") == 403, "nor into somebody else's session"
        assert put(server, place.upload_url, tab.cookies, json.dumps(STUDY).encode()) == 204
        assert says(with_upload(tab, place), "1 study with 0 sites")
        too_much = files.MOST_UPLOADED - 1
        assert put(server, place.upload_url, tab.cookies, length=too_much) == 413, "so much in all"
        tab.run("slots")
        assert asks_in_vain(tab), "the place is not on screen any more"


def test_what_a_tab_uploaded_goes_with_it(server: Server) -> None:
    """Streamlit takes the session up again for a while, and drops it afterwards with its uploads in memory."""
    ada = signed_in(server)
    with line(server, ada) as tab:
        tab.run("data", IMPORT)
        (place,) = places(tab)
        assert put(server, place.upload_url, tab.cookies, json.dumps(STUDY).encode()) == 204
        assert says(with_upload(tab, place), "1 study with 0 sites")
        before = session_of(tab)
    assert put(server, place.upload_url, tab.cookies, b"[]") == 400, "nor is it uploaded to any more"
    with line(server, ada, again=before) as tab:
        tab.run("data", IMPORT)
        assert session_of(tab) == before
        assert not says(with_upload(tab, place), "1 study with 0 sites")


def test_the_address_of_a_download_is_no_hash_of_what_is_in_it(server: Server) -> None:
    """A small export could be guessed: with its contents, kind and name, its address."""
    with line(server, signed_in(server)) as tab:
        shown = tab.run("data")
        first, second = (tab.address(shown) for _click in range(2))
        asked = urllib.request.Request(server.url + first, headers={"Cookie": tab.cookies})
        with urllib.request.urlopen(asked, timeout=30) as answer:
            told: Any = answer.headers
            name = told["content-disposition"].split('filename="')[1].rstrip('"')
            guessed = _calculate_file_id(answer.read(), "text/csv", name)
        assert told["cache-control"] == "private, no-store"
    assert guessed not in first
    assert first != second
