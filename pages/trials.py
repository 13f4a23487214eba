"""Trials and markets: where the trials are, where it is approved, and which site may supply where."""

import streamlit as st

from dualsite import formats
from dualsite.access import ids
from dualsite.i18n import _
from dualsite.insights.markets import licences, markets, supply
from dualsite.insights.network import sites as network
from dualsite.insights.trials import places as trial_places
from dualsite.insights.trials import trials
from dualsite.screens import shared as ui
from dualsite.screens.shared.figures import maps, regions, style, trial_map
from dualsite.screens.trials import parts as country_card
from dualsite.screens.trials.figures import approvals as approval_charts
from dualsite.screens.trials.figures import licences as licence_charts
from dualsite.screens.trials.figures import trials as trial_charts

view = ui.begin(_("Trials and markets"))
head = st.container()
with st.container(horizontal=True, vertical_alignment="bottom", key="choices"):
    offered = {_("All products"): None, **trials.products(view)}
    leading = list(offered.values()).index(trials.leading_product(view))
    name = st.selectbox(_("Product"), list(offered), leading, key="product", bind="query-params", width=260)
    product = offered[name]
    found = markets.markets(view, product)
    region = st.segmented_control(
        _("Map"), list(regions.REGIONS), default="Pacific", required=True, key="region", bind="query-params"
    )
    named = dict(zip(found.name, found.country, strict=True))
    picked = st.selectbox(
        _("Country"),
        sorted(named),
        None,
        key=country_card.KEY,
        bind="query-params",
        placeholder=_("Open a country"),
        width=220,
    )
with head:
    ui.answer(markets.answer(view, product))

colours = style.site_colours(ids(view, "sites", "site_id"))
around = regions.REGIONS[region]
points = trial_places.points(view, product, around.box)
lanes, events, listed = (
    supply.lanes(view, product),
    trials.approvals(view, product),
    trials.trials(view, product),
)
left, right = st.columns([3, 2])
with left:
    if view.has("trial_countries") or view.has("trial_sites") or view.has("approvals") or view.has("site_licences"):
        chosen = ui.chart(
            markets.map_title(view, product),
            trial_map.trials(found, points, network.sites(view), lanes, around, colours),
            measures=_(
                "Furthest status per country by colour and symbol; sites sized by count. Select a country for its card."
            ),
            rows=[found],
            key=country_card.map_key(),
            alt=markets.map_in_words(view, product),
            config=maps.CONFIG,
            selects=True,
        )
    else:
        chosen = []
        ui.empty("trial_countries", _("the countries of the trials on a map"))
with right:
    if len(events):
        ui.chart(
            trials.approvals_title(view, product),
            approval_charts.along_time(events, view.as_of),
            measures=_("Filled: has happened. Outlined: planned. ▲: due and unconfirmed. Authority under its country."),
            rows=[events],
            key="approvals",
            alt=trials.approvals_in_words(view, product),
        )
    elif view.has("approvals"):
        st.markdown(f"**{ui.plain(trials.approvals_title(view, product))}**")
    else:
        ui.empty("approvals", _("filings, designations and approvals by country"))

ui.rows_table(
    "countries",
    found,
    {
        "name": _("Country"),
        "status_words": _("Status"),
        "decided": _("Decision"),
        "trials_words": _("Trials"),
        "sites_words": _("Trial sites"),
        "as_of_on": _("Stated"),
        "supply_words": _("Supply"),
        **({} if all(found.has_outline) else {"has_outline": _("On the map")}),
        "source": _("Source"),
    },
    narrow=["source"],
    opens=country_card.opener(list(found.name)),
)

if len(listed):
    ui.chart(
        trials.trials_title(view, product),
        trial_charts.timeline(listed, view.as_of),
        measures=_(
            "Solid: has run. Outlined: planned. Light or hatched: known to the month. Faint: no end stated. "
            "Line: primary completion."
        )
        + (
            _(" The first {most}.").format(most=trial_charts.MOST_TRIALS)
            if len(listed) > trial_charts.MOST_TRIALS
            else ""
        ),
        rows=[listed],
        key="trial_timeline",
        alt=trials.trials_in_words(view, product),
    )
elif view.has("trials"):
    st.markdown(f"**{ui.plain(trials.trials_title(view, product))}**")
else:
    ui.empty("trials", _("the trials along time"))

