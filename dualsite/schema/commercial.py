"""Commercial: clients, products, contracts, money, pipeline and targets."""

from dualsite.schema import vocabulary as words
from dualsite.schema.columns import (
    Count,
    Day,
    Flag,
    Number,
    Text,
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
    text,
)
from dualsite.schema.contract import Row, table

_MONEY = "in the row's currency"


@table("partners", ("partner_id",), client=True)
class Partners(Row):
    """Clients, prospects and partners."""

    partner_id: Text = text("The partner.")
    name: Text = text("Its name.")
    country: Text = country("Country of its seat.")
    tier: Text = one_of(words.TIERS, "How close the relation is.")
    disclosure: Text = one_of(words.DISCLOSURES, "Whether its name may be said.")
    public_descriptor: Text = text("What to call it when its name may not be said.", nullable=True)
    account_manager: Text = text("Who looks after it.", nullable=True)


@table("products", ("product_id",), client=True)
class Products(Row):
    """The clients' products."""

    product_id: Text = text("The product.")
    partner_id: Text = reference("partners", "Whose product it is.")
    name: Text = text("Its name, as shown.")
    inn: Text = text("International non-proprietary name.", nullable=True)
    brand: Text = text("Brand name.", nullable=True)
    modality: Text = one_of(words.MODALITIES, "What kind of molecule.")
    payload_class: Text = one_of(words.PAYLOADS, "What a conjugate carries.")
    phase: Text = one_of(words.PRODUCT_PHASES, "How far it has come.")
    indication: Text = text("What it treats.", nullable=True)
    changeover_class: Text = text("The class that changeovers are stated for.")
    containment: Text = one_of(words.CONTAINMENTS, "The exposure band it needs.")
    light_protected: Flag = flag("Whether it must be kept from light.")
    shelf_life_d: Count = count("Shelf life.", nullable=True)


@table("contracts", ("contract_id",), client=True)
class Contracts(Row):
    """Contracts and agreements. Letters of intent and memoranda are never counted as firm."""

    contract_id: Text = text("The contract.")
    partner_id: Text = reference("partners", "The other party.")
    product_id: Text = reference("products", "The product, when it is for one.", nullable=True)
    site_id: Text = reference("sites", "The site, when it names one.", nullable=True)
    type: Text = one_of(words.CONTRACT_TYPES, "What kind of agreement.")
    pricing: Text = one_of(words.PRICINGS, "What is paid for.", nullable=True)
    status: Text = one_of(words.CONTRACT_STATUSES, "Where it stands.")
    # A contract signed after the as-of day is not firm on it, one without such a day is: the day is never taken away.
    signed_on: Day = day("The day it was signed.", "happened", is_known_ahead=True, nullable=True)
    announced_on: Day = day("The day it was announced.", "happened", is_known_ahead=True, nullable=True)
    start_on: Day = day("First day of the term.", "planned", nullable=True)
    end_on: Day = day("First day after the term.", "planned", nullable=True)
    notice_d: Count = count("Days of notice.", nullable=True)
    value: Number = number("Stated value; empty is undisclosed.", nullable=True, unit=_MONEY)
    currency: Text = currency("Currency of the contract.", nullable=True)
    take_or_pay_fraction: Number = fraction("Share of a missing batch that is paid all the same.", nullable=True)


@table("contract_years", ("contract_id", "year_no"), client=True)
class ContractYears(Row):
    """What is committed, year by year of the contract."""

    contract_id: Text = reference("contracts", "The contract.")
    partner_id: Text = reference("partners", "The client.")
    year_no: Count = count("Year of the contract.", unit="count")
    start_on: Day = day("First day of the contract year.", "planned")
    end_on: Day = day("First day after it.", "planned")
    committed_batches: Count = count("Batches committed.", unit="batches")
    price_per_batch: Number = number("Price of one batch.", unit=_MONEY)
    currency: Text = currency("Currency of the price.")


