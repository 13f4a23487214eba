"""The layer around the app: which requests and messages reach it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from starlette.types import Message, Receive, Scope, Send

from dualsite.web import files, looking, shared_state, tabs
from dualsite.web.gate import Gate
from dualsite.web.meeting import registry
from dualsite.web.meeting.cookies import BROWSER
from dualsite.web.signin import admission, openid, sessions, signout
from tests.unit.web.asgi import SETTINGS, cookie, run, scope

pytestmark = pytest.mark.usefixtures("access")


def answer(settings: openid.Settings | None, asked: Scope) -> list[Message]:
    """What a request is answered; 200 with a cookie when it reaches the app."""
    sent: list[Message] = []

    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        headers = [(b"set-cookie", b"a=1; HttpOnly"), (b"set-cookie", b"b=2; Secure"), (b"x", b"y")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    run(Gate(app, settings), asked, receive, send)
    return sent


def status(settings: openid.Settings | None, asked: Scope) -> int:
    return int(answer(settings, asked)[0]["status"])


@pytest.mark.parametrize("host", ["app.example.com", "APP.example.com:8443", "127.0.0.1:8501", "localhost"])
def test_with_sign_in_it_answers_to_its_own_address_and_to_this_machine(host: str) -> None:
    assert status(SETTINGS, scope("http", "/_stcore/health", host)) == 200


@pytest.mark.parametrize("host", ["evil.example", "app.example.com.evil.example", "a@evil.example", "[", "", None])
def test_no_other_name_is_answered(host: str | None) -> None:
    assert status(SETTINGS, scope("http", "/", host)) == 421
    assert status(None, scope("http", "/", host)) == 421
    assert answer(SETTINGS, scope("websocket", "/_stcore/stream", host))[0]["type"] == "websocket.close"


def test_without_sign_in_it_answers_this_machine_alone() -> None:
    """Also when the server was started by other means, and listens everywhere."""
    assert status(None, scope("http", "/", "127.0.0.1:8501")) == 200
    assert status(None, scope("http", "/", "[::1]:8501", server="::1")) == 200
    assert status(None, scope("http", "/", "app.example.com")) == 421
    assert status(None, scope("http", "/", "localhost", server="192.0.2.7")) == 421
    assert answer(None, scope("websocket", "/", "localhost", server="192.0.2.7"))[0]["type"] == "websocket.close"


@pytest.mark.parametrize("header", ["X-Forwarded-For", "x-forwarded-proto", "X-FORWARDED-X", "Forwarded", "Via"])
def test_without_sign_in_nothing_is_served_that_came_through_a_proxy(header: str) -> None:
    """To the app, everybody behind a proxy would sit at this machine."""
    handed_on = {header: "203.0.113.9"}
    for path in ("/", "/_stcore/health", "/media/x", "/app/static/x"):
        assert status(None, scope("http", path, "localhost", more=handed_on)) == 403
    assert answer(None, scope("websocket", "/", "localhost", more=handed_on))[0]["type"] == "websocket.close"
    assert status(SETTINGS, scope("http", "/_stcore/health", more=handed_on)) == 200


@pytest.mark.parametrize(
    "path",
    ["/_stcore/metrics", "/_stcore/agent", "/_stcore/agent/openapi.json", "/_stcore/agent/mcp", "/x/_stcore/metrics",
     "/_stcore/script-health-check", "//_stcore/metrics"],
)  # fmt: skip
@pytest.mark.parametrize("settings", [None, SETTINGS])
def test_measurements_and_agents_are_not_served(path: str, settings: openid.Settings | None) -> None:
    assert status(settings, scope("http", path, "localhost")) == 404


def tell(carried: str, *places: str, settings: openid.Settings | None = SETTINGS) -> None:
    """As if the addresses of these files had been sent to a tab of this browser."""
    cookies = dict(one.split("=", 1) for one in carried.split("; ") if one)
    claims = openid.claims_in(cookies, SETTINGS.origin) if settings else {}
    files.note(places, tabs.around(claims, cookies, settings))


@pytest.mark.parametrize("path", ["/media/x.csv", "/_stcore/upload_file/a/b"])
def test_files_and_uploads_are_for_people_alone(path: str, access: Path) -> None:
    ada = cookie()
    tell(ada, path)
    tell("", path, settings=None)
    assert status(None, scope("http", path, "localhost")) == 200
    assert status(SETTINGS, scope("http", path)) == 403
    assert status(SETTINGS, scope("http", path, cookies=ada)) == 200
    assert status(SETTINGS, scope("http", path, cookies=ada[:-3] + "xxx")) == 403
    assert status(SETTINGS, scope("http", path, cookies=cookie(exp=time.time() - 1))) == 403
    assert status(SETTINGS, scope("http", path, cookies=cookie(origin="https://evil.example"))) == 403
    access.write_text('contact = "Dana"\n')
    assert status(SETTINGS, scope("http", path, cookies=ada)) == 403


def test_a_file_is_for_whom_it_was_sent_to_and_as_what_they_were(access: Path) -> None:
    """An address of one person worked for another, and one of everything in a meeting."""
    path = f"/media/{time.monotonic_ns()}.csv"
    access.write_text(access.read_text() + '[[people]]\nemail = "kim@example.com"\nrole = "executive"\n')
    ada, kim = cookie(), cookie(email="kim@example.com")
    tell(ada, path)
    assert status(SETTINGS, scope("http", path, cookies=ada)) == 200
    assert status(SETTINGS, scope("http", path, cookies=kim)) == 403
    assert status(SETTINGS, scope("http", path + "x", cookies=ada)) == 403
    meeting = registry.begin("OAK", path, "ada@example.com", time.time())
    assert status(SETTINGS, scope("http", path, cookies=f"{ada}; {BROWSER}={path}")) == 403
    registry.end(meeting.id)
    access.write_text(access.read_text().replace('"executive"', '"partner"\npartner = "OAK"'))
    assert status(SETTINGS, scope("http", path, cookies=ada)) == 403


def test_no_file_is_kept_by_a_proxy_or_the_browser() -> None:
    ada = cookie()
    tell(ada, "/media/y.csv")
    headers = answer(SETTINGS, scope("http", "/media/y.csv", cookies=ada))[0]["headers"]
    assert (b"cache-control", b"private, no-store") in headers


def test_a_tab_uploads_so_much_and_says_how_much() -> None:
    ada, place = cookie(), f"/_stcore/upload_file/{time.monotonic_ns()}/f"
    tell(ada, place)

    def put(size: str | None) -> int:
        more = {"content-length": size} if size is not None else {}
        return status(SETTINGS, {**scope("http", place, cookies=ada, more=more), "method": "PUT"})

    assert put(None) == put("-1") == put("x") == 411
    assert put(str(files.MOST_UPLOADED - 10)) == 200
    assert put("11") == 413
    assert put("10") == 200
    files.forget(place.split("/")[-2])
    assert put("11") == 200


def told(asked: Scope) -> str:
    return b"".join(one.get("body", b"") for one in answer(SETTINGS, asked)[1:]).decode()


@pytest.mark.parametrize(
    "path", ["/", "/contracts", "/no/such/page", "/component/x", "/_stcore/anything", "/meeting/open"]
)
def test_nothing_but_a_plain_page_is_answered_to_whoever_is_not_in(path: str, access: Path) -> None:
    """Not even Streamlit's own page, whose scripts would open a socket."""
    ada = cookie()
    assert status(SETTINGS, scope("http", path, cookies=ada)) == 200
    assert "Sign in" in told(scope("http", path))
    assert status(None, scope("http", path, "localhost")) == 200
    access.write_text('contact = "<Dana>"\n')
    refused = told(scope("http", path, cookies=ada))
    assert "You have no access." in refused or "Sign in first." in refused
    assert "<Dana>" not in refused


