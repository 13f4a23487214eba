"""What is taken away in a meeting, clicked in the browser that is locked to one client, names nobody else."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pypdfium2  # type: ignore[import-untyped]
import pytest
from playwright.sync_api import Browser, Page

from dualsite.exports.receipts import keys
from dualsite.exports.receipts.carrying import taken
from dualsite.sitemap import CLIENT
from dualsite.sitemap import Page as SitePage
from tests.browser import meeting
from tests.wire import variants
from tools.browser import wait_until_ready
from tools.forks import serve
from tools.server import Server

FORMATS = {"PowerPoint": "pptx", "PDF": "pdf", "Excel": "xlsx"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app over the rows of several clients."""
    work = tmp_path_factory.mktemp("meeting")
    folder = variants.reference().write(work / "data")
    with serve(work, folder, settings={keys.PATH: str(work / "receipts.pem")}) as started:
        yield started


@pytest.fixture(scope="module")
def room(server: Server, browser: Browser) -> Iterator[Page]:
    """The tab that is shared in a meeting with one of them."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-US", accept_downloads=True)
    context.set_default_timeout(120_000)
    host = context.new_page()
    host.goto(f"{server.url}/meeting")
    wait_until_ready(host)
    yield meeting.begin(host, variants.CLIENT_NAME)
    context.close()


@pytest.mark.parametrize("entry", CLIENT, ids=lambda entry: entry.title)
def test_no_file_taken_in_a_meeting_names_another_client(entry: SitePage, room: Page, server: Server) -> None:
    room.goto(f"{server.url}/{entry.path}", wait_until="commit")
    wait_until_ready(room)
    room.locator(".st-key-export").get_by_role("button").first.click()
    for label, ending in FORMATS.items():
        with room.expect_download() as started:
            room.get_by_role("button", name=label, exact=True).click()
        name, content = started.value.suggested_filename, Path(started.value.path()).read_bytes()
        assert name.endswith(f".{ending}")
        told = "\n".join([name, *everything(content)])
        assert variants.CLIENT_NAME in told
        assert [one for one in variants.words_of_others() if one in told] == []


def everything(file: bytes) -> Iterator[str]:
    """All that a file says anywhere: every part of it, those of files within it, what can be read, and its receipt."""
    receipt = taken(file)
    if receipt is not None:
        yield receipt.text
    if file.startswith(b"%PDF"):
        yield file.decode("utf-8", "replace")
        with pypdfium2.PdfDocument(file) as read:
            yield from (page.get_textpage().get_text_bounded() for page in read)
        document = pypdf.PdfReader(io.BytesIO(file))
        for number in range(1, len(document.xref_objStm) + sum(map(len, document.xref.values())) + 1):
            found = document.get_object(number)
            yield repr(found)
            if isinstance(found, pypdf.generic.StreamObject):
                yield found.get_data().decode("utf-8", "replace")
        return
    with zipfile.ZipFile(io.BytesIO(file)) as package:
        for part in package.namelist():
            content = package.read(part)
            yield content.decode("utf-8", "replace")
            if content.startswith(b"PK"):
                yield from everything_within(content)


def everything_within(package: bytes) -> Iterator[str]:
    """Every part of a workbook within a presentation."""
    with zipfile.ZipFile(io.BytesIO(package)) as inner:
        yield from (inner.read(part).decode("utf-8", "replace") for part in inner.namelist())
