"""The access file: who is meant by an entry, and what is said about a file that cannot be used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dualsite.access import Viewer
from dualsite.access import access_file as people
from dualsite.errors import DataError

ROOT = Path(__file__).parents[3]

CONTACT = 'contact = "Dana, dana@example.com"\n'

ADA = '[[people]]\nemail = "ada@example.com"\nrole = "executive"\n'


def read(tmp_path: Path, text: str, providers: tuple[str, ...] = ("default",)) -> people.AccessFile:
    path = tmp_path / "access.toml"
    path.write_text(text, encoding="utf-8")
    return people.read(path, providers)


def faults(tmp_path: Path, text: str, providers: tuple[str, ...] = ("default",)) -> list[str]:
    """What is said about a file, without its name."""
    with pytest.raises(DataError) as raised:
        read(tmp_path, text, providers)
    start = f"In the access file {tmp_path / 'access.toml'}, "
    lines = str(raised.value).splitlines()
    assert all(line.startswith(start) for line in lines)
    return [line.removeprefix(start) for line in lines]


def viewer(file: people.AccessFile, **claims: Any) -> Viewer | None:
    entry = file.entry({"provider": "default", "email_verified": True, **claims})
    return entry.viewer if entry else None


def test_the_shipped_example_is_good() -> None:
    assert len(people.read(ROOT / "access.example.toml", ("default",)).entries) == 4


def test_each_role_becomes_its_viewer(tmp_path: Path) -> None:
    file = read(
        tmp_path,
        CONTACT + ADA + '[[people]]\nemail = "max@example.com"\nrole = "account_manager"\npartners = ["OAK", "ELM"]\n'
        '[[people]]\nemail = "kim@example.com"\nrole = "partner"\npartner = "OAK"\n',
    )
    assert file.contact == "Dana, dana@example.com"
    assert viewer(file, email="ada@example.com") == Viewer("executive")
    assert viewer(file, email="max@example.com") == Viewer("account_manager", frozenset({"OAK", "ELM"}))
    assert viewer(file, email="kim@example.com") == Viewer("partner", frozenset({"OAK"}))


@pytest.mark.parametrize("claims", [{}, {"email": "x@example.com"}, {"email": None}, {"email": ["ada@example.com"]}])
def test_whoever_is_not_in_the_file_is_nobody(tmp_path: Path, claims: dict[str, Any]) -> None:
    assert viewer(read(tmp_path, CONTACT + ADA), **claims) is None


def test_a_file_of_nobody_lets_nobody_in(tmp_path: Path) -> None:
    assert viewer(read(tmp_path, CONTACT), email="ada@example.com") is None


def test_the_case_of_an_email_does_not_matter_but_its_letters_do(tmp_path: Path) -> None:
    """The Kelvin sign folds to a k: whoever owns that address is somebody else."""
    file = read(tmp_path, CONTACT + ADA.replace("ada", "Kim"))
    assert viewer(file, email="KIM@example.COM") == Viewer("executive")
    assert viewer(file, email="\N{KELVIN SIGN}im@example.com") is None
    assert viewer(file, email="kim@example.com ") is None


@pytest.mark.parametrize(
    ("told", "comes_in", "where_trusted"),
    [({}, False, True), ({"email_verified": True}, True, True), ({"email_verified": "true"}, True, True),
     ({"email_verified": False}, False, False), ({"email_verified": "false"}, False, False),
     ({"email_verified": None}, False, False)],
)  # fmt: skip
def test_an_unverified_email_is_nobodys(
    tmp_path: Path, told: dict[str, Any], comes_in: bool, where_trusted: bool
) -> None:
    """One of which the provider does not say whether it is verified counts where the file trusts it for that."""
    claims = {"email": "ada@example.com", "provider": "default", **told}
    for trusted, expected in (("", comes_in), ('trusted_for_email = ["default"]\n', where_trusted)):
        assert (read(tmp_path, CONTACT + trusted + ADA).entry(claims) is not None) == expected


def test_a_provider_is_trusted_by_a_name_that_is_configured(tmp_path: Path) -> None:
    assert faults(tmp_path, CONTACT + 'trusted_for_email = ["staff"]\n') == [
        "it trusts the provider 'staff', which is not configured. Use one of default."
    ]
    assert faults(tmp_path, CONTACT + 'trusted_for_email = "default"\n') == [
        'it has a trusted_for_email that is no list. Write it as trusted_for_email = ["provider"].'
    ]


@pytest.mark.parametrize(
    ("told", "comes_in"),
    [("leads", True), (["others", "leads"], True), ("Leads", False), ("leads2", False), (["lead", "s"], False),
     ({"leads": 1}, False), (None, False), ([], False)],
)  # fmt: skip
def test_a_claim_is_matched_exactly(tmp_path: Path, told: object, comes_in: bool) -> None:
    file = read(tmp_path, CONTACT + '[[people]]\nclaim = { groups = "leads" }\nrole = "executive"\n')
    assert (viewer(file, groups=told) is not None) == comes_in


def test_an_email_goes_before_a_claim_and_an_earlier_claim_before_a_later_one(tmp_path: Path) -> None:
    file = read(
        tmp_path,
        CONTACT + '[[people]]\nclaim = { team = "a" }\nrole = "executive"\n'
        '[[people]]\nclaim = { team = "b" }\nrole = "partner"\npartner = "ELM"\n'
        '[[people]]\nemail = "kim@example.com"\nrole = "partner"\npartner = "OAK"\n',
    )
    assert viewer(file, email="kim@example.com", team="a") == Viewer("partner", frozenset({"OAK"}))
    assert viewer(file, email="x@example.com", team=["b", "a"]) == Viewer("executive")


def test_only_the_provider_that_is_named_vouches(tmp_path: Path) -> None:
    """A client's own provider could claim any e-mail."""
    file = read(tmp_path, CONTACT + ADA + 'provider = "staff"\n', ("staff", "clients"))
    assert viewer(file, email="ada@example.com", provider="staff") == Viewer("executive")
    assert viewer(file, email="ada@example.com", provider="clients") is None


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('role = "executive"', "entry 1 must name either an email or a claim. Write one of them."),
        ('email = "a@b"\nclaim = { x = "y" }\nrole = "executive"', "entry 1 must name either an email or a claim."),
        ('email = "nobody"\nrole = "executive"', "entry 1 has the email 'nobody', which is none."),
        ('email = " a@b"\nrole = "executive"', "entry 1 has the email ' a@b', which is none."),
        ('email = 1\nrole = "executive"', "entry 1 has the email 1, which is none."),
        ('claim = { x = "y", z = "w" }\nrole = "executive"', "entry 1 has a claim that is not one name with one text."),
        ('claim = { x = 1 }\nrole = "executive"', "entry 1 has a claim that is not one name with one text."),
        ('claim = "x"\nrole = "executive"', "entry 1 has a claim that is not one name with one text."),
        ('email = "a@b"', "entry 1 has the role None. Use one of executive, account_manager, partner."),
        ('email = "a@b"\nrole = "Executive"', "entry 1 has the role 'Executive'."),
        ('email = "a@b"\nrole = "executive"\npartner = "OAK"', "entry 1 names partners for an executive"),
        ('email = "a@b"\nrole = "partner"', "entry 1 needs exactly one partner."),
        ('email = "a@b"\nrole = "partner"\npartner = ""', "entry 1 needs exactly one partner."),
        ('email = "a@b"\nrole = "partner"\npartners = ["OAK"]', "entry 1 needs exactly one partner."),
        ('email = "a@b"\nrole = "account_manager"', "entry 1 needs a list of partners."),
        ('email = "a@b"\nrole = "account_manager"\npartners = []', "entry 1 needs a list of partners."),
        ('email = "a@b"\nrole = "account_manager"\npartners = "OAK"', "entry 1 needs a list of partners."),
        ('email = "a@b"\nrole = "executive"\nprovider = "x"', "entry 1 names the provider 'x', which is not config"),
        ('email = "a@b"\nrole = "executive"\nadmin = true', "entry 1 has a key admin that means nothing. Remove it."),
    ],
)
def test_a_faulty_entry_is_named_with_what_to_do(tmp_path: Path, entry: str, fault: str) -> None:
    found = faults(tmp_path, f"{CONTACT}[[people]]\n{entry}\n")
    assert any(line.startswith(fault) for line in found), found


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    found = faults(tmp_path, ADA + ADA + "[[people]]\n[extra]\n")
    assert found == [
        'it does not say whom to ask. Add contact = "name, e-mail" at its top.',
        "it has a key extra that means nothing. Remove it.",
        "entry 3 must name either an email or a claim. Write one of them.",
        "entry 3 has the role None. Use one of executive, account_manager, partner.",
        "entry 2 is about the same as entry 1. Remove one of them.",
    ]


