"""What the bench of many viewers takes for a whole screen, what for one of mixed versions, and what it kills."""

from __future__ import annotations

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from bench.alone import strangers
from bench.crowd import Crowd, Screen, Seen, Session
from bench.site import restart_s
from bench.wire import is_finished

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


def test_what_a_viewer_did_before_is_no_part_of_a_screen() -> None:
    body = '<a class="inside" href="?{}card=backlog">Backlog</a> <a href="contracts?contract=C-1">C-1</a>'
    chosen = part(3, "")
    chosen.delta.new_element.selectbox.options.extend(("All sites", "Alpha"))
    anew = ForwardMsg()
    anew.CopyFrom(chosen)
    anew.delta.new_element.selectbox.set_value = True
    anew.delta.new_element.selectbox.raw_value = "Alpha"
    anew.delta.new_element.has_one_shot_effect = True
    whole = screen(part(1, body.format("")), chosen, FOOT)
    assert whole.differs(screen(part(1, body.format("site=Alpha&amp;stops=All+sites&amp;")), anew, FOOT)) == ""
    assert whole.differs(screen(part(1, body.format("").replace("backlog", "revenue")), chosen, FOOT))
    assert whole.differs(screen(part(1, body.format("").replace("C-1<", "C-2<")), chosen, FOOT))
    anew.delta.new_element.selectbox.options.append("Beta")
    assert whole.differs(screen(part(1, body.format("")), anew, FOOT)) == "(0, 3): ''"


def test_that_files_are_arriving_is_not_of_the_version_on_show() -> None:
    notice = ForwardMsg()
    notice.metadata.delta_path.extend((0, 1))
    notice.delta.new_element.alert.body = "New files are arriving."
    whole = screen(part(1, "12 lots"), part(2, "30 kg"), FOOT)
    moved = [part(2, "12 lots"), part(3, "30 kg"), part(10, "Alpha · version 0123abcd")]
    assert whole.differs(screen(notice, *moved)) == ""
    moved[1] = part(3, "31 kg")
    assert whole.differs(screen(notice, *moved)) == "(0, 2): '30 kg'"


def test_screens_are_held_to_what_somebody_alone_is_shown() -> None:
    alone = screen(part(1, "12 lots"), part(2, "30 kg"), FOOT)
    mixed = screen(part(1, "12 lots"), part(2, "31 kg"), FOOT)
    crowd = Crowd([], ["Alpha"])
    # All who look at once may be shown the same screen in which versions are mixed.
    crowd.seen = [
        Seen(QUESTION, 0.0, 0.1, 1, "0123abcd", True, viewer, Session(), shown)
        for viewer, shown in ((4, mixed), (5, mixed), (6, alone))
    ]
    whole = {(QUESTION, "0123abcd"): alone}
    assert [one.viewer for one in crowd.doubtful(whole)] == [4, 5]
    assert list(strangers(crowd, whole)) == []
    assert list(strangers(crowd, {})) == ["version 0123abcd was seen and never delivered"]


def test_a_script_that_begins_anew_is_not_finished() -> None:
    assert is_finished(ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY))
    assert not is_finished(ForwardMsg(script_finished=ForwardMsg.FINISHED_EARLY_FOR_RERUN))
    assert not is_finished(part(1, "12 lots"))


def test_a_process_that_is_killed_is_down_for_as_long_as_the_shipped_unit_says() -> None:
    assert restart_s() == 2.0
