"""Network: sites, suites, what is being built, and who inspected it."""

from dualsite.schema import vocabulary as words
from dualsite.schema.columns import (
    count,
    country,
    day,
    flag,
    number,
    one_of,
    reference,
    running_number,
    text,
    web_address,
)
from dualsite.schema.contract import table


@table("sources", ("source_id",), sight="cited by own")
class Sources:
    """Where public rows come from: one row per page or document."""

    source_id = running_number("The source.")
    title = text("Its headline.")
    publisher = text("Who published it.")
    url = web_address("Where it can be read.", nullable=True)
    # A source may be named before it is out; the rows that cite it say what is known when.
    published_on = day("The day it was published.", "planned", nullable=True)


@table("sites", ("site_id",), sight="facts")
class Sites:
    """The sites of the network. The only table without which nothing can be shown."""

    site_id = text("The site.")
    name = text("Its name, as shown.")
    city = text("Town or city.", free=False)
    country = country("Country.")
    latitude = number("Latitude, WGS 84.", least=-90, most=90, unit="°")
    longitude = number("Longitude, WGS 84.", least=-180, most=180, unit="°")
    timezone = one_of(words.timezones(), "Time zone.", listed_as="an IANA time zone such as Asia/Seoul")
    status = one_of(words.SITE_STATUSES, "Where it stands.")
    operating_from = day("First day of operation.", "planned", nullable=True, unit="day")
    capacity_l = number("Installed bioreactor volume for antibodies.", nullable=True)
    planned_capacity_l = number("Bioreactor volume of the whole plan for the site.", nullable=True)
    fei = text("FDA establishment identifier.", nullable=True)
    name_ko = text("Its name in Korean.", nullable=True)
    name_ja = text("Its name in Japanese.", nullable=True)


@table("suites", ("suite_id",), sight="facts")
class Suites:
    """What can be booked: a suite runs as many campaigns side by side as it has units."""

    suite_id = text("The suite.")
    site_id = reference("sites", "The site it stands at.")
    name = text("Its name, as shown.")
    stage = one_of(words.STAGES, "The step of making that it does.")
    technology = one_of(words.TECHNOLOGIES, "Stainless, single-use or both.")
    units = count("How many campaigns it can run side by side.", least=1, unit="count")
    unit_volume_l = number("Working volume of one unit.", nullable=True)
    containment = one_of(words.CONTAINMENTS, "The tightest occupational exposure band it can hold.")
    light_protected = flag("Whether light-sensitive product can be made in it.")
    gmp_ready_on = day("First day it may make product; empty is not ready.", "planned", nullable=True)
    retired_on = day("First day it no longer stands ready.", "planned", nullable=True)


@table("changeovers", ("stage", "from_class", "to_class"), sight="between own")
class Changeovers:
    """Days between two campaigns on one unit; the most specific row wins, no row is 0 days."""

    stage = one_of((*words.STAGES, "*"), "The stage, or * for every stage.")
    from_class = text("Changeover class or product before, or * for any.")
    to_class = text("Changeover class or product after, or * for any.")
    days = count("Days between the two campaigns.", unit="d")


@table("milestones", ("milestone_id",), client=True)
class Milestones:
    """What is to be reached when, for a site, a contract or a product."""

    milestone_id = running_number("The milestone.")
    subject = one_of(words.MILESTONE_SUBJECTS, "What it is a milestone of.")
    subject_id = text("The site, contract or product.")
    partner_id = reference("partners", "The client; empty is the site's own.", nullable=True)
    kind = one_of(words.MILESTONE_KINDS, "Which milestone; contract and product gates run in this order.")
    name = text("Its name, as shown.")
    baseline_on = day("The first commitment.", "planned", nullable=True)
    agreed_on = day("The latest agreed day.", "planned", nullable=True)
    forecast_on = day("The day now expected.", "planned", nullable=True)
    actual_on = day("The day it was reached.", "happened", nullable=True)
    owner = one_of(words.MILESTONE_OWNERS, "Who has the next move.")


@table("milestone_statements", ("milestone_id", "stated_on", "target_text"), client_through="milestones")
class MilestoneStatements:
    """One row per public statement of a target: the slip chart."""

    milestone_id = reference("milestones", "The milestone spoken of.")
    stated_on = day("The day it was said.", "begins")
    target_on = day("The last day of the period named.", "planned", nullable=True)
    precision = one_of(words.PRECISIONS, "How exact the statement was.")
    target_text = text("The target as it was said.")


@table("inspections", ("inspection_id",), client=True)
class Inspections:
    """Inspections by authorities and audits by clients."""

    inspection_id = running_number("The inspection.")
    site_id = reference("sites", "The site inspected.")
    authority = one_of(words.AUTHORITIES, "Who inspected.")
    kind = one_of(words.INSPECTION_KINDS, "Why.")
    ended_on = day("Its last day.", "begins")
    classification = one_of(words.CLASSIFICATIONS, "The outcome.")
    observations = count("Observations made.", nullable=True, unit="count")
    partner_id = reference("partners", "The client who audited; empty for an authority.", nullable=True)
