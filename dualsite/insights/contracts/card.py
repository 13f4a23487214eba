"""The card of one contract: parties, scope, term, money, gates and batches, each as far as it is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.collation import by_name
from dualsite.i18n import _, marked, ngettext
from dualsite.insights import parties, wording
from dualsite.insights.contracts import amounts as money
from dualsite.insights.contracts import gates
from dualsite.insights.contracts.backlog import backlog
from dualsite.insights.contracts.batches import batches
from dualsite.insights.contracts.register import FIRM, GROUPS, every_contract
from dualsite.insights.contracts.timeline import dates_in_words, has_value, open_options, term_in_words
from dualsite.insights.data.sources import with_sources
from dualsite.insights.frames import small
from dualsite.insights.table_spec import ColumnSpec, TableSpec
from dualsite.kpi.computations.money import converted
from dualsite.kpi.computations.orders import order_events, revenue
from dualsite.kpi.engine.question import NotAvailableError


@dataclass(frozen=True)
class Card:
    """One contract as its card shows it."""

    contract_id: str
    title: str
    standing: str
    """What kind of agreement it is and whether it counts as firm."""
    facts: tuple[tuple[str, str], ...]
    """What is known of it, each with its name."""
    amounts: Mapping[str, tuple[float, str]]
    """Those that are an amount, by their names: the number and its currency."""
    note: str | None
    """What a reader of the contract's row should know, as the data say it."""
    gates: pd.DataFrame
    batches: pd.DataFrame
    """Batches so far, as `batches` gives them."""
    sources: pd.DataFrame
    """Where the contract, its client and its product come from: `of`, `source`, `url`, `note`."""
    is_illustrative: bool


def titles(view: View) -> dict[str, str]:
    """What the contracts of a view are called, by their ids and sorted by it; those called alike carry their ids."""
    if not view.has("contracts"):
        return {}
    called = [(row.label, row.contract_id) for row in every_contract(view).itertuples()]
    often = Counter(label for label, _contract_id in called)
    told = [(key, f"{label} ({key})" if often[label] > 1 else label) for label, key in called]
    return dict(sorted(told, key=by_name))


def answer(view: View) -> str:
    """How many contracts there are, and how many are firm."""
    found = every_contract(view)
    return ngettext(
        "{count} contract, {firm} of it firm.", "{count} contracts, {firm} of them firm.", len(found)
    ).format(count=formats.number(len(found)), firm=formats.number(int(found.is_firm.sum())))


@cached_per_view
def card(view: View, contract_id: str) -> Card | None:
    """The card of a contract; None when the view knows none of that id."""
    found = every_contract(view)
    found = found[found.contract_id == contract_id]
    if not len(found):
        return None
    contract = next(found.itertuples())
    return Card(
        contract_id,
        contract.label,
        _standing(contract),
        tuple(_facts(view, contract)),
        {_("Contract value"): (contract.value, contract.currency)} if has_value(contract) else {},
        contract.note,
        _gates(view, contract),
        batches(view, contract_id),
        _sources(view, contract),
        contract.data_class == money.ILLUSTRATIVE,
    )


FACTS_SPEC = TableSpec(
    "agreed",
    marked("What is agreed"),
    (
        ColumnSpec("what", marked("What"), is_strong=True),
        ColumnSpec("agreed", marked("As agreed")),
        ColumnSpec("number", marked("Value as a number"), "number", digits=2, is_filed=True),
        ColumnSpec("unit", marked("Unit of the numbers"), "code", is_filed=True),
    ),
)


def facts(found: Card) -> pd.DataFrame:
    """What is known of the contract, a row each: `what` and `agreed`; in files an amount as `number` in `unit`."""
    rows = [(what, agreed, *found.amounts.get(what, (None, None))) for what, agreed in found.facts]
    return pd.DataFrame(rows, columns=FACTS_SPEC.names, dtype=object)


def in_a_line(view: View, contract_id: str | None) -> str:
    """The contract and how it stands, for where its card is not; empty without one, or one not in the view."""
    found = card(view, contract_id) if contract_id else None
    return f"{found.title}: {found.standing}" if found is not None else ""


def _standing(contract: Any) -> str:
    counts = {
        FIRM: _("firm"),
        GROUPS[1]: _("not currently firm"),
        GROUPS[2]: _("not firm: excluded from backlog"),
    }
    return _("{kind}, {status}; {counts}").format(
        kind=wording.title(wording.agreement(contract.type)),
        status=wording.status(contract.status),
        counts=counts[contract.group],
    )


