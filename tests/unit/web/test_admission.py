"""Who is let in, asked anew each time: the access file as it is now, the end of a sign-in, and who has signed out."""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import Any

import pytest

from dualsite.access import Viewer
from dualsite.web import presence, shared_state
from dualsite.web.meeting import registry
from dualsite.web.signin import admission, endings, sessions
from dualsite.web.signin.admission import Person, Refusal
from tests.unit.web.asgi import SETTINGS
from tests.unit.web.conftest import FILE

NOW = 1_800_000_000.0
ADA = ("default", "ada")


def claims(**told: Any) -> dict[str, Any]:
    return {
        "sub": "ada",
        "email": "ada@example.com",
        "email_verified": True,
        "provider": "default",
        "iat": NOW - 10,
        "exp": NOW + 60,
        "nonce": "n",
        **told,
    }


def admitted(now: float = NOW, **told: Any) -> Person | Refusal:
    return admission.admission(claims(**told), SETTINGS, now)


def test_whoever_is_in_the_file_comes_in(access: Path) -> None:
    assert admitted() == Person(ADA, "ada@example.com", Viewer("executive"), "Dana")


def test_whoever_is_not_is_refused_with_whom_to_ask(access: Path) -> None:
    assert admitted(email="zed@example.com") == Refusal("zed@example.com", "not in the access file", "Dana")
    assert admitted(email_verified=False) == Refusal("ada at default", "e-mail not verified", "Dana")


def test_the_file_counts_as_it_is_now(access: Path) -> None:
    assert isinstance(admitted(), Person)
    access.write_text(FILE.replace("ada@", "eve@"))
    assert admitted() == Refusal("ada@example.com", "not in the access file", "Dana")
    access.write_text(FILE.replace('"executive"', '"partner"\npartner = "OAK"'))
    assert admitted() == Person(ADA, "ada@example.com", Viewer("partner", frozenset({"OAK"})), "Dana")