@pytest.mark.parametrize("path", ["/_stcore/health", "/static/js/x.js", "/app/static/favicon.png", "/oauth2callback"])
def test_what_is_needed_to_sign_in_is_served_to_everybody(path: str) -> None:
    assert status(SETTINGS, scope("http", path)) == 200


def test_who_is_there_is_not_looked_up_for_what_everybody_is_served(caplog: pytest.LogCaptureFixture) -> None:
    shared_state.path().write_bytes(b"no database, but long enough to be looked at" * 100)
    for path in ("/_stcore/health", "/static/js/x.js", "/app/static/favicon.png", "/meeting/over"):
        assert status(SETTINGS, scope("http", path, cookies=f"{cookie()}; {BROWSER}=mine")) == 200
    assert caplog.text == ""
    assert "Sign out" in told(scope("http", "/", cookies=cookie())), "whoever is refused may at least do that"
    assert "cannot be read or written" in caplog.text


def test_signing_out_needs_the_token_of_this_sign_in() -> None:
    """No foreign page and no link of somebody else's ends it."""
    ada = cookie()
    tell(ada, "/media/x")
    for query in ("", "token=", "token=x", f"token={signout.token({})}"):
        asked = scope("http", signout.LOGOUT, cookies=ada, query=query)
        assert answer(SETTINGS, asked)[0]["status"] == 303
    assert status(SETTINGS, scope("http", "/media/x", cookies=ada)) == 200
    token = signout.token(openid.claims_in(dict([ada.split("=", 1)]), SETTINGS.origin))
    answer(SETTINGS, scope("http", signout.LOGOUT, cookies=ada, query=f"token={token}"))
    assert status(SETTINGS, scope("http", "/media/x", cookies=ada)) == 403
    assert status(SETTINGS, scope("http", "/", cookies=cookie())) == 200


