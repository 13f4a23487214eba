"""The exceptions of the fictional works, rule by rule, how they are ranked, and where each one leads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dualsite import access, i18n
from dualsite.access import View
from dualsite.insights.batches.lots import lots
from dualsite.insights.exceptions import ranking as ranking
from dualsite.insights.exceptions.behind import SHOWN_ON
from dualsite.insights.exceptions.exception import BusinessException
from dualsite.kpi import KPIS, ask
from dualsite.sitemap import IN_CLEAR, PAGES, PageId, pages
from dualsite.store import Store
from tests.data_folder import OPERATOR, DataFolder
from tests.exceptions import RAISED, Case, everything_late, refused_after

Seen = Callable[[DataFolder], View]


def about(view: View, words: str) -> BusinessException:
    """The one exception that speaks of something."""
    (found,) = [exception for exception in ranking.exceptions(view) if words in exception.what]
    return found


def test_an_unconfirmed_milestone_is_overdue_and_ranks_first(seen: Seen) -> None:
    view = replace(seen(DataFolder()), as_of=date(2027, 10, 30))
    first = ranking.exceptions(view)[0]
    assert first.what == "Birch Works: Birch mechanically complete"
    assert first.how_much == "due 30 Sep 2027, unconfirmed for 30 days, 9 months behind the first commitment"
    assert (first.urgency(view.as_of), first.impact, first.owner, first.site) == (3, 3, OPERATOR, "BIRCH")


def test_a_milestone_reached_says_nothing(seen: Seen) -> None:
    view = seen(DataFolder())
    assert not [exception for exception in ranking.exceptions(view) if "Kick-off" in exception.what]


def test_the_last_day_for_notice_is_raised_before_the_end(seen: Seen) -> None:
    # Oak's contract ends on 2028-01-01 with 180 days of notice: 2027-07-05.
    view = seen(DataFolder())
    assert not [exception for exception in ranking.exceptions(view) if "contract ends" in exception.what]
    found = about(replace(view, as_of=date(2027, 5, 1)), "contract ends")
    assert found.due_on == date(2027, 7, 5)
    assert found.how_much == "notice deadline 5 Jul 2027, ends 1 Jan 2028"
    assert about(replace(view, as_of=date(2027, 12, 1)), "contract ends").due_on == date(2028, 1, 1)


def test_letters_of_intent_have_no_notice_to_watch(seen: Seen) -> None:
    delivery = DataFolder()
    delivery.change("contracts", 2, end_on="2027-04-01")
    assert not [exception for exception in ranking.exceptions(seen(delivery)) if "contract ends" in exception.what]


def test_capas_are_counted_from_the_day_after_they_were_due(seen: Seen) -> None:
    view = seen(DataFolder())
    assert not [exception for exception in ranking.exceptions(view) if "CAPA" in exception.what]
    assert not [m for m in ranking.exceptions(replace(view, as_of=date(2027, 6, 1))) if "CAPA" in m.what]
    found = about(replace(view, as_of=date(2027, 6, 2)), "CAPA")
    assert found.how_much == "1 past due, the oldest since 1 Jun 2027"


def test_an_open_lot_is_old_after_sixty_days(seen: Seen) -> None:
    # B-4 was made on 2026-11-15; B-3, rejected on 2026-12-20, was still open on 2026-12-01.
    view = seen(DataFolder())
    assert about(view, "lots").how_much == "1 manufactured over 60 days ago, the oldest, B-4, 3 months ago"
    assert not [m for m in ranking.exceptions(replace(view, as_of=date(2026, 12, 1))) if "lots" in m.what]


def test_a_lot_aborted_later_is_still_open(seen: Seen) -> None:
    delivery = DataFolder()
    delivery.change("batches", 5, status="ABORTED")  # B-3, made on 2026-11-10 and decided on 2026-12-20
    view = replace(seen(delivery), as_of=date(2026, 12, 19))
    assert [figure.value for figure in ask(view, [KPIS["open_lots"]])] == [2]
    assert list(zip(lots(view).batch_id, lots(view).step, strict=True)) == [("B-4", "IN_REVIEW"), ("B-3", "MADE")]
    later = replace(view, as_of=date(2027, 1, 9))
    assert [figure.value for figure in ask(later, [KPIS["open_lots"]])] == [1]
    delivery.change("batches", 5, disposition_on="2027-02-20")
    open_still = replace(seen(delivery), as_of=date(2027, 1, 9))
    assert about(open_still, "lots").how_much == "1 manufactured over 60 days ago, the oldest, B-3, 2 months ago"


def test_a_licence_expected_after_demand_begins_is_raised(seen: Seen) -> None:
    # Elm needs NA from January 2028, the licence is expected in February; Oak needs the US from April 2027, its
    # downstream licence is expected in October.
    view = seen(DataFolder())
    assert about(view, "Elmotug").how_much == "expected 1 Feb 2028, demand from Jan 2028"
    assert about(view, "Oakumab: downstream").due_on == date(2027, 4, 1)


def test_actions_are_one_exception_for_each_side(seen: Seen) -> None:
    view = replace(seen(DataFolder()), as_of=date(2027, 4, 2))
    found = about(view, "action")
    assert found.what == "Hazel Biologics: 1 action overdue"
    assert found.how_much == "the oldest since 1 Apr 2027: Elm Therapeutics, Agree the resin"
    assert (found.partner, found.page) == ("ELM", PageId.CLIENT)


def test_actions_of_several_clients_lead_to_the_rows_of_all(seen: Seen) -> None:
    delivery = DataFolder()
    delivery.add("actions", partner_id="OAK", owner="CLIENT", due_on="2027-02-01", closed_on="")
    delivery.add("actions", partner_id="ELM", owner="CLIENT", due_on="2027-02-03", closed_on="")
    found = about(replace(seen(delivery), as_of=date(2027, 2, 10)), "action")
    assert found.what == "Several clients: 2 actions overdue"
    assert (found.partner, found.page, dict(found.query)) == (None, PageId.DATA, {"tab": "rows", "table": "actions"})


def test_filters_keep_what_is_theirs(seen: Seen) -> None:
    view = seen(DataFolder())
    assert {exception.partner for exception in ranking.exceptions(replace(view, partner="ELM"))} <= {"ELM", None}
    assert all(exception.site in ("BIRCH", None) for exception in ranking.exceptions(replace(view, site="BIRCH")))


def test_only_illustrative_rows_make_an_exception_illustrative(seen: Seen) -> None:
    delivery = DataFolder()
    for row in delivery.tables["batches"]:
        row["data_class"] = "ILLUSTRATIVE"
    view = seen(delivery)
    assert about(view, "lots").is_illustrative
    assert not about(view, "Elmotug").is_illustrative


def test_ranking_is_impact_times_urgency_then_the_longest_due(seen: Seen) -> None:
    view = seen(DataFolder())
    found = ranking.exceptions(view)
    weights = [exception.impact * exception.urgency(view.as_of) for exception in found]
    assert weights == sorted(weights, reverse=True)


def test_the_same_is_the_gravest_in_every_language(seen: Seen) -> None:
    view, ranked = seen(everything_late()), set()
    for language in i18n.offered():
        with i18n.speaking(language):
            found = ranking.exceptions(view)
            ranked.add(tuple((one.table, one.page, one.query, one.due_on, one.site, one.partner) for one in found))
    assert len(found) > 10
    assert len(ranked) == 1


def test_with_nothing_to_say_the_answer_says_so(seen: Seen) -> None:
    delivery = DataFolder().keep("sites", "sources", "partners", "actions")
    view = seen(delivery)
    assert ranking.answer(view, ranking.exceptions(view)) == "Nothing overdue, nothing due in the next 90 days."


def test_without_an_operators_name_the_screens_say_we(seen: Seen) -> None:
    delivery = DataFolder(dataset='title = "Fictional works"\nas_of = 2027-10-30\n')
    first = ranking.exceptions(seen(delivery))[0]
    assert first.owner == "We"


def test_whose_move_it_is_is_said_by_name(seen: Seen) -> None:
    view = seen(everything_late())
    owners = {exception.owner for exception in ranking.exceptions(view)}
    assert owners == {OPERATOR, "Oak Medicines", f"{OPERATOR} and Oak Medicines"}


def test_every_rule_has_a_case_that_leads_to_an_existing_page(seen: Seen) -> None:
    """Exceptions are an executive's; what leads to a page that is not there under code names is not linked then."""
    view = seen(everything_late())
    for rule in ranking.RULES:
        found = list(rule.find(view))
        assert found, rule.id
        for exception in found:
            assert PAGES[exception.page] in pages("executive"), rule.id
            assert PAGES[exception.page] in pages("executive", has_code_names=True) or exception.page in IN_CLEAR
    assert {rule.id for rule in ranking.RULES} == {case.rule for case in RAISED if case.rule}


