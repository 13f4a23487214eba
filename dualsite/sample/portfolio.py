"""The made-up clients, their products and their contracts, on a network and its days.

A larger scale repeats the templates for further clients.
"""

from __future__ import annotations

import math
import string
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dualsite.sample.horizon import HISTORY_MONTHS, Horizon
from dualsite.sample.network import SampleNetwork
from dualsite.sample.tables import Row
from dualsite.sample.templates import CLIENTS, CONTRACTS, PRODUCTS, ClientPlan, ContractPlan, ProductPlan

TRANSFER_D = 190
"""From the start of a contract with a technology transfer to its first campaign."""

_PAYLOADS = {"ADC": "CYTOTOXIC"}
_CLASSES = {"ADC": "CYTOTOXIC", "FUSION": "FUSION"}


@dataclass(frozen=True)
class Client:
    """A made-up client."""

    partner_id: str
    letters: str
    plan: ClientPlan


@dataclass(frozen=True)
class SampleProduct:
    """A made-up product. `stages` is its route on this network."""

    product_id: str
    name: str
    client: Client
    plan: ProductPlan
    stages: tuple[str, ...]
    containment: str
    changeover_class: str
    share: float

    @property
    def short_name(self) -> str:
        """Its name without the word that says that it is made up: A-1."""
        return self.name.removeprefix("Illustrative ")

    @property
    def is_approved(self) -> bool:
        return self.plan.phase == "APPROVED"


@dataclass(frozen=True)
class Contract:
    """A made-up contract."""

    contract_id: str
    client: Client
    product: SampleProduct | None
    site_id: str
    plan: ContractPlan
    signed_on: date | None
    start_on: date
    end_on: date
    status: str

    @property
    def is_firm(self) -> bool:
        """Whether it can carry work: neither a letter of intent nor a draft."""
        return self.plan.type in ("CMO", "CDO") and self.status != "DRAFT"

    @property
    def first_campaign_on(self) -> date:
        return self.start_on + timedelta(days=TRANSFER_D if self.plan.starts_transfer else 0)


@dataclass(frozen=True)
class Portfolio:
    """Clients, products and contracts, in the order they are written."""

    clients: tuple[Client, ...]
    products: tuple[SampleProduct, ...]
    contracts: tuple[Contract, ...]

    def contract_for(self, product: SampleProduct, site_id: str, day: date) -> Contract | None:
        """The contract under which a campaign of the product may start at the site on that day."""
        for contract in self.contracts:
            is_for_it = contract.product is product and contract.site_id == site_id and contract.is_firm
            if is_for_it and contract.first_campaign_on <= day < contract.end_on:
                return contract
        return None


def portfolio_of(network: SampleNetwork, horizon: Horizon, scale: int) -> Portfolio:
    """The portfolio on this network; every factor of ten in scale brings one more set of clients."""
    clients: list[Client] = []
    products: list[SampleProduct] = []
    contracts: list[Contract] = []
    copies = 1 + int(math.log10(scale))
    plants = [site.site_id for site in network.plants()]
    for copy in range(copies):
        own_clients = [_client(len(clients) + place, plan) for place, plan in enumerate(CLIENTS)]
        own_products = [_product(own_clients, place, plan, network, copies) for place, plan in enumerate(PRODUCTS)]
        contracts += _contracts(own_clients, own_products, plants, horizon, later=copy)
        clients += own_clients
        products += own_products
    return Portfolio(tuple(clients), tuple(products), tuple(contracts))


def _client(place: int, plan: ClientPlan) -> Client:
    letters, rest = "", place
    while True:
        letters = string.ascii_uppercase[rest % 26] + letters
        rest = rest // 26 - 1
        if rest < 0:
            return Client(f"illustrative-client-{letters.lower()}", letters, plan)


def _product(
    clients: list[Client], place: int, plan: ProductPlan, network: SampleNetwork, copies: int
) -> SampleProduct:
    client = clients[plan.client]
    number = 1 + sum(other.client == plan.client for other in PRODUCTS[:place])
    stages = ["SEED", "UPSTREAM", "DOWNSTREAM"]
    if plan.modality == "ADC":
        stages.append("CONJUGATION")
    if plan.phase == "APPROVED" and network.units_of("FILL_FINISH"):
        stages.append("FILL_FINISH")
    return SampleProduct(
        product_id=f"illustrative-{client.letters.lower()}-{number}",
        name=f"Illustrative {client.letters}-{number}",
        client=client,
        plan=plan,
        stages=tuple(stages),
        containment=network.containment_of(tuple(stages)) if plan.modality == "ADC" else "NONE",
        changeover_class=_CLASSES.get(plan.modality, "MAB"),
        share=plan.share / copies,
    )


def _contracts(
    clients: list[Client], products: list[SampleProduct], plants: list[str], horizon: Horizon, later: int
) -> Iterator[Contract]:
    """Those whose plant there is; `later` moves the ones that began within history by so many months."""
    for place, plan in enumerate(CONTRACTS):
        if plan.site >= len(plants):
            continue
        client = clients[plan.client]
        number = 1 + sum(other.client == plan.client for other in CONTRACTS[:place])
        moved = later if plan.start > -HISTORY_MONTHS and plan.status is None else 0
        start_on, end_on = horizon.month(plan.start + moved), horizon.month(plan.end + moved)
        signed_on = start_on - timedelta(days=45) if plan.signed is None else horizon.month(plan.signed)
        yield Contract(
            contract_id=f"illustrative-contract-{client.letters.lower()}-{number}",
            client=client,
            product=None if plan.product is None else products[plan.product],
            site_id=plants[plan.site],
            plan=plan,
            signed_on=None if plan.status == "DRAFT" else min(signed_on, horizon.as_of),
            start_on=start_on,
            end_on=end_on,
            status=plan.status or _status(plan.type, start_on, end_on, horizon.as_of),
        )


def _status(kind: str, start_on: date, end_on: date, as_of: date) -> str:
    if kind in ("LOI", "MOU"):
        return "SIGNED"
    if end_on <= as_of:
        return "EXPIRED"
    return "ACTIVE" if start_on <= as_of else "SIGNED"


def partner_rows(portfolio: Portfolio) -> Iterator[Row]:
    """Rows of `partners`."""
    for client in portfolio.clients:
        yield {
            "partner_id": client.partner_id,
            "name": f"Illustrative Client {client.letters}",
            "name_ko": f"예시 고객사 {client.letters}",
            "name_ja": f"例示顧客{client.letters}",
            "country": client.plan.country,
            "tier": client.plan.tier,
            "disclosure": client.plan.disclosure,
            "public_descriptor": client.plan.descriptor,
            "account_manager": f"Illustrative account team {1 + ord(client.letters[-1]) % 3}",
        }


def product_rows(portfolio: Portfolio) -> Iterator[Row]:
    """Rows of `products`."""
    for product in portfolio.products:
        plan = product.plan
        yield {
            "product_id": product.product_id,
            "partner_id": product.client.partner_id,
            "name": product.name,
            "name_ko": f"예시 {product.short_name}",
            "name_ja": f"例示{product.short_name}",
            "modality": plan.modality,
            "payload_class": _PAYLOADS.get(plan.modality, "NONE"),
            "phase": plan.phase,
            "indication": plan.indication,
            "changeover_class": product.changeover_class,
            "containment": product.containment,
            "light_protected": False,
            "shelf_life_d": 730 if plan.modality == "ADC" else 1_095,
            "note": "Containment is the tightest band that every step of the route can hold."
            if plan.modality == "ADC"
            else None,
        }