def test_whoever_was_idle_is_told_why_and_a_page_is_something_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "STARTED_AT", 0.0)
    now = time.time()
    for age, seen in ((3500, "200"), (3601, "This session ended after 60 minutes of inactivity")):
        ada = cookie(iat=now - age, exp=now + 99)
        page = scope("http", "/contracts", cookies=ada, more={"accept": "text/html"})
        assert seen in told(page) or seen == str(status(SETTINGS, page))
        key = admission.key(openid.claims_in(dict([ada.split("=", 1)]), SETTINGS.origin))
        assert (key in sessions.known()) is (seen == "200")
    long = cookie(iat=now - 12 * 3600, exp=now + 99)
    assert "This session reached the limit of 12 hours" in told(scope("http", "/", cookies=long))


def test_whoever_begins_to_look_as_somebody_else_is_led_to_a_page_of_theirs(access: Path) -> None:
    ada = cookie()
    key = admission.key(openid.claims_in(dict([ada.split("=", 1)]), SETTINGS.origin))

    def page(path: str) -> int:
        return status(SETTINGS, scope("http", path, cookies=ada, more={"accept": "text/html"}))

    assert page("/contracts") == page("/trials") == 200
    looking.start(key, looking.Look("Oak", partner="OAK"))
    assert (page("/contracts"), page("/trials"), page("/")) == (303, 200, 200)
    looking.stop(key)
    assert page("/contracts") == 200


@pytest.mark.parametrize("path", ["/_stcore/health", "/app/static/x", "/media/x", "/static/js/x.js"])
def test_what_a_page_loads_is_nothing_done(path: str) -> None:
    ada = cookie()
    answer(SETTINGS, scope("http", path, cookies=ada, more={"accept": "*/*"}))
    assert admission.key(openid.claims_in(dict([ada.split("=", 1)]), SETTINGS.origin)) not in sessions.known()


def test_cookies_go_by_https_alone_where_the_app_is_served_so() -> None:
    plain = openid.Settings("http://localhost:8501", ("default",))
    kept = [value for name, value in answer(SETTINGS, scope("http", "/app/"))[0]["headers"] if name == b"set-cookie"]
    assert kept == [b"a=1; HttpOnly; Secure", b"b=2; Secure"]
    kept = [value for name, value in answer(plain, scope("http", "/app/", "localhost"))[0]["headers"] if name != b"x"]
    assert kept == [b"a=1; HttpOnly", b"b=2; Secure"]


def test_signing_in_as_another_ends_the_former_sign_in() -> None:
    """A copy of the former cookie would be good until it expires."""
    ada = cookie()
    tell(ada, "/media/x")

    def leads_back(headers: list[tuple[bytes, bytes]]) -> Gate:
        async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
            await send({"type": "http.response.start", "status": 302, "headers": headers})

        return Gate(app, SETTINGS)

    async def nothing(*_: Message) -> Message:
        return {}

    for headers, still_in in (([], 200), ([(b"set-cookie", b"_streamlit_user=new; HttpOnly")], 403)):
        run(leads_back(headers), scope("http", "/oauth2callback", cookies=ada), nothing, nothing)
        assert status(SETTINGS, scope("http", "/media/x", cookies=ada)) == still_in
