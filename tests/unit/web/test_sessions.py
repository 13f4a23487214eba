"""What is known of a session."""

from dualsite.web.signin import sessions

NOW = 1_800_000_000.0


def test_a_fact_is_news_once_per_session_also_after_something_was_done() -> None:
    for key in ("one", "other"):
        sessions.note(key, {}, NOW)
        assert sessions.is_news(key, ("ada", "executive"))
        sessions.note_page(key, "data")
        sessions.note(key, {}, NOW + 60)
        assert not sessions.is_news(key, ("ada", "executive"))
        assert sessions.is_news(key, ("ada", "partner"))
        assert sessions.known()[key].page == "data"


def test_everything_is_news_of_a_session_that_is_not_known() -> None:
    assert sessions.is_news("never seen", "sign-in")
    assert sessions.is_news("never seen", "sign-in")
