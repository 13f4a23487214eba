"""What the made-up portfolio is copied from: clients, their products and their contracts. Nobody real is among them.

Months are counted from that of `as_of`. Every client, product and contract is named by its place in its list.
"""

from __future__ import annotations

from typing import NamedTuple


class ClientPlan(NamedTuple):
    """A client as the templates state it."""

    country: str
    tier: str
    disclosure: str
    descriptor: str | None
    currency: str


class ProductPlan(NamedTuple):
    """A product as the templates state it. `share` is its part of a plant's batches."""

    client: int
    modality: str
    phase: str
    indication: str
    share: float
    titre_g_l: float
    markets: tuple[tuple[str, int], ...] = ()
    """Market and the month of its approval."""


class ContractPlan(NamedTuple):
    """A contract as the templates state it; `site` counts the plants, those in operation first."""

    client: int
    product: int | None
    site: int
    type: str
    pricing: str | None
    start: int
    end: int
    price_musd: float = 0.0
    take_or_pay: float | None = None
    status: str | None = None
    starts_transfer: bool = False
    signed: int | None = None
    """Month of the signature; half a quarter before the start without one."""


CLIENTS = (
    ClientPlan("US", "STRATEGIC", "CONFIDENTIAL", None, "USD"),
    ClientPlan("JP", "KEY", "PUBLIC_DESCRIPTOR", "Illustrative Japanese oncology company", "JPY"),
    ClientPlan("KR", "KEY", "CONFIDENTIAL", None, "KRW"),
    ClientPlan("DE", "STANDARD", "CONFIDENTIAL", None, "EUR"),
    ClientPlan("US", "KEY", "PUBLIC_DESCRIPTOR", "Illustrative US conjugate developer", "USD"),
    ClientPlan("FR", "STANDARD", "CONFIDENTIAL", None, "EUR"),
    ClientPlan("US", "STANDARD", "CONFIDENTIAL", None, "USD"),
    ClientPlan("KR", "KEY", "CONFIDENTIAL", None, "KRW"),
    ClientPlan("JP", "PROSPECT", "CONFIDENTIAL", None, "JPY"),
    ClientPlan("NL", "PROSPECT", "CONFIDENTIAL", None, "EUR"),
)

PRODUCTS = (
    ProductPlan(0, "MAB", "APPROVED", "Illustrative: asthma", 0.20, 4.2, (("US", -70), ("JP", -58), ("KR", -50))),
    ProductPlan(0, "MAB", "PHASE3", "Illustrative: lupus", 0.07, 4.8),
    ProductPlan(1, "ADC", "APPROVED", "Illustrative: gastric cancer", 0.17, 3.4, (("JP", -15),)),
    ProductPlan(2, "BISPECIFIC", "PHASE2", "Illustrative: lymphoma", 0.06, 2.9),
    ProductPlan(2, "MAB", "PHASE1", "Illustrative: psoriasis", 0.03, 3.8),
    ProductPlan(3, "MAB", "APPROVED", "Illustrative: osteoporosis", 0.15, 4.5, (("EU", -64), ("US", -52))),
    ProductPlan(4, "ADC", "PHASE3", "Illustrative: bladder cancer", 0.15, 3.2),
    ProductPlan(4, "ADC", "PHASE1", "Illustrative: lung cancer", 0.05, 3.0),
    ProductPlan(5, "FUSION", "FILED", "Illustrative: retinal disease", 0.09, 3.6),
    ProductPlan(6, "BISPECIFIC", "PHASE2", "Illustrative: myeloma", 0.05, 2.7),
    ProductPlan(6, "MAB", "PHASE1", "Illustrative: gout", 0.02, 3.9),
    ProductPlan(7, "MAB", "APPROVED", "Illustrative: arthritis", 0.12, 5.0, (("KR", -46), ("JP", -41))),
)

CONTRACTS = (
    ContractPlan(0, 0, 0, "CMO", "MINIMUM_PURCHASE", -36, 13, 1.25, 0.8),
    ContractPlan(0, 0, 1, "CMO", "DEDICATED_SUITE", -1, 50, 2.6, 0.7, starts_transfer=True, signed=-15),
    ContractPlan(0, 1, 0, "CMO", "BATCH_PRICE", -22, 28, 1.4, starts_transfer=True),
    ContractPlan(1, 2, 0, "CMO", "SUITE_RESERVATION", -18, 30, 2.1, 0.75),
    ContractPlan(2, 3, 0, "CDO", "FEE_FOR_SERVICE", -16, 10, 1.5, starts_transfer=True),
    ContractPlan(2, 4, 0, "CDO", "FEE_FOR_SERVICE", -10, 16, 1.3, starts_transfer=True),
    ContractPlan(3, 5, 0, "CMO", "BATCH_PRICE", -36, 6, 1.15, 0.7),
    ContractPlan(3, 5, 0, "CMO", "BATCH_PRICE", 6, 42, 1.2, 0.7, status="DRAFT"),
    ContractPlan(4, 6, 0, "CMO", "BATCH_PRICE", -21, 32, 2.3, 0.5, starts_transfer=True),
    ContractPlan(4, 7, 0, "CDO", "FEE_FOR_SERVICE", -11, 8, 2.0, starts_transfer=True),
    ContractPlan(5, 8, 0, "CMO", "BATCH_PRICE", -30, 18, 1.35, 0.6, starts_transfer=True),
    ContractPlan(6, 9, 0, "CMO", "BATCH_PRICE", -26, 3, 1.4, starts_transfer=True),
    ContractPlan(6, 10, 0, "CDO", "FEE_FOR_SERVICE", -30, -9, 1.2, status="TERMINATED"),
    ContractPlan(7, 11, 0, "CMO", "MINIMUM_PURCHASE", -33, 20, 1.1, 0.6),
    ContractPlan(7, 11, 1, "CMO", "SUITE_RESERVATION", -2, 46, 2.4, 0.6, starts_transfer=True),
    ContractPlan(8, None, 1, "LOI", None, -3, 33),
    ContractPlan(9, None, 0, "MOU", None, -6, 18),
)
