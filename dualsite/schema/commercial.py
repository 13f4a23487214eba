"""Commercial: clients, products, contracts, money, pipeline and targets."""

from dualsite.schema import vocabulary as words
from dualsite.schema.columns import (
    count,
    country,
    currency,
    day,
    flag,
    fraction,
    month,
    number,
    one_of,
    reference,
    running_number,
    text,
)
from dualsite.schema.contract import table

_MONEY = "in the row's currency"


@table("partners", ("partner_id",), client=True)
class Partners:
    """Clients, prospects and partners."""

    partner_id = text("The partner.")
    name = text("Its name.")
    country = country("Country of its seat.")
    tier = one_of(words.TIERS, "How close the relation is.")
    disclosure = one_of(words.DISCLOSURES, "Whether its name may be said.")
    public_descriptor = text("What to call it when its name may not be said.", nullable=True)
    account_manager = text("Who looks after it.", nullable=True)
    name_ko = text("Its name in Korean.", nullable=True)
    name_ja = text("Its name in Japanese.", nullable=True)


@table("products", ("product_id",), client=True)
class Products:
    """The clients' products."""

    product_id = text("The product.")
    partner_id = reference("partners", "Whose product it is.")
    name = text("Its name, as shown.")
    inn = text("International non-proprietary name.", nullable=True)
    brand = text("Brand name.", nullable=True)
    modality = one_of(words.MODALITIES, "What kind of molecule.")
    payload_class = one_of(words.PAYLOADS, "What a conjugate carries.")
    phase = one_of(words.PRODUCT_PHASES, "How far it has come.")
    indication = text("What it treats.", nullable=True)
    changeover_class = text("The class that changeovers are stated for.", free=False)
    containment = one_of(words.CONTAINMENTS, "The exposure band it needs.")
    light_protected = flag("Whether it must be kept from light.")
    shelf_life_d = count("Shelf life.", nullable=True)
    name_ko = text("Its name in Korean.", nullable=True)
    name_ja = text("Its name in Japanese.", nullable=True)


@table("contracts", ("contract_id",), client=True)
class Contracts:
    """Contracts and agreements. Letters of intent and memoranda are never counted as firm."""

    contract_id = text("The contract.")
    partner_id = reference("partners", "The other party.")
    product_id = reference("products", "The product, when it is for one.", nullable=True)
    site_id = reference("sites", "The site, when it names one.", nullable=True)
    type = one_of(words.CONTRACT_TYPES, "What kind of agreement.")
    pricing = one_of(words.PRICINGS, "What is paid for.", nullable=True)
    status = one_of(words.CONTRACT_STATUSES, "Where it stands.")
    # A contract signed after the as-of day is not firm on it, one without such a day is: the day is never taken away.
    signed_on = day("The day it was signed.", "happened", is_known_ahead=True, nullable=True)
    announced_on = day("The day it was announced.", "happened", is_known_ahead=True, nullable=True)
    start_on = day("First day of the term.", "planned", nullable=True)
    end_on = day("First day after the term.", "planned", nullable=True)
    notice_d = count("Days of notice.", nullable=True)
    value = number("Stated value; empty is undisclosed.", nullable=True, unit=_MONEY)
    currency = currency("Currency of the contract.", nullable=True)
    take_or_pay_fraction = fraction("Share of a missing batch that is paid all the same.", nullable=True)


@table("contract_years", ("contract_id", "year_no"), client=True)
class ContractYears:
    """What is committed, year by year of the contract."""

    contract_id = reference("contracts", "The contract.")
    partner_id = reference("partners", "The client.")
    year_no = count("Year of the contract.", unit="count")
    start_on = day("First day of the contract year.", "planned")
    end_on = day("First day after it.", "planned")
    committed_batches = count("Batches committed.", unit="batches")
    price_per_batch = number("Price of one batch.", unit=_MONEY)
    currency = currency("Currency of the price.")


@table("order_events", ("event_id",), client=True)
class OrderEvents:
    """Orders as they came in, grew, shrank or were cancelled."""

    event_id = running_number("The event.")
    contract_id = reference("contracts", "The contract.")
    partner_id = reference("partners", "The client.")
    on = day("The day of the event.", "begins")
    kind = one_of(words.ORDER_KINDS, "Signed and expansion add, reduction and cancellation take away.")
    amount = number("Amount, always positive.", above=0, unit=_MONEY)
    currency = currency("Currency of the amount.")


@table("revenue", ("contract_id", "site_id", "month"), client=True)
class Revenue:
    """Revenue by contract, site and month."""

    contract_id = reference("contracts", "The contract.")
    partner_id = reference("partners", "The client.")
    site_id = reference("sites", "The site that earned it.")
    month = month("The month.", "begins")
    amount = number("Revenue; a credit note is negative.", least=None, unit=_MONEY)
    currency = currency("Currency of the amount.")


@table("opportunities", ("opportunity_id",), client=True)
class Opportunities:
    """Work that is bid for."""

    opportunity_id = running_number("The opportunity.")
    name = text("Its name, as shown.")
    partner_id = reference("partners", "The client, when there is one already.", nullable=True)
    product_id = reference("products", "The product bid for, when it is known here.", nullable=True)
    country = country("Country of the client.")
    modality = one_of(words.MODALITIES, "What kind of molecule.")
    stage = one_of(words.OPPORTUNITY_STAGES, "How far the bid has come.")
    win_fraction = fraction("Chance of winning it.")
    value = number("Value if won.", unit=_MONEY)
    currency = currency("Currency of the value.")
    batches = count("Batches asked for.", unit="batches")
    suite_stage = one_of(words.STAGES, "The stage it needs most.")
    suite_days = number("Suite-days it needs of that stage.", unit="d")
    need_from_on = day("First day it is needed.", "planned")
    need_to_on = day("First day it is no longer needed.", "planned")
    opened_on = day("The day the bid was opened.", "begins")
    # A bid closed after the as-of day is open on it; WON or LOST without such a day is neither open nor placed.
    closed_on = day("The day it was won or lost.", "happened", is_known_ahead=True, nullable=True)
    lost_reason = one_of(words.LOST_REASONS, "Why it was lost.", nullable=True)


@table("fx_rates", ("currency", "month"), sight="facts")
class FxRates:
    """Monthly exchange rates. The US dollar is 1 and needs no row."""

    currency = currency("The currency.")
    month = month("The month.", "planned")
    units_per_usd = number("Units of the currency for one US dollar, month's average.", above=0, unit="per USD")


@table("actions", ("action_id",), client=True)
class Actions:
    """What was agreed to be done, by us or by the client."""

    action_id = running_number("The action.")
    partner_id = reference("partners", "The client.")
    text = text("What is to be done.")
    owner = one_of(words.ACTION_OWNERS, "Who does it.")
    opened_on = day("The day it was agreed.", "begins")
    due_on = day("The day it is due.", "planned")
    closed_on = day("The day it was done.", "happened", nullable=True)


@table("targets", ("kpi_id", "site_id", "valid_from"), sight="facts")
class Targets:
    """Targets of KPIs, from a day on, for one site or for all."""

    kpi_id = text("The KPI.")
    site_id = reference("sites", "The site; empty is the network.", nullable=True)
    valid_from = day("First day it holds.", "planned", unit="day")
    target = number("The target, in the unit of the KPI.", least=None, unit="of the KPI")
    comparator = one_of(words.COMPARATORS, "GE: at least the target. LE: at most.")
