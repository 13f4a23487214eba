"""Korean particles after names of all kinds."""

from __future__ import annotations

import pytest

from dualsite.particles import Particled, resolved, with_particles

READ_AS = [
    # name, topic, subject, object, with, direction, is
    ("송도", "송도는", "송도가", "송도를", "송도와", "송도로", "송도라"),
    ("롯데바이오로직스", "롯데바이오로직스는", None, None, None, "롯데바이오로직스로", None),
    ("인천", "인천은", "인천이", "인천을", "인천과", "인천으로", "인천이라"),
    ("서울", "서울은", "서울이", "서울을", "서울과", "서울로", "서울이라"),
    ("ADC", "ADC는", "ADC가", "ADC를", "ADC와", "ADC로", "ADC라"),
    ("PPQ", "PPQ는", None, None, None, "PPQ로", None),
    ("LOI", "LOI는", None, None, None, None, None),
    ("API L", "API L은", None, None, None, "API L로", None),
    ("QM", "QM은", None, None, None, "QM으로", None),
    ("Celgene", "Celgene은", None, None, None, "Celgene으로", None),
    ("Merck", None, None, None, None, None, None),
    ("Roche", "Roche는", "Roche가", None, "Roche와", "Roche로", None),
    ("Rakuten Medical", "Rakuten Medical은", "Rakuten Medical이", None, "Rakuten Medical과", "Rakuten Medical로", None),
    ("Lotte Biologics", "Lotte Biologics는", None, None, None, "Lotte Biologics로", None),
    ("Biotech", "Biotech은", None, None, None, "Biotech으로", None),
    ("Nestlé", "Nestlé는", None, None, None, None, None),
    ("Plant 1", "Plant 1은", "Plant 1이", "Plant 1을", "Plant 1과", "Plant 1로", "Plant 1이라"),
    ("Plant 2", "Plant 2는", "Plant 2가", None, None, "Plant 2로", "Plant 2라"),
    ("Plant 3", "Plant 3은", None, None, None, "Plant 3으로", None),
    ("10", "10은", None, None, None, "10으로", None),
    ("97.4%", "97.4%는", "97.4%가", "97.4%를", None, "97.4%로", None),
    ("40,000 L", "40,000 L는", None, None, None, "40,000 L로", None),
    ("12 kg", "12 kg은", None, None, None, None, None),
    ("US$3.7억", "US$3.7억은", None, None, None, "US$3.7억으로", None),
    ("“서울”", "“서울”은", None, None, None, "“서울”로", None),
    ("송도(인천)", "송도(인천)은", None, None, None, "송도(인천)으로", None),
    ("**서울**", "**서울**은", None, None, None, None, None),
    ("サイト", "サイト는", None, None, None, None, None),
    ("ライン", "ライン은", None, None, None, None, None),
    ("—", "—는", None, None, None, "—로", None),
    ("", "는", None, None, None, None, None),
]
FORMS = ("은(는)", "이(가)", "을(를)", "와(과)", "(으)로", "(이)라")


@pytest.mark.parametrize("read_as", READ_AS, ids=lambda one: one[0] or "nothing")
def test_the_particle_goes_with_the_sound_that_a_name_ends_in(read_as: tuple[str | None, ...]) -> None:
    name, *wanted = read_as
    for form, said in zip(FORMS, wanted, strict=True):
        if said is not None:
            assert Particled(f"{{name}}{form}").format(name=name) == said


def test_both_orders_of_the_two_forms_mean_the_same() -> None:
    assert resolved("서울는(은) 송도은(는) 서울과(와)") == "서울은 송도는 서울과"


def test_every_particle_of_a_sentence_goes_with_its_own_name() -> None:
    text = with_particles("{client}이(가) {site}(으)로 {count}을(를) 옮깁니다.")
    assert text.format(client="서울제약", site="송도", count="3") == "서울제약이 송도로 3을 옮깁니다."


def test_a_word_whose_reading_is_not_known_keeps_both() -> None:
    assert resolved("楽天은(는)") == "楽天은(는)"


def test_a_text_without_particles_is_itself() -> None:
    text = "{count}건(예상)"
    assert with_particles(text) is text
