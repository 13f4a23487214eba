"""Where the secrets of the sign-in stand, and the change from one cookie secret to another."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import Message, Receive, Scope, Send
from streamlit import config
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from dualsite.access import LOCAL_EXECUTIVE
from dualsite.errors import DataError
from dualsite.web import code_names, streamlit_private
from dualsite.web.signin import keys, openid, signout
from dualsite.web.signin.admission import Person
from dualsite.web.signin.cookie import SigninCookie
from tests.unit.web.asgi import SETTINGS, run, scope

TODAY = keys.today()
OLD, NEW = "o" * 40, "n" * 40
PROVIDER = {"client_id": "dualsite", "client_secret": "c" * 9, "server_metadata_url": "https://id.example.com/x"}
AUTH = {"redirect_uri": "https://app.example.com/oauth2callback", "cookie_secret": OLD, **PROVIDER}


@pytest.fixture(autouse=True)
def _of_one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """It stays the day that it was when the tests began."""
    monkeypatch.setattr(keys, "today", lambda: TODAY)


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    """The secrets.toml of this test, empty at first; the secrets in use are put back in the end."""
    path = tmp_path / "secrets.toml"
    path.touch()
    before, inside = config.get_option("secrets.files"), dict(streamlit_private.secrets_singleton.__dict__)
    config.set_option("secrets.files", [str(path)])
    openid.settings.cache_clear()
    yield path
    config.set_option("secrets.files", before)
    streamlit_private.secrets_singleton.__dict__.update(inside)
    openid.settings.cache_clear()
    keys._auth = {}


def toml(auth: dict[str, Any]) -> str:
    return "[auth]\n" + "".join(f"{name} = {json.dumps(str(value))}\n" for name, value in auth.items())


def test_every_part_may_stand_in_the_environment_or_in_a_file_that_it_names(file: Path, tmp_path: Path) -> None:
    secret = tmp_path / "mounted"
    secret.write_text(f"{NEW}\n")
    environment = {
        "DUALSITE_COOKIE_SECRET_FILE": str(secret),
        "DUALSITE_REDIRECT_URI": AUTH["redirect_uri"],
        "DUALSITE_STAFF_CLIENT_ID": "x",
        "DUALSITE_STAFF_CLIENT_SECRET": "y",
        "DUALSITE_STAFF_SERVER_METADATA_URL": "z",
        "DUALSITE_DATA": "/elsewhere",
    }
    staff = {"client_id": "x", "client_secret": "y", "server_metadata_url": "z"}
    assert keys.told(environment) == {"redirect_uri": AUTH["redirect_uri"], "cookie_secret": NEW, "staff": staff}
    assert keys.told({}) is None


def test_the_environment_goes_before_secrets_toml_which_still_works(file: Path) -> None:
    file.write_text(toml(AUTH) + '[auth.Staff]\nclient_id = "a"\n')
    assert keys.told({}) == {**AUTH, "Staff": {"client_id": "a"}}
    found = keys.told({"DUALSITE_CLIENT_SECRET": "other", "DUALSITE_STAFF_CLIENT_ID": "b"})
    assert found == {**AUTH, "client_secret": "other", "Staff": {"client_id": "b"}}


def test_what_cannot_be_read_is_told_without_a_secret(file: Path, tmp_path: Path) -> None:
    environment = {
        "DUALSITE_COOKIE_SECRET": NEW, "DUALSITE_COOKIE_SECRET_FILE": "/x",
        "DUALSITE_CLIENT_SECRET_FILE": str(tmp_path / "nowhere"),
    }  # fmt: skip
    with pytest.raises(DataError) as raised:
        keys.told(environment)
    assert str(raised.value).splitlines() == [
        f"The file {tmp_path / 'nowhere'}, which DUALSITE_CLIENT_SECRET_FILE names, cannot be read: "
        "No such file or directory. Correct DUALSITE_CLIENT_SECRET_FILE.",
        "DUALSITE_COOKIE_SECRET_FILE and DUALSITE_COOKIE_SECRET are both set. Unset one of them.",
    ]
    file.write_text(f'[auth]\ncookie_secret = "{NEW}" x')
    with pytest.raises(DataError, match="cannot be read") as raised:
        keys.told({})
    assert NEW not in str(raised.value)


@pytest.mark.parametrize(
    ("former", "fault"),
    [
        ({"former_cookie_secret": NEW}, "former_until must be the last day"),
        ({"former_cookie_secret": NEW, "former_until": "soon"}, "former_until must be the last day"),
        ({"former_cookie_secret": OLD, "former_until": TODAY}, "must be the one that was cookie_secret before"),
        ({"former_cookie_secret": "short", "former_until": TODAY}, "must be the one that was cookie_secret before"),
        ({"former_cookie_secret": NEW, "former_until": TODAY + timedelta(days=9)}, "within 8 days"),
    ],
)
def test_a_former_secret_counts_until_a_day_that_is_told(former: dict[str, Any], fault: str) -> None:
    with pytest.raises(DataError, match=fault) as raised:
        openid.read({**AUTH, **former})
    assert NEW not in str(raised.value)
    openid.read({**AUTH, "former_cookie_secret": NEW, "former_until": TODAY})


def signed(secret: str) -> str:
    """Ada's cookie."""
    told = {"sub": "ada", "provider": "default", "is_logged_in": True, "origin": SETTINGS.origin}
    return create_signed_value(secret, "_streamlit_user", json.dumps(told)).decode()


