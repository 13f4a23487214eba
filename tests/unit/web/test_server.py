"""Starting the server, and what a page that fails shows."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
from anyio.from_thread import start_blocking_portal
from streamlit import config
from streamlit.testing.v1 import AppTest

from dualsite.web import server
from tools.server import ROOT, free_port


def started(work: Path, *arguments: str) -> tuple[int, str]:
    """How `streamlit run` ended, and what it said."""
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--secrets.files", str(work / "secrets.toml")]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
    command += ["--server.port", str(free_port()), *arguments]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=120)
    return ended.returncode, ended.stderr.decode()


@pytest.mark.parametrize(
    ("argument", "named"),
    [("--server.address=0.0.0.0", "the address 0.0.0.0"), ("--server.address=", "the address of every network")],
)
def test_without_sign_in_it_does_not_start_for_others(argument: str, named: str, tmp_path: Path) -> None:
    status, said = started(tmp_path, argument)
    assert status == 1
    assert said.strip() == (
        f"Dualsite does not start on {named}: without sign-in, whoever reaches it sees everything. "
        "Set server.address to 127.0.0.1, or configure sign-in as docs/security.md says."
    )


def test_it_does_not_start_under_a_path(tmp_path: Path) -> None:
    """What is guarded is guarded by its whole path: /dash/media/… was open to nobody and everybody."""
    status, said = started(tmp_path, "--server.baseUrlPath=dash")
    assert status == 1
    assert "Dualsite does not start under a path" in said
    assert "Unset server.baseUrlPath" in said


@pytest.mark.parametrize(
    ("secrets", "sentence"),
    [
        ("[auth\n", "The secrets in {path} cannot be read. Correct the TOML there, or remove the file."),
        ("[auth]\n", "In the section [auth] of secrets.toml, there is no provider."),
    ],
)
def test_a_broken_sign_in_is_not_taken_for_none(secrets: str, sentence: str, tmp_path: Path) -> None:
    (tmp_path / "secrets.toml").write_text(secrets)
    status, said = started(tmp_path)
    assert status == 1
    assert "Dualsite does not start.\n" in said
    assert sentence.format(path=tmp_path / "secrets.toml") in said
    assert "Traceback" not in said


def test_a_page_that_fails_says_so_without_its_reason(caplog: pytest.LogCaptureFixture) -> None:
    def page() -> None:
        from dualsite.web import server

        server.explain(KeyError("/srv/private/path"))

    screen = AppTest.from_function(page).run()
    assert len(screen.error) == 1
    told = screen.error[0].value
    assert told.startswith("This page could not be shown. Tell whoever runs this server the reference ")
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
    """It is served to everybody: fonts, pictures, outlines of countries, and what says where they are from."""
    found = [path for path in server.STATIC.rglob("*") if path.is_file()]
    assert found
    assert {path.suffix for path in found} <= {".woff2", ".png", ".geojson", ".json", ".md", ".txt"}
    assert {path.name for path in found if path.suffix == ".json"} == {"world_110m.json"}
    assert not any(path.is_symlink() for path in server.STATIC.rglob("*"))


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