@table("order_events", ("event_id",), client=True)
class OrderEvents(Row):
    """Orders as they came in, grew, shrank or were cancelled."""

    event_id: Text = text("The event.")
    contract_id: Text = reference("contracts", "The contract.")
    partner_id: Text = reference("partners", "The client.")
    on: Day = day("The day of the event.", "begins")
    kind: Text = one_of(words.ORDER_KINDS, "Signed and expansion add, reduction and cancellation take away.")
    amount: Number = number("Amount, always positive.", above=0, unit=_MONEY)
    currency: Text = currency("Currency of the amount.")


@table("revenue", ("contract_id", "site_id", "month"), client=True)
class Revenue(Row):
    """Revenue by contract, site and month."""

    contract_id: Text = reference("contracts", "The contract.")
    partner_id: Text = reference("partners", "The client.")
    site_id: Text = reference("sites", "The site that earned it.")
    month: Day = month("The month.", "begins")
    amount: Number = number("Revenue; a credit note is negative.", least=None, unit=_MONEY)
    currency: Text = currency("Currency of the amount.")


@table("opportunities", ("opportunity_id",), client=True)
class Opportunities(Row):
    """Work that is bid for."""

    opportunity_id: Text = text("The opportunity.")
    name: Text = text("Its name, as shown.")
    partner_id: Text = reference("partners", "The client, when there is one already.", nullable=True)
    country: Text = country("Country of the client.")
    modality: Text = one_of(words.MODALITIES, "What kind of molecule.")
    stage: Text = one_of(words.OPPORTUNITY_STAGES, "How far the bid has come.")
    win_fraction: Number = fraction("Chance of winning it.")
    value: Number = number("Value if won.", unit=_MONEY)
    currency: Text = currency("Currency of the value.")
    batches: Count = count("Batches asked for.", unit="batches")
    suite_stage: Text = one_of(words.STAGES, "The stage it needs most.")
    suite_days: Number = number("Suite-days it needs of that stage.", unit="d")
    need_from_on: Day = day("First day it is needed.", "planned")
    need_to_on: Day = day("First day it is no longer needed.", "planned")
    opened_on: Day = day("The day the bid was opened.", "begins")
    # A bid closed after the as-of day is open on it; WON or LOST without such a day is neither open nor placed.
    closed_on: Day = day("The day it was won or lost.", "happened", is_known_ahead=True, nullable=True)
    lost_reason: Text = one_of(words.LOST_REASONS, "Why it was lost.", nullable=True)


@table("fx_rates", ("currency", "month"), sight="facts")
class FxRates(Row):
    """Monthly exchange rates. The US dollar is 1 and needs no row."""

    currency: Text = currency("The currency.")
    month: Day = month("The month.", "planned")
    units_per_usd: Number = number("Units of the currency for one US dollar, month's average.", above=0, unit="per USD")


@table("actions", ("action_id",), client=True)
class Actions(Row):
    """What was agreed to be done, by us or by the client."""

    action_id: Text = text("The action.")
    partner_id: Text = reference("partners", "The client.")
    text: Text = text("What is to be done.")
    owner: Text = one_of(words.ACTION_OWNERS, "Who does it.")
    opened_on: Day = day("The day it was agreed.", "begins")
    due_on: Day = day("The day it is due.", "planned")
    closed_on: Day = day("The day it was done.", "happened", nullable=True)


@table("targets", ("kpi_id", "site_id", "valid_from"), sight="facts")
class Targets(Row):
    """Targets of KPIs, from a day on, for one site or for all."""

    kpi_id: Text = text("The KPI.")
    site_id: Text = reference("sites", "The site; empty is the network.", nullable=True)
    valid_from: Day = day("First day it holds.", "planned", unit="day")
    target: Number = number("The target, in the unit of the KPI.", least=None, unit="of the KPI")
    comparator: Text = one_of(words.COMPARATORS, "GE: at least the target. LE: at most.")