def subject(cookie: str) -> Any:
    return openid.claims_in({"_streamlit_user": cookie}, SETTINGS.origin).get("sub")


def test_a_cookie_of_the_former_secret_is_good_until_its_day_is_over(file: Path) -> None:
    for until, found in ((TODAY, "ada"), (TODAY - timedelta(days=1), None)):
        keys.use({**AUTH, "cookie_secret": NEW, "former_cookie_secret": OLD, "former_until": until})
        assert subject(signed(NEW)) == "ada"
        assert subject(signed(OLD)) == found
        assert subject(signed("x" * 40)) is None


def test_code_names_are_the_same_in_every_process_with_the_same_secret(file: Path) -> None:
    """Without one of their own, two processes draw two secrets: whoever came from one to the other had other codes."""
    ada, before = Person(("default", "ada"), "ada", LOCAL_EXECUTIVE), config.get_option("server.cookieSecret")
    keys.use(AUTH)
    try:
        made = []
        for drawn in ("a" * 32, "b" * 32):
            config.set_option("server.cookieSecret", drawn)
            made.append(code_names.key_of(ada))
    finally:
        config.set_option("server.cookieSecret", before)
    assert made[0] == made[1] != code_names.key_of(replace(ada, id=("default", "eve")))


def test_a_change_of_secrets_counts_at_once_and_whoever_is_signed_in_stays_so(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file.write_text(toml(AUTH))
    assert openid.settings() is not None
    before = signed(OLD)
    token = signout.token(openid.claims_in({"_streamlit_user": before}, SETTINGS.origin))
    file.write_text(toml({**AUTH, "cookie_secret": NEW, "former_cookie_secret": OLD, "former_until": TODAY}))
    openid.follow()
    assert streamlit_private.cookie_secret() == NEW
    assert subject(before) == "ada"
    assert signout.is_token(token, openid.claims_in({"_streamlit_user": before}, SETTINGS.origin))
    for broken in (
        "[auth",
        toml({**AUTH, "cookie_secret": "short"}),
        toml({**AUTH, "redirect_uri": "https://x.y/oauth2callback"}),
    ):
        caplog.clear()
        file.write_text(broken)
        with caplog.at_level(logging.ERROR):
            openid.follow()
            openid.follow()
        assert len(caplog.records) == 1
        assert NEW not in caplog.text
        assert streamlit_private.cookie_secret() == NEW
    file.unlink()
    openid.follow()
    assert subject(signed(NEW)) == "ada"
    file.write_text(toml({**AUTH, "cookie_secret": NEW}))
    openid.follow()
    assert subject(before) is None


def test_a_cookie_of_the_former_secret_is_signed_anew_for_streamlit_and_in_the_browser(file: Path) -> None:
    keys.use({**AUTH, "cookie_secret": NEW, "former_cookie_secret": OLD, "former_until": TODAY})
    seen: list[str] = []
    given = SimpleCookie()

    async def app(asked: Scope, _receive: Receive, send: Send) -> None:
        cookies = HTTPConnection(asked).cookies
        seen.append(f"{streamlit_private.user_in(cookies, [NEW]) is not None} {cookies.get('a')}")
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})

    async def send(message: Message) -> None:
        for one in Headers(raw=message["headers"]).getlist("set-cookie"):
            given.load(one)

    for kind, cookie in (("websocket", signed(OLD)), ("http", signed(OLD)), ("http", signed("x" * 40))):
        run(SigninCookie(app, SETTINGS), scope(kind, "/", cookies=f"a=b; _streamlit_user={cookie}"), send, send)
    assert seen == ["True b", "True b", "False b"]
    assert streamlit_private.user_in({"_streamlit_user": given["_streamlit_user"].value}, [NEW]) is not None
    assert given["_streamlit_user"]["httponly"]
