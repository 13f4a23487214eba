"""What a page that fails shows, and what the server does by itself."""

from __future__ import annotations

import asyncio

import pytest
from anyio.from_thread import start_blocking_portal
from streamlit import config
from streamlit.testing.v1 import AppTest

from dualsite.web import assets, server
from tools.server import ROOT


def test_a_page_that_fails_says_so_without_its_reason(caplog: pytest.LogCaptureFixture) -> None:
    def page() -> None:
        from dualsite.web import server

        server.explain(KeyError("/srv/private/path"))

    screen = AppTest.from_function(page).run()
    assert len(screen.error) == 1
    told = screen.error[0].value
    assert told.startswith("This page could not be shown. Give your administrator the reference ")
    assert "private" not in told
    assert told.split()[-1].rstrip(".") in caplog.text


def test_what_we_refuse_ourselves_is_told_as_it_is() -> None:
    def page() -> None:
        from dualsite.errors import InputError
        from dualsite.web import server

        server.explain(InputError("There is no site X. Use another one."))

    assert AppTest.from_function(page).run().error[0].value.replace("\\", "") == "There is no site X. Use another one."


def test_streamlits_own_protections_are_on_and_its_errors_off() -> None:
    shipped = (ROOT / ".streamlit" / "config.toml").read_text()
    assert 'showErrorDetails = "none"' in shipped
    assert 'address = "127.0.0.1"' in shipped
    for option in ("enableXsrfProtection", "enableCORS", "enableStaticServing", "trustedUserHeaders"):
        assert option not in shipped
    for option, value in {
        "server.enableXsrfProtection": True,
        "server.enableCORS": True,
        "server.enableStaticServing": False,
        "server.maxUploadSize": 50,
        "client.allowedOrigins": [],
        "runner.postScriptGC": False,
    }.items():
        assert config.get_option(option) == value, option


def test_the_static_folder_holds_nothing_private() -> None:
    """It is served to everybody: fonts, pictures, outlines, what draws figures, and what says where they are from."""
    found = [path for folder in (assets.ROOT, assets.PACKAGED) for path in folder.rglob("*") if path.is_file()]
    assert found
    assert {path.suffix for path in found} <= {".woff2", ".png", ".geojson", ".json", ".js", ".md", ".txt"}
    assert {path.name for path in found if path.suffix == ".json"} == {"world_110m.json"}
    assert not any(path.is_symlink() for path in found)


def test_what_the_server_does_by_itself_does_not_end_unsaid(caplog: pytest.LogCaptureFixture) -> None:
    async def _follow_secrets() -> None:
        raise KeyError("a secret that is no text")

    async def run() -> None:
        task = asyncio.create_task(_follow_secrets())
        task.add_done_callback(server.tell_of_failure)
        await asyncio.wait([task])
        await asyncio.sleep(0)

    with start_blocking_portal() as portal:
        portal.call(run)
    assert "The server has ceased to follow secrets." in caplog.text
    assert "a secret that is no text" in caplog.text
