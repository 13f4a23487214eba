"""What the bench of many viewers takes for a whole screen, and what for one in which versions are mixed."""

from __future__ import annotations

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from bench.crowd import Crowd, Screen

QUESTION = ("contracts", "Alpha")


def part(place: int, text: str, name: str = "") -> ForwardMsg:
    said = ForwardMsg()
    said.metadata.delta_path.extend((0, place))
    said.delta.new_element.markdown.body = text
    if name:
        said.hash, said.metadata.cacheable = name, True
    return said


def again(place: int, name: str) -> ForwardMsg:
    said = ForwardMsg(ref_hash=name)
    said.metadata.delta_path.extend((0, place))
    return said


def screen(*parts: ForwardMsg, kept: dict[str, str] | None = None) -> Screen:
    found, kept = Screen(), {} if kept is None else kept
    for one in parts:
        found.add(one, kept)
    return found


FOOT = part(9, "Alpha · version 0123abcd")


def test_a_part_that_need_not_be_sent_again_is_the_same() -> None:
    kept: dict[str, str] = {}
    first = screen(part(1, "12 lots", "a name"), FOOT, kept=kept)
    assert first.differs(screen(again(1, "a name"), FOOT, kept=kept)) == ""


def test_a_screen_with_one_number_of_another_version_is_found() -> None:
    whole = screen(part(1, "12 lots"), part(2, "30 kg"), FOOT)
    assert whole.differs(screen(part(1, "12 lots"), part(2, "31 kg"), FOOT)) == "(0, 2): '30 kg'"
    assert whole.differs(screen(part(1, "12 lots"), FOOT)) == "(0, 2): '30 kg'"


def test_what_stands_at_a_place_last_counts() -> None:
    assert screen(FOOT, part(1, "loading"), part(1, "12 lots")).differs(screen(FOOT, part(1, "12 lots"))) == ""


def test_a_screen_names_one_version_and_its_filter() -> None:
    crowd = Crowd([], ["Alpha"])
    assert crowd._checked(QUESTION, screen(FOOT)) == "0123abcd"
    assert (crowd.errors, crowd.mixed) == ([], [])
    crowd._checked(QUESTION, screen(FOOT, part(10, "Alpha · version 4567abcd")))
    crowd._checked(QUESTION, screen(part(9, "version 0123abcd")))
    assert crowd.mixed == ["/contracts names 2 versions: 0123abcd, 4567abcd"]
    assert crowd.errors == ["/contracts is not filtered to Alpha"]
