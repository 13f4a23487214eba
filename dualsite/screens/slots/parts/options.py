"""The options of the slot finder, one below the other."""

from __future__ import annotations

import streamlit as st

from dualsite import formats
from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.capacity import slot_summary, slots
from dualsite.planning import Option, SlotRequest
from dualsite.screens.shared import downloads
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.findings import figure
from dualsite.screens.shared.tables import download
from dualsite.screens.shared.text import plain
from dualsite.screens.slots import figures as chains


def show_option(view: View, question: SlotRequest, option: Option) -> None:
    """One option: the chain over the calendars, what it lacks, what binds it, and what each change would bring."""
    steps, around = slots.steps(view, option), slots.around(view, option)
    with st.container(border=True, key=f"option{option.rank}"):
        figure(
            slots.option_in_words(view, option),
            chain_figure(view, question, option),
            measures=_("Solid: campaign. Dotted: until usable. Pale, below: existing bookings."),
            rows=around,
            key=f"chain{option.rank}",
            alt=option.binding.text,
        )
        st.markdown(f"**{_(slots.BINDS)}** {plain(option.binding.text)}")
        for missing in slots.missing_in_words(view, option):
            st.markdown(f":orange[▲] {plain(missing)}")
        if option.relaxations:
            gained = {slots.gain_in_words(view, one): one for one in option.relaxations[: slots.TRIED]}
            tried = st.pills(_(slots.FORWARD), list(gained), key=f"whatif{option.rank}")
            if tried:
                one = gained[tried]
                sooner = option.delivery_on.toordinal() - one.days_gained
                st.markdown(
                    _("Delivered {day} instead of {now}. {text}").format(
                        day=formats.day(type(option.delivery_on).fromordinal(sooner)),
                        now=formats.day(option.delivery_on),
                        text=plain(one.text),
                    )
                )
        with st.container(horizontal=True, gap="medium"):
            downloads.button(
                _("One-page summary"),
                lambda: slot_summary.summary(view, question, option),
                f"slot-option-{option.rank}.html",
                "text/html",
                key=f"summary{option.rank}",
            )
            of = f"slot-option-{option.rank}"
            download(slots.STEPS_SPEC, len(steps), lambda: steps, of=of, label=_("Steps as {format}"))


def chain_figure(view: View, question: SlotRequest, option: Option) -> Drawing:
    """The figure of an option: its chain over the calendars."""
    return chains.chain(
        slots.steps(view, option),
        slots.around(view, option),
        option.delivery_on,
        question.need_by,
        slots.drawn_between(option, question.need_by),
    )
