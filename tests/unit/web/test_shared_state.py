"""What the processes of one machine share: another process knows it at once, a killed one takes none of it along."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from anyio.from_thread import start_blocking_portal

from dualsite.access import Viewer
from dualsite.access.access_file import AccessEntry
from dualsite.web import looking, shared_state
from dualsite.web.looking import NOBODY, Look
from dualsite.web.meeting import cookies, registry
from dualsite.web.meeting.cookies import BROWSER, MEETING
from dualsite.web.shared_state import SharedStateError
from dualsite.web.signin import endings, sessions
from dualsite.web.signin.admission import LOCAL, Refusal, admission
from tests.unit.web.asgi import SETTINGS
from tools.server import ROOT

pytestmark = pytest.mark.usefixtures("access")

ADA = ("default", "ada")
NOW = time.time()
IN_MEETING = {BROWSER: "mine", MEETING: "an id that nobody knows"}

KILLED = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"


def elsewhere(code: str) -> str:
    """What another process of the app says, which is killed once it has done this."""
    begin = "import time; from dualsite.web import looking; from dualsite.web.meeting import registry; "
    begin += "from dualsite.web.signin import endings, sessions; "
    command = [sys.executable, "-c", f"{begin}{code}; import sys; sys.stdout.flush(); {KILLED}"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


def test_a_meeting_outlives_the_process_in_which_it_began_and_ends_in_every_one() -> None:
    held = elsewhere("print(registry.begin('OAK', 'mine', ('default', 'ada'), time.time()).id)")
    around = cookies.around({BROWSER: "mine"}, NOW)
    assert around is not None
    assert (around.meeting, around.partner, around.who) == (held, "OAK", ADA)
    assert cookies.around({MEETING: held}, NOW) == around
    elsewhere(f"registry.end({held!r})")
    assert cookies.around({BROWSER: "mine"}, NOW) is None
    inside = cookies.around({MEETING: held}, NOW)
    assert inside is not None
    assert inside.partner is None
    assert registry.is_ended(held)


def test_a_new_meeting_in_a_browser_takes_the_place_of_the_one_begun_elsewhere() -> None:
    first = elsewhere("print(registry.begin('OAK', 'mine', ('default', 'ada'), time.time()).id)")
    second = registry.begin("ELM", "mine", ADA, NOW)
    assert registry.of_browser("mine") == second
    assert registry.is_ended(first)


def test_meetings_are_forgotten_when_no_browser_can_carry_them() -> None:
    old = registry.begin("OAK", "old", ADA, NOW - registry.KEPT_S - registry.LONGEST_S - 1)
    ended = registry.begin("OAK", "ended", ADA, NOW - registry.ENDED_FOR_S - registry.LONGEST_S - 1)
    long = registry.begin("OAK", "long", ADA, NOW - registry.ENDED_FOR_S - registry.LONGEST_S - 1)
    registry.end(ended.id)
    registry.begin("OAK", "new", ADA, NOW)
    assert [one[0] for one in shared_state.rows("SELECT id FROM meetings WHERE browser <> 'new'")] == [long.id]
    assert old.id != long.id


def test_a_session_that_was_ended_elsewhere_is_over() -> None:
    elsewhere("endings.keep('one', 'ended', time.time() + 60); endings.keep('two', 'signed out', time.time() + 60)")
    assert endings.how("one") == "ended"
    assert endings.how("two") == "signed out"
    assert endings.how("other") is None


def test_whoever_comes_from_another_process_is_as_idle_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that had been up for days took everybody for idle who came from one that was killed."""
    monkeypatch.setattr(sessions, "STARTED_AT", NOW - 10 * 3600)
    elsewhere(f"sessions.note('moved', {{'sub': 'ada'}}, {NOW - 120}); sessions.note_page('moved', 'data')")
    assert sessions.active_at("moved", NOW - 3 * 3600) == NOW - 120
    assert sessions.active_at("nobody's", NOW - 3 * 3600) == NOW - 3 * 3600
    known = sessions.known()["moved"]
    assert (known.claims, known.page) == ({"sub": "ada"}, "data")
    sessions.note("moved", {"sub": "ada"}, NOW)
    assert sessions.active_at("moved", NOW - 3 * 3600) == NOW
    sessions.end("moved", "ended", NOW + 60)
    assert "moved" not in sessions.known()


