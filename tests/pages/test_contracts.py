"""The contracts page: its filters, its card, and that it says what the KPIs say."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dualsite import access, formats, kpi, store
from dualsite.access import View
from dualsite.insights.contracts import card as contract_card
from dualsite.insights.contracts import register as contracts
from dualsite.sitemap import EXECUTIVE
from tests.data_folder import OPERATOR
from tests.pages import screen as on
from tests.pages.conftest import Dashboard, Seen

PAGE = next(entry for entry in EXECUTIVE if entry.path == "contracts")
ASKED = "contract to open"
TABS = ("amounts", "take_or_pay", "ends", "new_business", "contracts")


@pytest.fixture(scope="module")
def view(fictional: Path) -> View:
    opened = store.open(fictional)
    version = opened.version()
    assert version is not None
    return access.view(version, opened.connect())


def figure(screen: AppTest, words: str) -> object:
    """The figure whose text alternative begins so. Raises LookupError when there is none."""
    for told, drawn in on.figures(screen):
        if told.startswith(words):
            return drawn
    raise LookupError(words)


def read(screen: AppTest) -> str:
    """Everything written on the page, as a person reads it."""
    return " ".join(on.written(screen.main)).replace("\\", "")


def in_dialog(screen: AppTest) -> str:
    """Everything written, a side dialog included."""
    return " ".join(str(one.value) for one in screen.markdown).replace("\\", "")


@pytest.mark.parametrize("currency", ["EUR", "USD"])
def test_the_tiles_the_sentences_and_the_kpis_agree(currency: str, seen: Seen, view: View) -> None:
    asked = access.view(view.version, view.connection, currency=currency)
    told = {row["label"]: row for row in kpi.answers(asked, ["backlog", "order_intake_12m", "revenue_12m"])}
    screen = seen(Path(view.version.listing.folder), PAGE, currency=currency)
    assert not screen.exception
    for label, row in told.items():
        assert on.tiles(screen)[label] == formats.money_short(row["value"], currency)
    held = formats.money_short(told["Backlog"]["value"], currency)
    assert on.answer(screen).startswith(f"{held} backlog on 2 firm contracts")
    assert f"{held} backlog" in read(screen)


def test_the_rows_of_the_backlog_are_listed_once_their_card_is_opened(
    dashboard: Dashboard, fictional: Path, view: View
) -> None:
    screen = dashboard(fictional, PAGE, currency="EUR")
    assert not screen.dataframe
    screen.session_state["below_backlog_rows"] = True
    screen.run()
    (told,) = kpi.answers(access.view(view.version, view.connection, currency="EUR"), ["backlog"])
    assert sum(on.table(screen, "Backlog, EUR")["Backlog, EUR"]) == pytest.approx(told["value"], abs=1)


def test_the_month_of_the_rates_stands_on_the_page(seen: Seen, fictional: Path) -> None:
    said = read(seen(fictional, PAGE, currency="USD"))
    assert "balances at Dec 2026 rates (latest available for Mar 2027)" in said


def test_a_currency_without_rates_leaves_the_rest_of_the_page(seen: Seen, fictional: Path) -> None:
    for tab in TABS:
        screen = seen(fictional, PAGE, currency="KRW", show=tab)
        assert not screen.exception, tab
        assert "no rate of KRW" in read(screen), tab
        figure(screen, "Oak Medicines")


@pytest.mark.parametrize("tab", TABS)
def test_every_figure_of_every_tab_is_told_and_can_be_exported(tab: str, seen: Seen, fictional: Path) -> None:
    screen = seen(fictional, PAGE, show=tab)
    assert not screen.exception
    figures = on.figures(screen)
    assert all(len(words) > 10 for words, _drawn in figures)
    downloads = [label for label in on.buttons(screen) if label.startswith("Download ")]
    assert len(downloads) >= len(figures)


def test_a_filter_narrows_what_is_below_it_and_says_so(seen: Seen, fictional: Path) -> None:
    screen = seen(fictional, PAGE, show="contracts", contract_modality=["ADC"])
    assert list(on.table(screen, "Signed").Client) == ["Elm Therapeutics"]
    assert "1 of 3 contracts match the filters" in read(screen)


def test_site_and_partner_narrow_the_contracts(seen: Seen, fictional: Path) -> None:
    of_site = seen(fictional, PAGE, show="contracts", site="Alder Works")
    assert list(on.table(of_site, "Signed").Client) == ["Oak Medicines"]
    of_elm = seen(fictional, PAGE, show="contracts", partner="Elm Therapeutics")
    assert list(on.table(of_elm, "Signed").Client) == ["Elm Therapeutics"]
    assert "Oak" not in read(of_elm)


def test_a_click_opens_the_card_once(dashboard: Dashboard, fictional: Path) -> None:
    screen = dashboard(fictional, PAGE)
    assert "Take-or-pay" in read(screen)
    assert "Parties" not in in_dialog(screen)
    screen.session_state[ASKED] = "OAK-CMO"
    screen.run()
    assert not screen.exception
    said = in_dialog(screen)
    assert f"{OPERATOR} and Oak Medicines (Denmark)" in said
    assert "Signed 1 Dec, announced 3 Dec 2024" in said
    assert "80% of the price is payable on each batch short" in said
    screen.run()
    assert "Parties" not in in_dialog(screen)


def test_target_markets_switch_to_their_bids(seen: Seen, fictional: Path) -> None:
    everywhere = seen(fictional, PAGE, show="new_business")
    assert list(on.table(everywhere, "Open bids").Country) == ["Namibia", "Denmark"]
    at_home = seen(fictional, PAGE, show="new_business", market=["DK"])
    assert list(on.table(at_home, "Open bids").Country) == ["Denmark"]
    figure(at_home, "1 open bid")


def test_the_reference_contract_of_a_dye_conjugate_reads_correctly() -> None:
    """Signed on one day, announced on the next, for a conjugate that is not cytotoxic, of undisclosed value."""
    opened = store.open(Path(__file__).parents[2] / "data")
    version = opened.version()
    assert version is not None
    view = access.view(version, opened.connect())
    known = contracts.every_contract(view)
    (contract,) = known[(known.modality == "ANTIBODY_DYE_CONJUGATE") & (known.data_class == "PUBLIC")].contract_id
    card = contract_card.card(view, contract)
    assert card is not None
    facts = dict(card.facts)
    assert facts["Signing"] == "Signed 12 Jan, announced 13 Jan 2026"
    assert facts["Scope"] == "Clinical to commercial"
    assert facts["Modality"] == "Antibody-dye conjugate; photosensitiser dye, not cytotoxic"
    assert facts["Contract value"] == facts["Orders"] == "Undisclosed"
    assert facts["Site"].startswith(str(known.set_index("contract_id").site[contract]))
    assert card.note is not None
    assert "12 January in San Francisco" in card.note
    assert "14th in Korea" in card.note
    assert card.sources.url.notna().all()
    assert not card.is_illustrative
