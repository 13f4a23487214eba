"""Clinical and regulatory: trials, approvals and site licences."""

from dualsite.schema import vocabulary as words
from dualsite.schema.columns import (
    Count,
    Day,
    Flag,
    Number,
    Text,
    count,
    country,
    day,
    flag,
    market,
    number,
    one_of,
    reference,
    text,
)
from dualsite.schema.contract import Row, table


@table("trials", ("trial_id",), client=True)
class Trials(Row):
    """Clinical trials, by their registry number."""

    trial_id: Text = text("NCT, jRCT, CTIS or EudraCT number.")
    partner_id: Text = reference("partners", "The client.")
    product_id: Text = reference("products", "The product tried.", nullable=True)
    title: Text = text("Its title.")
    acronym: Text = text("Its short name.", nullable=True)
    phase: Text = one_of(words.TRIAL_PHASES, "Phase.")
    status: Text = one_of(words.TRIAL_STATUSES, "Where it stands.")
    sponsor: Text = text("Who runs it.")
    enrollment: Count = count("Participants.", nullable=True, unit="count")
    enrollment_type: Text = one_of(words.ENROLLMENT_TYPES, "Actual or estimated.", nullable=True)
    start_on: Day = day("Start.", "planned", nullable=True)
    primary_completion_on: Day = day("Last measurement of the primary outcome.", "planned", nullable=True)
    completion_on: Day = day("End.", "planned", nullable=True)
    date_precision: Text = one_of(words.DATE_PRECISIONS, "How exact its dates are.", nullable=True)


@table("trial_countries", ("trial_id", "country"), client=True)
class TrialCountries(Row):
    """In which countries a trial runs."""

    trial_id: Text = reference("trials", "The trial.")
    partner_id: Text = reference("partners", "The client.")
    country: Text = country("The country.")
    status: Text = one_of(words.TRIAL_COUNTRY_STATUSES, "Where it stands there.")
    sites: Count = count("Trial sites; empty is not stated.", nullable=True, unit="count")
    as_of_on: Day = day("The day this was so.", "begins", is_event=False, nullable=True)


@table("trial_sites", client=True)
class TrialSites(Row):
    """Trial sites. Rows may repeat: registries list a facility more than once."""

    trial_id: Text = reference("trials", "The trial.")
    partner_id: Text = reference("partners", "The client.")
    facility: Text = text("The hospital or centre.", nullable=True)
    city: Text = text("The city.")
    country: Text = country("The country.")
    latitude: Number = number("Latitude, WGS 84.", least=-90, most=90, nullable=True, unit="°")
    longitude: Number = number("Longitude, WGS 84.", least=-180, most=180, nullable=True, unit="°")
    location_quality: Text = one_of(words.LOCATION_QUALITIES, "What the coordinates are of.")
    status: Text = text("Status at the site, as the registry says it.", nullable=True)


@table("approvals", ("product_id", "country", "event", "name", "on"), client=True)
class Approvals(Row):
    """Designations, filings, approvals and launches."""

    product_id: Text = reference("products", "The product.")
    partner_id: Text = reference("partners", "The client.")
    country: Text = market("The country, or EU.")
    event: Text = one_of(words.APPROVAL_EVENTS, "What happened.")
    authority: Text = text("Who decides.")
    name: Text = text("What it is called.")
    on: Day = day("The day.", "begins", where="is_actual")
    is_actual: Flag = flag("True when it has happened, false for a target.")


@table("site_licences", ("product_id", "stage", "site_id", "market"), client=True)
class SiteLicences(Row):
    """Which site may do which stage of a product for which market."""

    product_id: Text = reference("products", "The product.")
    partner_id: Text = reference("partners", "The client.")
    stage: Text = one_of(words.STAGES, "The stage.")
    site_id: Text = reference("sites", "The site.")
    market: Text = market("The market.")
    authority: Text = text("Who grants it.")
    status: Text = one_of(words.LICENCE_STATUSES, "Where it stands.")
    filed_on: Day = day("The day it was filed.", "happened", nullable=True)
    expected_on: Day = day("The day it is expected.", "planned", nullable=True)
    # Granted after the as-of day it does not count on it, without such a day it does; a plan counts it on its delivery.
    approved_on: Day = day("The day it was granted.", "happened", is_known_ahead=True, nullable=True)
    valid_to_on: Day = day("First day it no longer holds.", "planned", nullable=True)