def test_with_several_providers_every_entry_says_who_vouches(tmp_path: Path) -> None:
    assert faults(tmp_path, CONTACT + ADA, ("staff", "clients")) == [
        "entry 1 does not say who vouches for it. Add provider = one of staff, clients."
    ]


@pytest.mark.parametrize("people_", ['people = "ada"\n', "people = [1]\n"])
def test_people_must_be_entries(tmp_path: Path, people_: str) -> None:
    assert faults(tmp_path, CONTACT + people_) == ["people is not a list of entries. Begin each with [[people]]."]


def test_a_file_that_is_missing_or_no_toml_is_told_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"There is no access file .*access\.toml, so nobody may come in\. Write one"):
        people.read(tmp_path / "access.toml", ("default",))
    with pytest.raises(DataError, match=r"access\.toml is not TOML: .* Correct it there\."):
        read(tmp_path, "people =")
    (tmp_path / "access.toml").write_bytes(b"\xff")
    with pytest.raises(DataError, match="is not TOML"):
        people.read(tmp_path / "access.toml", ("default",))
    with pytest.raises(DataError, match="cannot be read: Is a directory"):
        people.read(tmp_path, ("default",))


def test_sessions_last_an_hour_idle_and_twelve_at_most_unless_the_file_says_otherwise(tmp_path: Path) -> None:
    assert read(tmp_path, 'contact = "Dana"').limits == people.SessionLimits(12 * 3600, 3600)
    limits = "[sessions]\nlongest_hours = 8\nidle_minutes = 15\n"
    assert read(tmp_path, f'contact = "Dana"\n{limits}').limits == people.SessionLimits(8 * 3600, 900)


@pytest.mark.parametrize(
    "limits", ["longest_hours = 0", "longest_hours = 169", "idle_minutes = 4", "idle_minutes = true", 'x = "y"']
)
def test_limits_that_are_none_are_told(tmp_path: Path, limits: str) -> None:
    (told,) = faults(tmp_path, f'contact = "Dana"\n[sessions]\n{limits}\n')
    assert "it has no good [sessions]. Write longest_hours from 1 to 168 and idle_minutes from 5 to 720." in told
