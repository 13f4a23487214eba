"""Whoever is denied something is named by provider and subject, and by an e-mail only if it is theirs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp

from dualsite.audit import What, reading
from dualsite.audit.reading import Search
from dualsite.web import server
from dualsite.web.audit.requests import Requests
from tests.unit.web import asgi


async def _sink(_message: object) -> None: ...


def denied(answer: ASGIApp, **told: object) -> list[tuple[str, str, str, str, str]]:
    """What the trail tells of a request of Ada's that is answered so."""
    scope = asgi.scope("http", "/media/x.csv", cookies=asgi.cookie(sub="248", **told))
    asgi.run(Requests(answer, asgi.SETTINGS), scope, None, _sink)
    found = reading.entries(Path(os.environ["DUALSITE_AUDIT"]), Search(what=What.DENIED))
    return [(one.provider, one.subject, one.email, one.name, one.reason) for one in found]


NO = PlainTextResponse("There is no such file of yours.", 403)


@pytest.mark.usefixtures("access")
def test_a_denied_request_is_written_with_who_and_why() -> None:
    told = ("default", "248", "ada@example.com", "GET /media/x.csv", "403 There is no such file of yours.")
    assert denied(NO) == [told]


@pytest.mark.usefixtures("access")
@pytest.mark.parametrize("verified", [False, None, "yes"])
def test_an_e_mail_that_nobody_has_verified_is_not_written_as_theirs(verified: object) -> None:
    ((provider, subject, email, *_rest),) = denied(NO, email="boss@example.com", email_verified=verified)
    assert (provider, subject, email) == ("default", "248", "")
    assert "boss@example.com" not in Path(os.environ["DUALSITE_AUDIT"]).read_text()


@pytest.mark.usefixtures("access")
def test_what_is_answered_is_no_entry() -> None:
    assert denied(PlainTextResponse("rows", 200)) == []
    assert denied(Response(status_code=304)) == []


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("DUALSITE_AUDIT_KEY", "short", "A key of the audit trail is shorter than 32 characters."),
        ("DUALSITE_AUDIT_KEY_FILE", "/nowhere/key", "The key of the audit trail in /nowhere/key cannot be read"),
        ("DUALSITE_AUDIT_SYSLOG", "logs.example.com", "which is no address of a collector"),
    ],
)
def test_the_app_does_not_start_with_a_trail_that_cannot_be_kept_as_told(
    name: str, value: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit, match="Dualsite does not start") as ended:
        server.settings()
    assert why in str(ended.value)
