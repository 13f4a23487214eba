"""How a list says which of its parts rest on made-up rows."""

from __future__ import annotations

from dualsite.screens.shared.markup import marked_made_up


def test_nothing_is_said_where_nothing_is_made_up() -> None:
    assert marked_made_up([False, False]) == (["", ""], "")


def test_where_all_is_made_up_it_is_said_once() -> None:
    marks, once = marked_made_up([True, True])
    assert marks == ["", ""]
    assert once.count("illustrative") == 1


def test_where_some_is_made_up_each_such_part_has_a_ring_and_its_meaning_is_said_once() -> None:
    marks, once = marked_made_up([False, True, True])
    assert [("◌" in mark, 'aria-label="illustrative"' in mark) for mark in marks] == [
        (False,) * 2,
        (True,) * 2,
        (True,) * 2,
    ]
    assert "◌ illustrative" in once
