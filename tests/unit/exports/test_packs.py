"""Board packs in files: written and read alike, and a sentence for everything that is wrong in one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dualsite import access, store
from dualsite.errors import DataError, InputError
from dualsite.exports import content, packs
from dualsite.exports.packs import Pack
from dualsite.exports.request import ExportRequest, PageRequest
from dualsite.sitemap import PageId
from dualsite.store.named_files import ChangedMeanwhileError

PAGES = (
    PageRequest(PageId.CAPACITY, (("zoom", "quarter"),), 'Downstream "binds".', ("tiles suite_occupancy", "ladder")),
    PageRequest(PageId.TRIALS),
)
PACK = Pack("third-quarter", ExportRequest("Board, third quarter", PAGES, is_summary=True), "OAK")


def test_a_pack_is_read_as_it_was_saved(tmp_path: Path) -> None:
    saved = packs.save(tmp_path, PACK)
    assert packs.read(tmp_path, "third-quarter") == saved == PACK
    assert packs.names(tmp_path) == ["default", "third-quarter"]


def test_the_default_pack_is_there_without_a_file_and_six_pages_long(tmp_path: Path) -> None:
    pack = packs.read(tmp_path, "default")
    assert len(pack.request.pages) == 6
    assert pack.request.is_summary
    assert pack.client is None


def test_a_file_of_its_name_replaces_the_default_pack(tmp_path: Path) -> None:
    packs.save(tmp_path, replace(PACK, name="default"))
    assert packs.read(tmp_path, "default").request.title == "Board, third quarter"
    assert packs.names(tmp_path) == ["default"]


def test_a_pack_for_a_client_is_asked_for_as_confidential_to_it() -> None:
    assert PACK.client == "OAK"
    assert PACK.asked.is_for_client
    assert not replace(PACK, audience="executive").asked.is_for_client


def test_what_somebody_else_has_saved_meanwhile_is_left_as_it_is(tmp_path: Path) -> None:
    packs.save(tmp_path, PACK)
    with pytest.raises(ChangedMeanwhileError):
        packs.save(tmp_path, replace(PACK, audience="ELM"))
    assert packs.read(tmp_path, "third-quarter").audience == "OAK"


def test_a_pack_is_deleted(tmp_path: Path) -> None:
    saved = packs.save(tmp_path, PACK)
    packs.delete(tmp_path, saved.name, saved.digest)
    assert packs.names(tmp_path) == ["default"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title = ", "is no TOML"),
        ('title = "A"', "page: there is none"),
        ('[[page]]\npage = "capasity"', "page 1, page: 'capasity' is none"),
        ('titel = "A"\n[[page]]\npage = "capacity"', "titel: a pack has no such key"),
        ('[[page]]\npage = "capacity"\nblocks = "ladder"', "page 1, blocks: it is no list"),
        ('[[page]]\npage = "capacity"\ncomment = 3', "page 1, comment: it is no text"),
        ('[[page]]\npage = "capacity"\n[page.chosen]\nzoom = 3', "page 1, chosen: it holds"),
    ],
)
def test_what_is_wrong_in_a_file_is_said_with_its_place(text: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        packs.parsed(text.encode(), "mine")


def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be the name of a pack"):
        packs.save(tmp_path, replace(PACK, name="../third"))


def test_a_pack_that_is_not_there_is_said_with_those_that_are(tmp_path: Path) -> None:
    packs.save(tmp_path, PACK)
    with pytest.raises(InputError, match="third-quarter"):
        packs.read(tmp_path, "fourth-quarter")


def test_every_block_of_the_default_pack_is_on_its_page(reference: store.Store) -> None:
    version = reference.version(timeout=60)
    assert version is not None
    view = access.view(version, reference.connect())
    for asked in packs.default().request.pages:
        for key in asked.blocks:
            page, _colon, name = key.rpartition(":")
            there = {block.key for block in content.page(view, PageId(page or asked.page)).blocks}
            assert name in there, (asked.page, key, there)