def _facts(view: View, contract: Any) -> Iterator[tuple[str, str]]:
    product = _row(view, "products", "product_id", contract.product_id)
    site = _row(view, "sites", "site_id", contract.site_id)
    yield (
        _("Parties"),
        _("{operator} and {client} ({country})").format(
            operator=parties.operator(view), client=contract.partner, country=wording.country(contract.country)
        ),
    )
    yield _("Signing"), wording.title(dates_in_words(contract))
    yield _("Scope"), wording.title(_(contract.supply or wording.NOT_STATED))
    if product:
        names = formats.listed(list(filter(None, (product["inn"], product["brand"]))))
        yield _("Product"), product["name"] + (f" ({names})" if names else "")
        yield (
            _("Modality"),
            wording.title(f"{wording.modality(product['modality'])}; {wording.payload(product['payload_class'])}"),
        )
        yield (
            _("Stage of the product"),
            wording.title(
                wording.phase(product["phase"]) + (f": {product['indication']}" if product["indication"] else "")
            ),
        )
    else:
        yield _("Product"), wording.title(_(wording.NOT_STATED))
    yield _("Site"), f"{site['name']}, {site['city']}" if site else wording.title(_(wording.NOT_STATED))
    yield _("Contract term"), wording.title(term_in_words(contract))
    if contract.notice_d:
        yield (
            _("Notice"),
            _("{days}, deadline {day}").format(
                days=formats.days(contract.notice_d), day=formats.day(contract.notice_on)
            ),
        )
    option = open_options(view).get(contract.contract_id)
    if option:
        yield (
            _("Options"),
            _("{count} suite bookings held {start} to {end}, the first expires {day}").format(
                count=formats.number(option["options"]),
                start=formats.day(option["option_from"]),
                end=formats.day(option["option_to"]),
                day=formats.day(option["option_on"]),
            ),
        )
    if contract.pricing:
        yield _("Paid by"), wording.title(wording.pricing(contract.pricing))
    yield (
        _("Contract value"),
        (
            formats.money(contract.value, contract.currency)
            if has_value(contract)
            else wording.title(_(wording.UNDISCLOSED))
        ),
    )
    if contract.take_or_pay_fraction is not None:
        yield (
            _("Take-or-pay"),
            _("{share} of the price is payable on each batch short").format(
                share=formats.percent(contract.take_or_pay_fraction, 0)
            ),
        )
    if contract.is_firm:
        yield _("Orders"), _orders(view, contract)


def _row(view: View, table: str, key: str, value: str | None) -> dict[str, Any] | None:
    if value is None or not view.has(table):
        return None
    return next((row for row in small(view.unfiltered, table).to_dict("records") if row[key] == value), None)


def _orders(view: View, contract: Any) -> str:
    """What was ordered, earned and is left, in the contract's currency, the rest also in the reporting one."""
    if not view.has("order_events", "revenue"):
        return wording.title(_(wording.UNDISCLOSED))
    asked = money.question(view)
    events, earned = (
        rows[rows["contract_id"] == contract.contract_id]
        for rows in (money.rows_of(view, order_events), money.rows_of(view, revenue))
    )
    if not len(events):
        return wording.title(_(wording.UNDISCLOSED))
    own = contract.currency or events["currency"].iloc[0]
    try:
        ordered, billed = (
            float(converted(asked, rows, own, rows["month"])["amount"].sum()) for rows in (events, earned)
        )
        rows = backlog(view)
        left = float(rows[rows.contract_id == contract.contract_id].amount.sum())
    except NotAvailableError as error:
        return _("Cannot be shown: {reason}").format(reason=error)
    if own == view.currency:
        said = _("{ordered} ordered, {billed} recognised, {left} backlog")
    else:
        said = _("{ordered} ordered, {billed} recognised, {left} backlog ({converted})")
    return said.format(
        ordered=formats.money_short(ordered, own),
        billed=formats.money_short(billed, own),
        left=formats.money_short(max(0.0, ordered - billed), own),
        converted=formats.money_short(left, view.currency),
    )


def _gates(view: View, contract: Any) -> pd.DataFrame:
    """The contract's own gates, then those of its product."""
    own = gates.gates(view)
    own = own[own.contract_id == contract.contract_id].assign(of=_("contract"))
    of_product = gates.product_gates(view, contract).assign(of=_("product"))
    return pd.concat([own, of_product], ignore_index=True) if len(of_product) else own


CARD_GATES_SPEC = gates.GATES_SPEC.adding(ColumnSpec("of", marked("Of"))).showing(
    "of", "name", "state", "baseline_on", "agreed_on", "forecast_on", "reached_on", "owner"
)


def _sources(view: View, contract: Any) -> pd.DataFrame:
    rows = [
        {"of": _("Contract"), "source": contract.source, "url": contract.url, "note": contract.note},
    ]
    for of, table, key, value in (
        (_("Client"), "partners", "partner_id", contract.partner_id),
        (_("Product"), "products", "product_id", contract.product_id),
    ):
        row = _row(view, table, key, value)
        if row is not None:
            cited = with_sources(view, pd.DataFrame([row], dtype=object)).iloc[0]
            rows.append({"of": of, "source": cited.source, "url": cited.url, "note": row["note"]})
    return pd.DataFrame(rows, columns=SOURCES_SPEC.names, dtype=object)


SOURCES_SPEC = TableSpec(
    "sources",
    marked("Sources for the contract, client and product"),
    (
        ColumnSpec("of", marked("Of")),
        ColumnSpec("source", marked("Source")),
        ColumnSpec("url", marked("Link"), "link"),
        ColumnSpec("note", marked("Note")),
    ),
)
