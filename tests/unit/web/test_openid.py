"""The configuration of the sign-in: what is read from it, and what is said about one that cannot be used."""

from __future__ import annotations

from typing import Any

import pytest

from dualsite.errors import DataError
from dualsite.web.signin import openid
from dualsite.web.signin.openid import Settings

PROVIDER = {"client_id": "x", "client_secret": "y", "server_metadata_url": "https://id.example.com/"}

SHARED = {"redirect_uri": "https://app.example.com/oauth2callback", "cookie_secret": "s" * 40}


def test_one_provider_stands_in_the_section_itself() -> None:
    found = openid.read({**SHARED, **PROVIDER, "client_kwargs": {"prompt": "login"}})
    assert found == Settings("https://app.example.com", ("default",))
    assert found.is_https
    assert found.host == "app.example.com"


def test_several_have_sections_of_their_own() -> None:
    assert openid.read({**SHARED, "staff": PROVIDER, "clients": PROVIDER}).providers == ("staff", "clients")


@pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1:8501", "[::1]:8501"])
def test_on_this_machine_http_will_do(host: str) -> None:
    assert not openid.read({**SHARED, **PROVIDER, "redirect_uri": f"http://{host}/oauth2callback"}).is_https


@pytest.mark.parametrize(
    ("auth", "fault"),
    [
        ({**SHARED, **PROVIDER, "redirect_uri": "http://app.example.com/oauth2callback"}, "must begin with https://"),
        ({**SHARED, **PROVIDER, "redirect_uri": "https://app.example.com/"}, "with /oauth2callback"),
        ({**SHARED, **PROVIDER, "redirect_uri": "/oauth2callback"}, "must be the app's address"),
        ({**SHARED, **PROVIDER, "cookie_secret": "short"}, "cookie_secret must have at least 32 characters"),
        (SHARED, "there is no provider"),
        ({**SHARED, "my_id": PROVIDER}, "the provider my_id must be called without an underscore"),
        ({**SHARED, "staff": {**PROVIDER, "client_secret": ""}}, "the provider staff needs client_secret"),
        ({**SHARED, "client_id": "x"}, "the provider default needs server_metadata_url"),
    ],
)
def test_what_is_wrong_is_told(auth: dict[str, Any], fault: str) -> None:
    with pytest.raises(DataError, match=r"^In the section \[auth\] of secrets\.toml, ") as raised:
        openid.read(auth)
    assert fault in str(raised.value)


def test_an_empty_section_is_no_open_door() -> None:
    with pytest.raises(DataError) as raised:
        openid.read({})
    assert len(str(raised.value).splitlines()) == 3


def test_nobody_is_signed_in_unless_streamlit_says_so() -> None:
    assert openid.claims_of({"email": "ada@example.com"}) == {}
    assert openid.claims_of({"email": "ada@example.com", "is_logged_in": "true"}) == {}
    told = {"email": "ada@example.com", "is_logged_in": True, "origin": "x", "tokens": {"id": "secret"}}
    assert openid.claims_of(told) == {"email": "ada@example.com"}
