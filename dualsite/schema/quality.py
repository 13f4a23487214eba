"""Quality: events and laboratory tests."""

from dualsite.schema import vocabulary as words
from dualsite.schema.columns import Count, Day, Text, count, day, month, one_of, reference, text
from dualsite.schema.contract import Row, table


@table("quality_events", ("event_id",), client=True)
class QualityEvents(Row):
    """Deviations, out-of-specification results, complaints, CAPAs, change controls and audit observations."""

    event_id: Text = text("The event.")
    kind: Text = one_of(words.QUALITY_EVENT_KINDS, "What kind of event.")
    severity: Text = one_of(words.SEVERITIES, "How severe.")
    site_id: Text = reference("sites", "The site.")
    partner_id: Text = reference("partners", "The client; empty is the site's own.", nullable=True)
    batch_id: Text = reference("batches", "The batch concerned.", nullable=True)
    process_step: Text = text("Where in the process.", nullable=True)
    cause: Text = one_of(words.CAUSES, "The root cause.", nullable=True)
    opened_on: Day = day("The day it was opened.", "begins")
    due_on: Day = day("The day it is due.", "planned")
    original_due_on: Day = day("The day it was first due.", "planned", nullable=True)
    closed_on: Day = day("The day it was closed.", "happened", nullable=True)
    oos_outcome: Text = one_of(words.OOS_OUTCOMES, "What became of the result.", nullable=True)
    parent_event_id: Text = reference("quality_events", "The event that led to it.", nullable=True)
    effectiveness: Text = one_of(words.EFFECTIVENESS, "Whether a CAPA worked.", nullable=True)


# Its numbers are of all clients together, so that one could take away one's own.
@table("lab_tests", ("month", "site_id", "purpose"), sight="nothing")
class LabTests(Row):
    """Laboratory tests by month."""

    month: Day = month("The month.", "begins")
    site_id: Text = reference("sites", "The site.")
    purpose: Text = one_of(words.LAB_PURPOSES, "Release or stability.")
    tests: Count = count("Tests made.", unit="count")
    oos: Count = count("Out-of-specification results among them.", unit="count")
    oos_invalidated: Count = count("Of those, invalidated by the laboratory.", unit="count")