def test_a_file_that_breaks_or_goes_away_lets_nobody_in_and_is_logged_once(
    access: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert isinstance(admitted(), Person)
    access.write_text(FILE.replace("executive", "boss"))
    with caplog.at_level(logging.ERROR):
        assert admitted() == admitted() == Refusal("ada at default", "access file unusable")
    assert len(caplog.records) == 1
    access.unlink()
    assert admitted() == Refusal("ada at default", "access file unusable")


@pytest.mark.parametrize("told", [NOW, NOW - 1, None, "never", True])
def test_a_sign_in_that_has_ended_or_does_not_say_when_is_none(access: Path, told: object) -> None:
    assert admitted(exp=told) == Refusal("ada@example.com", "expired")


def test_a_sign_in_that_lasts_too_long_is_none(access: Path) -> None:
    """One whose token said that it was good for 31 years let somebody in."""
    assert isinstance(admitted(exp=NOW + admission.LONGEST_S), Person)
    for years in (0.1, 31):
        assert admitted(exp=NOW + years * 365 * 86400) == Refusal("ada@example.com", "lasts too long")


HOUR = 3600


def test_a_session_lasts_twelve_hours_at_most_unless_the_access_file_says_otherwise(access: Path) -> None:
    """Whatever the provider says, and however much is done in it."""
    long = {"exp": NOW + 100 * HOUR, "iat": NOW - 12 * HOUR + 1, "nonce": "long"}
    sessions.note(admission.key(claims(**long)), {}, NOW)
    assert isinstance(admitted(NOW, **long), Person)
    assert admitted(NOW + 1, **long) == Refusal("ada@example.com", "as long as may be", "Dana")
    access.write_text(FILE + "[sessions]\nlongest_hours = 13\n")
    assert isinstance(admitted(NOW + 1, **long), Person)


@pytest.mark.parametrize("iat", [None, True, "now"])
def test_a_sign_in_that_does_not_say_when_it_was_is_none(iat: object, access: Path) -> None:
    assert admitted(iat=iat) == Refusal("ada@example.com", "as long as may be", "Dana")


def test_a_session_in_which_nothing_is_done_for_an_hour_is_over(access: Path) -> None:
    idle = {"exp": NOW + 9 * HOUR, "nonce": "idle"}
    key = admission.key(claims(**idle))
    assert isinstance(admitted(NOW - 10 + HOUR - 1, **idle), Person)
    assert admitted(NOW - 10 + HOUR, **idle) == Refusal("ada@example.com", "idle", "Dana")
    sessions.note(key, {}, NOW + 5)
    assert isinstance(admitted(NOW + HOUR, **idle), Person)
    assert admitted(NOW + 5 + HOUR, **idle) == Refusal("ada@example.com", "idle", "Dana")
    access.write_text(FILE + "[sessions]\nidle_minutes = 5\n")
    assert admitted(NOW + 5 + 300, **idle) == Refusal("ada@example.com", "idle", "Dana")


def test_after_a_restart_nobody_has_been_idle_longer_than_the_server_is_up(
    access: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = {"iat": NOW - 2 * HOUR, "exp": NOW + 9 * HOUR}
    assert admitted(**old) == Refusal("ada@example.com", "idle", "Dana")
    monkeypatch.setattr(sessions, "STARTED_AT", NOW - 60)
    assert isinstance(admitted(**old), Person)


def test_in_a_meeting_a_sign_in_is_as_good_as_it_was_when_the_meeting_began(access: Path) -> None:
    """A screen on the wall went dark in the middle: sign-ins of many providers last an hour."""
    now = time.time()
    old = claims(iat=now - 13 * HOUR, exp=now - HOUR, nonce="wall")
    held = registry.begin("OAK", "wall", ADA, now - 2 * HOUR)

    def found(told: dict[str, Any], **cookies: str) -> Any:
        who = presence.around(told, cookies, SETTINGS)[0]
        return who.reason if isinstance(who, Refusal) else "in"

    assert found(old, dualsite_browser="wall") == "in"
    assert found(old, dualsite_meeting=held.id) == "in"
    assert found(old, dualsite_browser="another") == "expired"
    assert found({**old, "sub": "eve"}, dualsite_browser="wall") == "expired"
    assert found({**old, "exp": now - 3 * HOUR}, dualsite_browser="wall") == "expired"
    assert found({**old, "iat": now - 15 * HOUR}, dualsite_browser="wall") == "as long as may be"
    admission.end(old, "ended")
    assert found(old, dualsite_browser="wall") == "ended"
    access.write_text(FILE.replace("ada@", "eve@"))
    assert found({**old, "nonce": "other"}, dualsite_browser="wall") == "not in the access file"
    registry.end(held.id)
    assert found({**old, "nonce": "other"}, dualsite_browser="wall") == "expired"


def test_signing_out_ends_this_sign_in_and_no_other(access: Path) -> None:
    admission.end(claims(nonce="first"), "signed out")
    assert admitted(nonce="first") == Refusal("ada@example.com", "signed out")
    assert isinstance(admitted(nonce="second"), Person)


def test_a_session_that_was_ended_is_known_for_as_long_as_its_sign_in_would_have_been_good(access: Path) -> None:
    for nonce, how in (("third", "signed out"), ("fourth", "ended")):
        admission.end(claims(nonce=nonce), how)  # type: ignore[arg-type]
    endings.tidy(NOW)
    assert admitted(nonce="third") == Refusal("ada@example.com", "signed out")
    assert admitted(nonce="fourth") == Refusal("ada@example.com", "ended")
    assert isinstance(admitted(nonce="fifth"), Person)
    endings.tidy(NOW + 60 + admission.LONGEST_S)
    assert shared_state.rows("SELECT session FROM ended_sessions") == []


def test_what_cannot_be_written_is_told_and_remembered_all_the_same(
    access: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as away:
        away.setenv("DUALSITE_AUDIT", str(access / "no folder" / "audit.jsonl"))
        admission.end(claims(nonce="sixth"), "ended")
        assert "cannot be written" in caplog.text
        assert admitted(nonce="sixth") == Refusal("ada@example.com", "ended")
    question = "SELECT how FROM ended_sessions WHERE session = ?"
    assert shared_state.rows(question, admission.key(claims(nonce="sixth"))) == []
    monkeypatch.setattr(endings, "AGAIN_EVERY_S", 0.0)
    assert admitted(nonce="sixth") == Refusal("ada@example.com", "ended")
    assert shared_state.rows(question, admission.key(claims(nonce="sixth"))) == [("ended",)], "written at the next look"


def test_what_could_not_be_written_is_written_with_the_next_that_is_ended(
    access: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as away:
        away.setenv("DUALSITE_AUDIT", str(access / "no folder" / "audit.jsonl"))
        endings.keep("seventh", "signed out", NOW + 60)
    endings.keep("eighth", "ended", NOW + 60)
    found = shared_state.rows("SELECT session, how, until FROM ended_sessions ORDER BY how")
    assert found == [("eighth", "ended", NOW + 60), ("seventh", "signed out", NOW + 60)]


def test_somebody_without_an_email_is_called_as_the_provider_does() -> None:
    assert admission.name_of({"sub": "x1", "provider": "staff"}, None) == "x1 at staff"


def test_an_email_that_nobody_has_verified_is_never_theirs(access: Path) -> None:
    """Anybody could have written the address of somebody else, and was called by it in the footer and the trail."""
    access.write_text(FILE + '[[people]]\nclaim = { groups = "staff" }\nrole = "executive"\n')
    known = admitted(sub="eve", email_verified=False, groups=["staff"])
    assert known == Person(("default", "eve"), "eve at default", Viewer("executive"), "Dana")


def test_a_person_is_who_the_provider_says_whatever_their_email(access: Path) -> None:
    people = [admitted(), admitted(sub="eve"), admitted(provider="other")]
    assert [one.id for one in people if isinstance(one, Person)] == [ADA, ("default", "eve"), ("other", "ada")]
