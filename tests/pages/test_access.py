"""The page on which executives see who is here and who may come in."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from dualsite import access, audit, sitemap, store
from dualsite.access import Viewer, access_file, access_history
from dualsite.audit import What, reading
from dualsite.exports.document import TableBlock
from dualsite.exports.receipts import keys
from dualsite.exports.receipts.issuing import KINDS, issue
from dualsite.exports.receipts.verification import verified
from dualsite.exports.request import ExportRequest, PageRequest
from dualsite.sitemap import CLIENT, PAGES, PageId
from dualsite.web import looking
from dualsite.web.meeting.cookies import BROWSER
from dualsite.web.people import entries, look, sessions, taken
from dualsite.web.signin import admission, openid
from dualsite.web.signin import sessions as known
from tests.pages import screen as on
from tests.pages.conftest import Dashboard

ACCESS = PAGES[PageId.ACCESS]
FILE = """
contact = "Dana"
trusted_for_email = ["default"]
[[people]]
email = "ada@example.com"
role = "executive"
[[people]]
claim = { groups = "staff" }
role = "account_manager"
partners = ["OAK", "YEW"]
[sessions]
longest_hours = 8
"""


@pytest.fixture(autouse=True)
def _trail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUALSITE_AUDIT", str(tmp_path / "audit.jsonl"))


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The access file of this test."""
    path = tmp_path / "access.toml"
    path.write_text(FILE)
    monkeypatch.setenv("DUALSITE_ACCESS", str(path))
    return path


def test_without_sign_in_there_are_no_sessions_to_end(dashboard: Dashboard, only_sites: Path) -> None:
    screen = dashboard(only_sites, ACCESS)
    assert "Sign-in is off" in on.answer(screen)
    assert "no access file is in use" in " ".join(on.written(dashboard(only_sites, ACCESS, tab="entries").main))


def test_the_access_file_is_shown_as_it_stands_with_what_is_wrong_in_it(
    dashboard: Dashboard, plans: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entries, "access_file", lambda: access_file.read(path, ("default",)))
    screen = dashboard(plans, ACCESS, tab="entries")
    shown = on.table(screen, "Applies to")
    assert list(shown["Applies to"]) == ["ada@example.com", "anyone with groups = staff"]
    assert list(shown["Role"]) == ["executive", "account manager"]
    assert list(shown["Clients"]) == ["all", "Oak Medicines, YEW"]
    assert list(shown["Problem"].dropna()) == ["Not in the data: YEW. Nothing is shown to them."]
    said = " ".join(on.written(screen.main))
    assert "A session ends after 8 hours, or 60 minutes of inactivity." in said.replace("\\", "")


def test_the_sessions_are_those_that_somebody_could_go_on_with(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openid, "settings", lambda: openid.Settings("https://app.example.com", ("default",)))
    monkeypatch.setattr(known, "_known", {})
    now = time.time()

    def session(active_at: float, **told: Any) -> str:
        claims = {"provider": "default", "sub": "x", "iat": now - 7200, "exp": now + 60, **told}
        known.note(admission.key(claims), claims, active_at)
        known.note_page(admission.key(claims), "slots")
        return admission.key(claims)

    first = session(now - 60, email="ada@example.com", sub="ada")
    second = session(now - 30, groups=["staff"])
    session(now - 3601, email="ada@example.com", nonce="idle")
    session(now, email="ada@example.com", exp=now - 1)
    session(now, email="zed@example.com")
    over = session(now, groups=["staff"], nonce="over")
    admission.end(known.known()[over].claims, "ended")
    found = sessions.open_sessions()
    assert [(one.key, one.person.id, one.began_at, one.active_at, one.page, one.tabs) for one in found] == [
        (second, ("default", "x"), now - 7200, now - 30, "slots", 0),
        (first, ("default", "ada"), now - 7200, now - 60, "slots", 0),
    ]
    assert found[0].person.viewer == Viewer("account_manager", frozenset({"OAK", "YEW"}))
    assert sessions.answer(found) == "2 sessions are open, of 2 people."


