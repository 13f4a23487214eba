"""Client room: where one client's lots are, what is next, and who owes what. Their rows alone."""

import streamlit as st

from dualsite.access import ids
from dualsite.i18n import _
from dualsite.insights.batches import lots as room_lots
from dualsite.insights.clients import availability, room
from dualsite.insights.clients import plan as room_plan
from dualsite.insights.clients import volume as room_volume
from dualsite.insights.data import provenance
from dualsite.insights.exceptions import changes
from dualsite.insights.markets import markets, supply
from dualsite.insights.network import sites as network
from dualsite.insights.trials import places as trial_places
from dualsite.kpi.windows import months_after
from dualsite.screens import shared as ui
from dualsite.screens.client import parts
from dualsite.screens.client.figures import room as charts
from dualsite.screens.client.figures import weeks_open
from dualsite.screens.shared.figures import maps, regions, style, trial_map

view = parts.room_of(ui.begin(_("Client room")))
if view is None:
    ui.answer(_("There is no client whose room could be opened."))
    ui.empty("partners", _("the clients and their rooms"))
elif room.is_empty(view):
    parts.printed(view)
    with st.container(key="room"):
        ui.answer(room.answer(view))
        st.markdown(
            _("The room fills as soon as one of these tables has a row of theirs: {tables}.").format(
                tables=", ".join(f"`{table}`" for table in room.NEEDS)
            )
        )
