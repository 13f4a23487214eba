"""Clinical and regulatory: trials, approvals and site licences."""

from dualsite.schema import vocabulary as words
from dualsite.schema.columns import (
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
from dualsite.schema.contract import table


@table("trials", ("trial_id",), client=True)
class Trials:
    """Clinical trials, by their registry number."""

    trial_id = text("NCT, jRCT, CTIS or EudraCT number.")
    partner_id = reference("partners", "The client.")
    product_id = reference("products", "The product tried.", nullable=True)
    title = text("Its title.")
    acronym = text("Its short name.", nullable=True)
    phase = one_of(words.TRIAL_PHASES, "Phase.")
    status = one_of(words.TRIAL_STATUSES, "Where it stands.")
    sponsor = text("Who runs it.")
    enrollment = count("Participants.", nullable=True, unit="count")
    enrollment_type = one_of(words.ENROLLMENT_TYPES, "Actual or estimated.", nullable=True)
    start_on = day("Start.", "planned", nullable=True)
    primary_completion_on = day("Last measurement of the primary outcome.", "planned", nullable=True)
    completion_on = day("End.", "planned", nullable=True)
    date_precision = one_of(words.DATE_PRECISIONS, "How exact its dates are.", nullable=True)


@table("trial_ids", ("trial_id", "other_id"), client=True)
class TrialIds:
    """The numbers of a trial in other registries. A trial known by several numbers counts once."""

    trial_id = reference("trials", "The trial.")
    partner_id = reference("partners", "The client.")
    other_id = text("The same trial's number in another registry.")


@table("trial_countries", ("trial_id", "country"), client=True)
class TrialCountries:
    """In which countries a trial runs."""

    trial_id = reference("trials", "The trial.")
    partner_id = reference("partners", "The client.")
    country = country("The country.")
    status = one_of(words.TRIAL_COUNTRY_STATUSES, "Where it stands there.")
    sites = count("Trial sites; empty is not stated.", nullable=True, unit="count")
    as_of_on = day("The day this was so.", "begins", is_event=False, nullable=True)


@table("trial_sites", client=True)
class TrialSites:
    """Trial sites. Rows may repeat: registries list a facility more than once."""

    trial_id = reference("trials", "The trial.")
    partner_id = reference("partners", "The client.")
    facility = text("The hospital or centre.", nullable=True)
    city = text("The city.", free=False)
    country = country("The country.")
    latitude = number("Latitude, WGS 84.", least=-90, most=90, nullable=True, unit="°")
    longitude = number("Longitude, WGS 84.", least=-180, most=180, nullable=True, unit="°")
    location_quality = one_of(words.LOCATION_QUALITIES, "What the coordinates are of.")
    status = text("Status at the site, as the registry says it.", nullable=True, free=False)


@table("approvals", ("product_id", "country", "event", "name", "on"), client=True)
class Approvals:
    """Designations, filings, approvals and launches."""

    product_id = reference("products", "The product.")
    partner_id = reference("partners", "The client.")
    country = market("The country, or EU.")
    event = one_of(words.APPROVAL_EVENTS, "What happened.")
    authority = text("Who decides.", free=False)
    name = text("What it is called.")
    on = day("The day.", "begins", where="is_actual")
    is_actual = flag("True when it has happened, false for a target.")


@table("site_licences", ("product_id", "stage", "site_id", "market"), client=True)
class SiteLicences:
    """Which site may do which stage of a product for which market."""

    product_id = reference("products", "The product.")
    partner_id = reference("partners", "The client.")
    stage = one_of(words.STAGES, "The stage.")
    site_id = reference("sites", "The site.")
    market = market("The market.")
    authority = text("Who grants it.", free=False)
    status = one_of(words.LICENCE_STATUSES, "Where it stands.")
    filed_on = day("The day it was filed.", "happened", nullable=True)
    expected_on = day("The day it is expected.", "planned", nullable=True)
    # Granted after the as-of day it does not count on it, without such a day it does; a plan counts it on its delivery.
    approved_on = day("The day it was granted.", "happened", is_known_ahead=True, nullable=True)
    valid_to_on = day("First day it no longer holds.", "planned", nullable=True)