def test_as_whom_an_executive_looks_is_known_elsewhere_to_the_last_detail() -> None:
    entry = AccessEntry(3, Viewer("partner", frozenset({"OAK"})), claim=("groups", "oak"), provider="default")
    for look in (Look("kim", entry), Look("Oak", partner="OAK")):
        looking.start("mine", look)
        assert looking._look_of("mine") == look
        assert elsewhere("print(looking._look_of('mine').called)") == look.called
    elsewhere("looking.stop('mine')")
    assert looking.narrowed(LOCAL, "mine", None) == LOCAL


def test_it_is_for_its_owner_alone() -> None:
    registry.begin("OAK", "mine", ADA, NOW)
    files = list(shared_state.path().parent.glob(f"{shared_state.FILE}*"))
    assert len(files) == 3
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_nothing_is_made_by_looking() -> None:
    assert cookies.around({BROWSER: "mine"}, NOW) is None
    assert endings.how("one") is None
    assert not shared_state.path().exists()


def nothing_is_shown() -> None:
    """Who may be in a meeting sees nothing, nobody who signs in comes in, and executives see what nobody would."""
    assert cookies.around({}, NOW) is None
    assert cookies.around({BROWSER: "mine"}, NOW) == cookies.Around("", None)
    assert cookies.around(IN_MEETING, NOW) == cookies.Around(IN_MEETING[MEETING], None)
    claims = {"sub": "ada", "email": "ada@example.com", "email_verified": True, "iat": NOW, "exp": NOW + 60}
    refused = admission({**claims, "provider": "default"}, SETTINGS, NOW)
    assert isinstance(refused, Refusal)
    assert refused.reason == "sessions unreadable"
    assert looking.narrowed(LOCAL, "mine", None).viewer == NOBODY
    with pytest.raises(SharedStateError, match="its log says why"):
        registry.begin("OAK", "mine", ADA, NOW)


def test_what_cannot_be_read_is_known_to_nobody_until_it_can(access: Path, caplog: pytest.LogCaptureFixture) -> None:
    shared_state.path().write_bytes(b"no database, but long enough to be looked at" * 100)
    nothing_is_shown()
    assert caplog.text.count("cannot be read or written") == 1
    shared_state.path().unlink()
    assert cookies.around({BROWSER: "mine"}, NOW) is None
    registry.begin("OAK", "mine", ADA, NOW)
    assert cookies.around({BROWSER: "mine"}, NOW) is not None


def test_a_file_that_has_vanished_or_was_exchanged_unlocks_nobody() -> None:
    held, file = registry.begin("OAK", "mine", ADA, NOW), shared_state.path()
    file.rename(file.with_suffix(".moved"))
    nothing_is_shown()
    file.write_bytes(b"")
    nothing_is_shown()
    file.with_suffix(".moved").replace(file)
    assert registry.of_browser("mine") == held


def test_what_could_not_be_written_as_a_whole_is_not_written_at_all() -> None:
    registry.begin("OAK", "mine", ADA, NOW)
    with pytest.raises(SharedStateError):
        shared_state.write(("DELETE FROM meetings",), ("DELETE FROM nothing",))
    assert registry.of_browser("mine") is not None


@contextmanager
def written_elsewhere() -> Iterator[None]:
    """While another connection holds the database to write."""
    with closing(sqlite3.connect(shared_state.path(), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_whoever_reads_does_not_wait_for_whoever_writes() -> None:
    """All tabs stood still meanwhile: each of them asks on the event loop."""
    registry.begin("OAK", "mine", ADA, NOW)
    with ThreadPoolExecutor(1) as here, written_elsewhere():
        waits = here.submit(registry.end, "nobody's")
        time.sleep(0.1)
        begun = time.perf_counter()
        assert registry.of_browser("mine") is not None
        assert time.perf_counter() - begun < 0.1 < shared_state.PATIENCE_S / 2
        assert not waits.done()
    assert waits.exception() is None


def test_what_is_done_in_a_session_is_written_off_the_event_loop() -> None:
    registry.begin("OAK", "mine", ADA, NOW)

    async def noted() -> float:
        begun = time.perf_counter()
        sessions.note("on the loop", {"sub": "ada"}, NOW)
        return time.perf_counter() - begun

    with written_elsewhere(), start_blocking_portal() as portal:
        assert portal.call(noted) < shared_state.PATIENCE_S / 2
    shared_state._soon.submit(str).result()
    assert shared_state.rows("SELECT claims FROM sessions WHERE session = 'on the loop'") == [('{"sub": "ada"}',)]


def test_a_session_that_was_ended_is_not_written_again() -> None:
    endings.keep("over", "signed out", NOW + 60)
    sessions.note("over", {"sub": "ada"}, NOW)
    assert shared_state.rows("SELECT session FROM sessions") == []