else:
    parts.printed(view)
    client = room_lots.client_name(view)
    with st.container(key="room"):
        ui.answer(room.answer(view))

        with st.container(key="room_lots"):
            if view.has("batches"):
                lots = room_lots.lots(view)
                parts.heading(_("Lots on their way"), provenance.has_illustrative(room_lots.drawn_from(view)))
                parts.strip(room_lots.strip(view))
                if len(lots):
                    ui.listing(
                        "lots",
                        lots,
                        {
                            "batch_id": _("Lot"),
                            "product": _("Product"),
                            "stage": _("Stage"),
                            "site": _("Site"),
                            "step_words": _("Where"),
                            "waits_for": _("Waits for"),
                            "waits_on": _("On whom"),
                            "started_on": _("Started"),
                            "made_on": _("Made"),
                            "age_d": _("Days since"),
                        },
                        strong=["waits_on"],
                    )
            else:
                ui.empty("batches", _("where each lot is and what it waits for"))

        left, right = st.columns(2, gap="medium")
        with left, st.container(key="room_bookings"):
            if view.has("bookings", "suites"):
                booked = room_plan.bookings(view)
                if len(booked):
                    ui.chart(
                        room_plan.bookings_title(view),
                        charts.bookings(booked, view.as_of, view.as_of + room_plan.AHEAD),
                        measures=_(
                            "Process time of the next 90 days. Filled: firm. Outlined: an option, until it lapses."
                        ),
                        rows=[booked],
                        key="room_booked",
                        alt=room_plan.bookings_in_words(view),
                    )
                else:
                    parts.heading(room_plan.bookings_title(view))
            for table in ("bookings", "suites"):
                if not view.has(table):
                    ui.empty(table, _("the bookings of the next 90 days"))
        with right, st.container(key="room_actions"):
            if view.has("actions"):
                actions = room_plan.actions(view)
                parts.heading(room_plan.actions_title(view), provenance.has_illustrative(actions))
                if len(actions):
                    ui.listing(
                        "actions",
                        actions,
                        {
                            "owner": _("With"),
                            "text": _("Action"),
                            "age_d": _("Age, d"),
                            "due_on": _("Due"),
                            "standing": _("Standing"),
                        },
                        strong=["owner"],
                    )
            else:
                ui.empty("actions", _("the open actions of both sides"))

        with st.container(key="room_gates"):
            if view.has("milestones"):
                gates = room_plan.gates(view)
                if len(gates):
                    ui.chart(
                        room_plan.gates_title(view),
                        charts.gates(gates, view.as_of),
                        measures=_(
                            "Bar: first committed. Diamond: latest agreed. Filled: reached. Outlined: expected. "
                            "Triangle: overdue. Bold: the next move."
                        ),
                        rows=[gates],
                        key="room_gates_drawn",
                        alt=room_plan.gates_in_words(view),
                    )
                else:
                    parts.heading(room_plan.gates_title(view))
            else:
                ui.empty("milestones", _("the gates with their dates, and whose move is next"))
        if view.has("milestones") and len(room_plan.gates(view)):
            with st.container(key="room_gates_table"):
                ui.listing(
                    "gates",
                    room_plan.gates(view),
                    {
                        "subject": _("Of"),
                        "name": _("Gate"),
                        "state": _("State"),
                        "baseline_on": _("First committed"),
                        "agreed_on": _("Latest agreed"),
                        "forecast_on": _("Forecast"),
                        "reached_on": _("Reached"),
                        "slip_d": _("Slip, d"),
                        "owner": _("Move of"),
                    },
                    strong=["owner"],
                )

        with st.container(key="room_scorecard"):
            scores = room.scorecard(view)
            parts.heading(room.scorecard_title(view), provenance.has_illustrative(scores))
            ui.listing(
                "scorecard",
                scores,
                {
                    "label": _("KPI"),
                    "value": _("Value"),
                    "target": _("Target"),
                    "standing": _("Standing"),
                    "rests_on": _("Rests on"),
                    "before": _("A year before"),
                    "definition": _("What it is"),
                },
                strong=["value"],
            )
            st.caption(
                _("Trailing 12 months, {client}’s rows alone; targets are those of the sites.").format(
                    client=ui.plain(client)
                )
            )

        with st.container(key="room_volume"):
            if any(view.has(table) for table in room_volume.NEEDS) and room_volume.has_any(view):
                quarters = room_volume.quarters(view)
                ui.chart(
                    room_volume.title(view),
                    charts.volumes(quarters),
                    measures=_(
                        "By calendar quarter. Demand: grey firm, hatched forecast, green mark made of the last step. "
                        "Suite-days: filled firm, outlined option. Lots of the last step: filled started, outlined "
                        "planned."
                    ),
                    rows=[quarters],
                    key="room_quarters",
                    alt=room_volume.in_words(view),
                )
                ui.csv_download("forecast, reserved, used", len(quarters), lambda: room_volume.quarters(view))
            if not view.has("demand"):
                ui.empty("demand", _("what is forecast, beside what is reserved and used"))
        committed = room_volume.commitments(view)
        if len(committed):
            with st.container(key="room_committed"):
                parts.heading(_("Committed batches per contract year"), provenance.has_illustrative(committed))
                ui.listing(
                    "commitments",
                    committed,
                    {
                        "contract_id": _("Contract"),
                        "year_no": _("Year"),
                        "start_on": _("From"),
                        "end_on": _("Until, not included"),
                        "committed": _("Committed"),
                        "made": _("Started"),
                        "scheduled": _("Scheduled"),
                        "gap": _("Missing"),
                    },
                )

        with st.container(key="room_availability"):
            if view.has(*availability.NEEDS):
                weeks = availability.weeks(view)
                if len(weeks):
                    ui.chart(
                        availability.title(view),
                        weeks_open.grid(weeks, client),
                        measures=_(
                            "ISO weeks, by class of suites that their products can use. ○ open the whole week. "
                            "● their own time, ◐ with room beside it. Grey: not open. Changeover time is not deducted."
                        ),
                        rows=[weeks],
                        key="room_weeks",
                        alt=availability.in_words(view),
                    )
                    ui.csv_download("availability", len(availability.spans(view)), lambda: availability.spans(view))
                else:
                    parts.heading(availability.title(view))
            else:
                parts.heading(_("Without suites and bookings nobody knows which weeks are open"))

        with st.container(key="room_changes"):
            since = st.date_input(
                _("Since our last meeting"),
                months_after(view.as_of, -1),
                max_value=view.as_of,
                key="since",
                bind="query-params",
                format="YYYY-MM-DD",
                width=190,
            )
            events = room.events(view, since)
            moved = changes.kpis(view, since, room.SCORECARD)
            parts.heading(room.events_title(view, since), any(map(provenance.has_illustrative, (events, moved))))
            if len(moved):
                ui.listing(
                    "scorecard moved",
                    moved,
                    {
                        "label": _("KPI"),
                        "then": _("Then"),
                        "now": _("Now"),
                        "change": _("Change"),
                        "direction": _("Better or worse"),
                    },
                )
            if len(events):
                ui.listing("changes", events, {"on": _("Day"), "what": _("What"), "how": _("How")})

        with st.container(key="room_markets"):
            found = markets.markets(view)
            if len(found):
                region = regions.REGIONS["Pacific"]
                ui.chart(
                    markets.map_title(view),
                    trial_map.trials(
                        found,
                        trial_places.points(view, None, region.box),
                        network.sites(view),
                        supply.lanes(view),
                        region,
                        style.site_colours(ids(view, "sites", "site_id")),
                    ),
                    measures=_("Furthest status per country by colour and symbol; trial sites sized by count."),
                    rows=[found],
                    key="room_map",
                    alt=markets.map_in_words(view),
                    config=maps.CONFIG,
                )
            elif not view.has("trials") and not view.has("approvals"):
                ui.empty("trials", _("their trials and markets on a map"))
            else:
                parts.heading(_("No trial, approval or licence of theirs is in the data"))