def test_a_client_looked_as_is_seen_as_they_see_it_and_every_page_says_so(
    dashboard: Dashboard, plans: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(look.lock, "cookie", lambda name: "mine" if name == BROWSER else None)
    screen = dashboard(plans, ACCESS, tab="look")
    screen.selectbox[-1].select("Oak Medicines").run()
    next(one for one in screen.button if one.label == "View as this person").click()
    try:
        screen.run()
        for entry in CLIENT:
            screen = dashboard(plans, entry)
            assert not screen.exception
            assert on.written(on.part(screen, "title")) == [entry.title]
            said = " ".join(on.written(screen.main)).replace("\\", "")
            assert "You are viewing as **Oak Medicines** (client). Nothing can be changed or exported." in said
            assert "Oak Medicines, client" in on.footer(screen).replace("\\", "")
            assert [one.disabled for one in screen.get("download_button")] == [True] * len(
                screen.get("download_button")
            )
        assert "Today" not in " ".join(on.written(dashboard(plans, sitemap.EXECUTIVE[0]).main))
        next(one for one in screen.button if one.label == "Stop viewing").click().run()
    finally:
        looking.stop("browser ")
    assert on.written(on.part(dashboard(plans), "title")) == ["Today"]
    told = [(one.what, one.name) for one in reading.entries(audit.path(), reading.Search(what=What.LOOK_AS))][:2]
    assert told == [("look-as", "ended: Oak Medicines"), ("look-as", "began: Oak Medicines")]


def test_no_meeting_starts_while_an_executive_looks_as_an_account_manager(
    dashboard: Dashboard, plans: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(look.Look, "viewer", lambda *_: Viewer("account_manager", frozenset({"OAK"})))
    looking.start("browser ", look.Look("max@example.com"))
    try:
        screen = dashboard(plans, PAGES[PageId.MEETING])
    finally:
        looking.stop("browser ")
    assert "stop before starting a meeting" in " ".join(on.written(screen.main))
    assert "Start the meeting" not in on.buttons(screen)


def test_the_changes_of_the_access_file_are_told_newest_first(dashboard: Dashboard, plans: Path, path: Path) -> None:
    access_history.note(path, access_file.read(path, ("default",)))
    path.write_text(FILE.replace('"OAK", "YEW"', '"OAK"').replace("ada@", "eve@"))
    access_history.note(path, access_file.read(path, ("default",)))
    path.write_text("[")
    access_history.note(path, None)
    shown = on.table(dashboard(plans, ACCESS, tab="history"), "Change")
    told = list(
        zip(shown["Applies to"].fillna(""), shown["Change"].fillna(""), shown["Clients"].fillna(""), strict=True)
    )
    assert sorted(told[:3]) == [
        ("", "", ""),
        ("eve@example.com", "access removed", ""),
        ("groups = staff", "access removed", "Oak Medicines"),
    ]
    assert sorted(told[3:7]) == [
        ("ada@example.com", "access removed", ""),
        ("eve@example.com", "has access", ""),
        ("groups = staff", "access removed", "Oak Medicines, YEW"),
        ("groups = staff", "has access", "Oak Medicines"),
    ]
    assert [change for _whom, change, _clients in told[7:]] == ["has access"] * 2


def test_what_the_page_says_is_exported_and_cannot_be_computed_anew(
    plans: Path, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(keys.PATH, str(tmp_path / "receipts.pem"))
    monkeypatch.setattr(entries, "access_file", lambda: access_file.read(path, ("default",)))
    access_history.note(path, access_file.read(path, ("default",)))
    with store.open(plans) as kept:
        view = access.view(kept.version(), kept.connect())
        page = taken.page(view)
        assert page.answer == "Sign-in is off: anyone at this machine is an executive."
        shown = {block.key: block.rows for block in page.blocks if isinstance(block, TableBlock)}
        assert list(shown["entries"].whom) == ["ada@example.com", "anyone with groups = staff"]
        assert sorted(shown["history"].whom) == ["ada@example.com", "groups = staff"]
        request = ExportRequest("Access", (PageRequest(PageId.ACCESS),))
        for kind in KINDS:
            issued = issue(view, request, kind, given={PageId.ACCESS: page})
            assert any("anyone with groups = staff" in line for sheet in issued.receipt.sheets for line in sheet.lines)
            found = verified(issued.content, keys.own_public(), view)
            assert found.is_good
            assert found.not_recomputed == "It says who has access, which is not in the data."
