"""What is kept in a browser of all that a provider tells of a person, and what follows when that is not enough."""

from __future__ import annotations

import time
import uuid
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import Message, Receive, Scope, Send

from dualsite.access import Viewer
from dualsite.web import streamlit_private
from dualsite.web.signin import admission, openid
from dualsite.web.signin.admission import Person, Refusal
from dualsite.web.signin.cookie import SigninCookie
from tests.unit.web.asgi import SETTINGS, run, scope

GROUPS = [str(uuid.uuid5(uuid.NAMESPACE_DNS, str(number))) for number in range(200)]
FILE = f"""
contact = "Dana"
[[people]]
claim = {{ groups = "{GROUPS[7]}" }}
role = "partner"
partner = "OAK"
[[people]]
claim = {{ tenant = "T1" }}
role = "executive"
"""


@pytest.fixture(autouse=True)
def _access(access: Path) -> None:
    access.write_text(FILE)


def user(**told: Any) -> dict[str, Any]:
    """What Streamlit is told of Ada."""
    now = int(time.time())
    return {
        "sub": "ada", "email": "ada@example.com", "email_verified": True, "iss": "https://id.example.com", "aud": "x",
        "nonce": "n", "iat": now, "exp": now + 3600, "picture": "x" * 3000, "groups": GROUPS, "provider": "default",
        "origin": SETTINGS.origin, "is_logged_in": True, **told,
    }  # fmt: skip


def signed_in(told: dict[str, Any], token: str = "token", before: str = "") -> SimpleCookie:
    """The cookies of the answer to a sign-in, with what Streamlit puts into them."""
    made = streamlit_private.user_cookies(told)
    made["_streamlit_user_tokens"] = streamlit_private.signed("_streamlit_user_tokens", {"id_token": token})

    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        headers = [(b"set-cookie", f"{name}={value}; Path=/".encode()) for name, value in made.items()]
        await send({"type": "http.response.start", "status": 302, "headers": [*headers, (b"location", b"/")]})

    cookies = SimpleCookie[str]()

    async def send(message: Message) -> None:
        for one in Headers(raw=message["headers"]).getlist("set-cookie"):
            cookies.load(one)

    run(SigninCookie(app, SETTINGS), scope("http", "/oauth2callback", cookies=before), send, send)
    return cookies


def admitted(told: dict[str, Any]) -> Person | Refusal | None:
    carried = {name: one.value for name, one in signed_in(told).items()}
    return admission.of_browser(carried, SETTINGS, time.time())


def test_of_two_hundred_groups_those_are_kept_that_the_access_file_names() -> None:
    cookies = signed_in(user())
    assert len(streamlit_private.user_cookies(user())) == 5
    assert cookies.keys() == {"_streamlit_user"}
    assert len(cookies["_streamlit_user"].value) < 1000
    claims = openid.claims_in({"_streamlit_user": cookies["_streamlit_user"].value}, SETTINGS.origin)
    assert claims["groups"] == [GROUPS[7]]
    assert claims.keys() == {
        "sub",
        "email",
        "email_verified",
        "iss",
        "nonce",
        "iat",
        "exp",
        "provider",
        "groups",
        admission.ASKED,
    }
    assert admitted(user()) == Person(
        ("default", "ada"), "ada@example.com", Viewer("partner", frozenset({"OAK"})), "Dana"
    )


def test_pieces_of_a_former_cookie_go() -> None:
    cookies = signed_in(user(), before="_streamlit_user_9=x; _streamlit_xsrf=y")
    assert cookies["_streamlit_user_9"]["max-age"] == "0"
    assert "_streamlit_xsrf" not in cookies


def test_a_claim_that_is_one_text_is_kept_when_the_access_file_names_it() -> None:
    assert admitted(user(groups=[], tenant="T1")) == Person(
        ("default", "ada"), "ada@example.com", Viewer("executive"), "Dana"
    )
    assert admitted(user(groups=[], tenant="T2")) == Refusal("ada@example.com", "not in the access file", "Dana")


def test_what_a_provider_says_in_our_name_is_not_believed() -> None:
    """It would keep whoever is demoted from having to sign in anew."""
    cookies = signed_in(user(**{admission.ASKED: ["x"]}))
    claims = openid.claims_in({"_streamlit_user": cookies["_streamlit_user"].value}, SETTINGS.origin)
    assert len(claims[admission.ASKED]) == 2


@pytest.mark.parametrize(
    ("file", "who"),
    [
        (FILE, "partner"),
        (FILE.replace("tenant", "other"), "partner"),
        (FILE.replace(GROUPS[7], GROUPS[8]), "claim not kept"),
        (FILE.replace("{ groups", "{ teams"), "claim not kept"),
        (FILE.replace('"Dana"\n', '"Dana"\n[[people]]\nclaim = { x = "y" }\nrole = "executive"\n'), "claim not kept"),
        (FILE + '[[people]]\nemail = "zed@example.com"\nrole = "executive"\n', "partner"),
        ('contact = "Dana"\n', "not in the access file"),
    ],
)
def test_a_claim_named_later_is_asked_of_the_provider_anew(file: str, who: str, access: Path) -> None:
    """Unless an entry that comes before it lets somebody in already."""
    carried = {name: one.value for name, one in signed_in(user()).items()}
    access.write_text(file)
    found = admission.of_browser(carried, SETTINGS, time.time())
    assert (found.viewer.role if isinstance(found, Person) else found.reason if found else None) == who


@pytest.mark.parametrize(("token", "shown"), [("a" * 900, True), ("a" * 9000, False)])
def test_the_provider_is_shown_its_token_at_the_end_though_no_browser_has_kept_it(token: str, shown: bool) -> None:
    """Once, and not one that is too long for an address."""
    made = signed_in(user(nonce=token), token)
    seen: list[str | None] = []

    async def app(asked: Scope, _receive: Receive, _send: Send) -> None:
        seen.append(streamlit_private.id_token_in(HTTPConnection(asked).cookies))

    for _again in range(2):
        carried = f"_streamlit_user={made['_streamlit_user'].value}"
        run(SigninCookie(app, SETTINGS), scope("http", "/auth/logout", cookies=carried), None, None)
    assert seen == [token if shown else None, None]
