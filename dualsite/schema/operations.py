"""Operations: routes, bookings, batches, shipments, demand and stock."""

from dualsite.schema import vocabulary as words
from dualsite.schema.columns import (
    count,
    country,
    day,
    flag,
    fraction,
    market,
    month,
    number,
    one_of,
    reference,
    running_number,
    text,
)
from dualsite.schema.contract import table


@table("routes", ("product_id", "step_no"), ("product_id", "stage"), client=True)
class Routes:
    """The steps by which a product is made, each stage once."""

    product_id = reference("products", "The product.")
    partner_id = reference("partners", "The client.")
    step_no = count("Place of the step in the route.", unit="count")
    stage = one_of(words.STAGES, "The stage.")
    duration_d = count("First batch in to first batch out.", least=1)
    takt_d = count("Between successive batches.")
    release_d = count("Manufactured to usable.")
    min_hold_d = count("Shortest hold before the next step.")
    max_hold_d = count("Longest hold before the next step; empty is no limit.", nullable=True)
    batch_output_kg = number("What one batch yields.", nullable=True)


@table("bookings", ("booking_id",), client=True)
class Bookings:
    """Time on suites: from `start_on` up to, not including, `end_on`."""

    booking_id = running_number("The booking.")
    suite_id = reference("suites", "The suite.")
    start_on = day("First day.", "planned")
    end_on = day("First day after.", "planned")
    kind = one_of(words.BOOKING_KINDS, "PROCESS and CHANGEOVER take one unit, the others take all.")
    firmness = one_of(words.FIRMNESSES, "TENTATIVE is an option that may lapse.")
    partner_id = reference("partners", "The client; empty is the site's own.", nullable=True)
    product_id = reference("products", "The product.", nullable=True)
    contract_id = reference("contracts", "The contract.", nullable=True)
    campaign_id = running_number("The campaign it is part of.", nullable=True)
    opportunity_id = running_number(
        "The bid for which the time is held or booked.", references="opportunities", nullable=True
    )
    option_expires_on = day("Last day on which the option stands.", "planned", nullable=True)


@table("batches", ("batch_id",), client=True)
class Batches:
    """Batches, planned and made."""

    batch_id = text("The batch.")
    product_id = reference("products", "The product.")
    partner_id = reference("partners", "The client.")
    contract_id = reference("contracts", "The contract.", nullable=True)
    campaign_id = running_number("The campaign it is part of.", nullable=True)
    site_id = reference("sites", "The site.")
    suite_id = reference("suites", "The suite.")
    stage = one_of(words.STAGES, "The stage.")
    purpose = one_of(words.BATCH_PURPOSES, "What it is made for.")
    status = one_of(words.BATCH_STATUSES, "Where it stands.")
    waiting_on = one_of(words.WAITING_ON, "Whom it waits for.", nullable=True)
    planned_start_on = day("The day it is planned to start.", "planned")
    frozen_start_on = day("The start that the frozen schedule promised.", "planned", nullable=True)
    actual_start_on = day("The day it started.", "happened", nullable=True)
    manufactured_on = day("The day it was made.", "happened", nullable=True)
    disposition_on = day("The day it was released, rejected or aborted.", "happened", nullable=True)
    volume_l = number("Harvest volume.", nullable=True)
    titre_g_l = number("Product in the harvest.", nullable=True)
    yield_fraction = fraction("Share of it that was recovered.", nullable=True)
    output_kg = number("Product made.", nullable=True)
    attributable_to = one_of(words.ATTRIBUTIONS, "Whom a failure is put down to.", nullable=True)
    reworked = flag("Whether it was reworked.")
    record_corrections = count("Corrections in its batch record.", unit="count")


@table("batch_events", ("batch_id", "on", "seq"), client=True)
class BatchEvents:
    """What became of each batch, and who was waited for from then on."""

    batch_id = reference("batches", "The batch.")
    on = day("The day from which it holds.", "begins")
    seq = count("Order of the events of one day.", unit="count", least=1)
    partner_id = reference("partners", "The client.")
    status = one_of(words.BATCH_STATUSES, "Where it stands from then on.")
    waiting_on = one_of(words.WAITING_ON, "Whom it waits for from then on; empty is the operator.", nullable=True)


@table("batch_inputs", ("child_batch_id", "parent_batch_id"), client=True)
class BatchInputs:
    """Genealogy: what each batch was made from."""

    child_batch_id = reference("batches", "The batch made.")
    parent_batch_id = reference("batches", "The batch used.")
    partner_id = reference("partners", "The client.")
    kg_used = number("How much of it was used.", unit="kg")


@table("shipments", ("shipment_id",), client=True)
class Shipments:
    """Shipments against what was promised."""

    shipment_id = running_number("The shipment.")
    batch_id = reference("batches", "The batch shipped.")
    partner_id = reference("partners", "The client.")
    site_id = reference("sites", "The site that ships.")
    destination_country = country("Where to.")
    quantity = number("Quantity shipped.", unit="in the row's unit")
    quantity_ordered = number("Quantity ordered.", unit="in the row's unit")
    unit = text("Unit of the quantities.", free=False)
    original_commit_on = day("The day first promised.", "planned")
    agreed_commit_on = day("The day last agreed.", "planned")
    shipped_on = day("The day it left.", "happened", nullable=True)
    delivered_on = day("The day it arrived.", "happened", nullable=True)
    temperature_excursion = flag("Whether the temperature left its range on the way.")


@table("demand", ("product_id", "market", "month", "kind"), client=True)
class Demand:
    """What the markets will need."""

    product_id = reference("products", "The product.")
    partner_id = reference("partners", "The client.")
    market = market("The market.")
    month = month("The month.", "planned")
    quantity_kg = number("Quantity needed.")
    kind = one_of(words.DEMAND_KINDS, "Ordered or forecast.")


@table("stock", ("product_id", "stage", "location", "as_of_on", "status", "usable_on"), client=True)
class Stock:
    """What lies where, as counted on a day."""

    product_id = reference("products", "The product.")
    partner_id = reference("partners", "The client.")
    stage = one_of(words.STAGES, "The stage it was made to.")
    location = text("A market, a site or a depot.", free=False)
    as_of_on = day("The day of the count.", "begins", is_event=False)
    quantity_kg = number("Quantity.")
    status = one_of(words.STOCK_STATUSES, "Released or in quarantine.")
    usable_on = day("First day it may be used.", "planned")
    expires_on = day("First day it may no longer be used.", "planned", nullable=True)