@pytest.mark.parametrize("case", RAISED, ids=lambda case: case.says)
def test_an_exception_leads_to_what_explains_it(case: Case, seen: Seen) -> None:
    (found,) = [one for one in ranking.exceptions(seen(everything_late())) if case.says in one.what]
    assert (found.page, found.site, found.partner, dict(found.query)) == (
        case.page,
        case.site,
        case.partner,
        case.query,
    )


def test_a_kpi_whose_page_shows_it_leads_there_and_the_others_to_their_cards() -> None:
    assert SHOWN_ON["suite_occupancy"] is PageId.CAPACITY
    assert SHOWN_ON["backlog"] is PageId.CONTRACTS
    assert SHOWN_ON["trial_sites"] is PageId.TRIALS
    assert SHOWN_ON["milestone_slip"] is PageId.PROGRAMMES
    assert SHOWN_ON["right_first_time"] is PageId.QUALITY
    assert "otif_agreed" not in SHOWN_ON
    assert set(SHOWN_ON) <= set(KPIS)


def test_a_refused_version_leads_to_its_findings(tmp_path: Path) -> None:
    kept = Store(everything_late().write(tmp_path / "data"))
    refused = refused_after(kept)
    view = access.view(kept.version(), kept.connect())
    found = ranking.refusal(view, refused)
    assert (found.page, dict(found.query), found.owner) == (PageId.DATA, {"tab": "findings"}, OPERATOR)
