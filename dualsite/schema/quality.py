"""Quality: events and laboratory tests."""

from dualsite.schema import vocabulary as words
from dualsite.schema.columns import count, day, month, one_of, reference, running_number, text
from dualsite.schema.contract import table


@table("quality_events", ("event_id",), client=True)
class QualityEvents:
    """Deviations, out-of-specification results, complaints, CAPAs, change controls and audit observations."""

    event_id = running_number("The event.")
    kind = one_of(words.QUALITY_EVENT_KINDS, "What kind of event.")
    severity = one_of(words.SEVERITIES, "How severe.")
    site_id = reference("sites", "The site.")
    partner_id = reference("partners", "The client; empty is the site's own.", nullable=True)
    batch_id = reference("batches", "The batch concerned.", nullable=True)
    process_step = text("Where in the process.", nullable=True, free=False)
    cause = one_of(words.CAUSES, "The root cause.", nullable=True)
    opened_on = day("The day it was opened.", "begins")
    due_on = day("The day it is due.", "planned")
    original_due_on = day("The day it was first due.", "planned", nullable=True)
    closed_on = day("The day it was closed.", "happened", nullable=True)
    oos_outcome = one_of(words.OOS_OUTCOMES, "What became of the result.", nullable=True)
    parent_event_id = reference("quality_events", "The event that led to it.", nullable=True)
    effectiveness = one_of(words.EFFECTIVENESS, "Whether a CAPA worked.", nullable=True)


# Its numbers are of all clients together, so that one could take away one's own.
@table("lab_tests", ("month", "site_id", "purpose"), sight="nothing")
class LabTests:
    """Laboratory tests by month."""

    month = month("The month.", "begins")
    site_id = reference("sites", "The site.")
    purpose = one_of(words.LAB_PURPOSES, "Release or stability.")
    tests = count("Tests made.", unit="count")
    oos = count("Out-of-specification results among them.", unit="count")
    oos_invalidated = count("Of those, invalidated by the laboratory.", unit="count")