granted = licences.licences(view, product)
supplied = supply.supply(view, product)
if len(granted):
    ui.chart(
        supply.supply_title(view, product),
        licence_charts.matrix(granted, supplied, colours),
        measures=_(
            "Filled: granted, month below. Dotted: filed. Open: planned, month expected in brackets. "
            "Crossed: gone. Ringed: the only site licensed for the step."
        ),
        rows=[granted],
        key="licences",
        alt=supply.supply_in_words(view, product),
    )
elif view.has("site_licences"):
    st.markdown(f"**{ui.plain(supply.supply_title(view, product))}**")
for table in supply.TABLES:
    if not view.has(table):
        ui.empty(table, _("which site may supply which market"))

st.markdown(_("**All products together**"))
ui.tiles(view, ["trials_active", "trial_countries_active", "trial_sites", "markets_supplyable"])

source = {"note": _("Note"), "source": _("Source"), "url": _("Link")}
TRIALS, SITES, APPROVALS, SUPPLY, LICENCES = NAMES = (
    _("Trials"),
    _("Trial sites"),
    _("Approvals"),
    _("Supply"),
    _("Licences"),
)
tabs = dict(zip(NAMES, st.tabs(list(NAMES), key="tab", bind="query-params", on_change="rerun"), strict=True))

if tabs[TRIALS].open:
    with tabs[TRIALS]:
        ui.rows_table(
            "trials",
            listed.head(500),
            {
                "trial_id": _("Number"),
                "acronym": _("Name"),
                "title": _("Title"),
                "phase_words": _("Phase"),
                "status_words": _("Status"),
                "enrolled": _("Enrolment"),
                "starts": _("Start"),
                "primary_ends": _("Primary completion"),
                "ends": _("Completion"),
                "countries": _("Countries"),
                "sponsor": _("Sponsor"),
                **source,
            },
            links=["url"],
        )
        if len(listed) > 500:
            st.caption(_("The first 500 of {count} trials.").format(count=formats.number(len(listed))))
            ui.csv_download("all trials", len(listed), lambda: listed)

if tabs[SITES].open:
    with tabs[SITES]:
        if view.has("trials", "trial_sites"):
            sites = network.with_sources(view, trial_places.site_rows(view, product, limit=500))
            count = trial_places.site_count(view, product)
            ui.rows_table(
                "trial sites",
                sites,
                {
                    "trial_id": _("Trial"),
                    "facility": _("Facility"),
                    "city": _("City"),
                    "country": _("Country"),
                    "status": _("Status"),
                    "location_quality": _("Placed at"),
                    "latitude": _("Latitude"),
                    "longitude": _("Longitude"),
                    **source,
                },
                links=["url"],
            )
            if count > 500:
                st.caption(_("The first 500 of {count} sites.").format(count=formats.number(count)))
                ui.csv_download("all trial sites", count, lambda: trial_places.site_rows(view, product))
        else:
            ui.empty("trial_sites", _("the hospitals and cities of the trials"))

if tabs[APPROVALS].open:
    with tabs[APPROVALS]:
        ui.rows_table(
            "approvals",
            events,
            {
                "country_name": _("Country"),
                "product": _("Product"),
                "event_words": _("Event"),
                "authority": _("Authority"),
                "name": _("What"),
                "on": _("Day"),
                "state": _("State"),
                **source,
            },
            links=["url"],
        )

if tabs[SUPPLY].open:
    with tabs[SUPPLY]:
        ui.rows_table(
            "supply",
            supplied,
            {
                "product": _("Product"),
                "market_name": _("Market"),
                "words": _("Supply"),
                "sites": _("Sites of the last step"),
                "single_words": _("Only one site for"),
            },
        )

if tabs[LICENCES].open:
    with tabs[LICENCES]:
        ui.rows_table(
            "licences",
            granted,
            {
                "product": _("Product"),
                "market_name": _("Market"),
                "stage_words": _("Stage"),
                "site": _("Site"),
                "authority": _("Authority"),
                "words": _("State"),
                "filed_on": _("Filed"),
                "expected_on": _("Expected"),
                "approved_on": _("Granted"),
                "valid_to_on": _("Holds until"),
                "is_only_site": _("Only site"),
                **source,
            },
            links=["url"],
        )

opened = chosen[0][0] if chosen and chosen[0] else named.get(picked)
if opened:
    country_card.show_country(view, opened, product)
