"""Network: sites, suites, what is being built, and who inspected it."""

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
    number,
    one_of,
    reference,
    text,
    web_address,
)
from dualsite.schema.contract import Row, table


@table("sources", ("source_id",), sight="cited by own")
class Sources(Row):
    """Where public rows come from: one row per page or document."""

    source_id: Text = text("The source.")
    title: Text = text("Its headline.")
    publisher: Text = text("Who published it.")
    url: Text = web_address("Where it can be read.", nullable=True)
    # A source may be named before it is out; the rows that cite it say what is known when.
    published_on: Day = day("The day it was published.", "planned", nullable=True)


@table("sites", ("site_id",), sight="facts")
class Sites(Row):
    """The sites of the network. The only table without which nothing can be shown."""

    site_id: Text = text("The site.")
    name: Text = text("Its name, as shown.")
    city: Text = text("Town or city.")
    country: Text = country("Country.")
    latitude: Number = number("Latitude, WGS 84.", least=-90, most=90, unit="°")
    longitude: Number = number("Longitude, WGS 84.", least=-180, most=180, unit="°")
    timezone: Text = one_of(words.timezones(), "Time zone.", listed_as="an IANA time zone such as Asia/Seoul")
    status: Text = one_of(words.SITE_STATUSES, "Where it stands.")
    operating_from: Day = day("First day of operation.", "planned", nullable=True, unit="day")
    capacity_l: Number = number("Installed bioreactor volume for antibodies.", nullable=True)
    planned_capacity_l: Number = number("Bioreactor volume of the whole plan for the site.", nullable=True)
    fei: Text = text("FDA establishment identifier.", nullable=True)


@table("suites", ("suite_id",), sight="facts")
class Suites(Row):
    """What can be booked: a suite runs as many campaigns side by side as it has units."""

    suite_id: Text = text("The suite.")
    site_id: Text = reference("sites", "The site it stands at.")
    name: Text = text("Its name, as shown.")
    stage: Text = one_of(words.STAGES, "The step of making that it does.")
    technology: Text = one_of(words.TECHNOLOGIES, "Stainless, single-use or both.")
    units: Count = count("How many campaigns it can run side by side.", least=1, unit="count")
    unit_volume_l: Number = number("Working volume of one unit.", nullable=True)
    containment: Text = one_of(words.CONTAINMENTS, "The tightest occupational exposure band it can hold.")
    light_protected: Flag = flag("Whether light-sensitive product can be made in it.")
    gmp_ready_on: Day = day("First day it may make product; empty is not ready.", "planned", nullable=True)
    retired_on: Day = day("First day it no longer stands ready.", "planned", nullable=True)


@table("changeovers", ("stage", "from_class", "to_class"), sight="between own")
class Changeovers(Row):
    """Days between two campaigns on one unit; the most specific row wins, no row is 0 days."""

    stage: Text = one_of((*words.STAGES, "*"), "The stage, or * for every stage.")
    from_class: Text = text("Changeover class or product before, or * for any.")
    to_class: Text = text("Changeover class or product after, or * for any.")
    days: Count = count("Days between the two campaigns.", unit="d")


@table("milestones", ("milestone_id",), client=True)
class Milestones(Row):
    """What is to be reached when, for a site, a contract or a product."""

    milestone_id: Text = text("The milestone.")
    subject: Text = one_of(words.MILESTONE_SUBJECTS, "What it is a milestone of.")
    subject_id: Text = text("The site, contract or product.")
    partner_id: Text = reference("partners", "The client; empty is the site's own.", nullable=True)
    kind: Text = one_of(words.MILESTONE_KINDS, "Which milestone; contract and product gates run in this order.")
    name: Text = text("Its name, as shown.")
    baseline_on: Day = day("The first commitment.", "planned", nullable=True)
    agreed_on: Day = day("The latest agreed day.", "planned", nullable=True)
    forecast_on: Day = day("The day now expected.", "planned", nullable=True)
    actual_on: Day = day("The day it was reached.", "happened", nullable=True)
    owner: Text = one_of(words.MILESTONE_OWNERS, "Who has the next move.")


@table("milestone_statements", ("milestone_id", "stated_on", "target_text"), client_through="milestones")
class MilestoneStatements(Row):
    """One row per public statement of a target: the slip chart."""

    milestone_id: Text = reference("milestones", "The milestone spoken of.")
    stated_on: Day = day("The day it was said.", "begins")
    target_on: Day = day("The last day of the period named.", "planned", nullable=True)
    precision: Text = one_of(words.PRECISIONS, "How exact the statement was.")
    target_text: Text = text("The target as it was said.")


@table("inspections", ("inspection_id",), client=True)
class Inspections(Row):
    """Inspections by authorities and audits by clients."""

    inspection_id: Text = text("The inspection.")
    site_id: Text = reference("sites", "The site inspected.")
    authority: Text = one_of(words.AUTHORITIES, "Who inspected.")
    kind: Text = one_of(words.INSPECTION_KINDS, "Why.")
    ended_on: Day = day("Its last day.", "begins")
    classification: Text = one_of(words.CLASSIFICATIONS, "The outcome.")
    observations: Count = count("Observations made.", nullable=True, unit="count")
    partner_id: Text = reference("partners", "The client who audited; empty for an authority.", nullable=True)
