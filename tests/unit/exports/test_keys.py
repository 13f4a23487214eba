"""The key of an installation: made once, for its owner alone; texts signed with it hold, and no other."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from dualsite.errors import DataError, InputError
from dualsite.exports.receipts import keys


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the key of this installation lies."""
    file = tmp_path / "keys" / "receipts.pem"
    monkeypatch.setenv(keys.PATH, str(file))
    return file


def test_a_key_is_made_once_for_its_owner_alone(own: Path) -> None:
    assert keys.own_public() is None
    first = keys.private()
    assert keys.public_bytes(keys.private().public_key()) == keys.public_bytes(first.public_key())
    assert stat.S_IMODE(own.stat().st_mode) == 0o600
    assert [file.name for file in own.parent.iterdir()] == ["receipts.pem"]


def test_a_signature_holds_for_its_text_and_its_key_alone(own: Path) -> None:
    key = keys.private()
    public = keys.public_bytes(key.public_key())
    signature = key.sign(b"214 numbers")
    assert keys.is_signed(b"214 numbers", signature, public)
    assert not keys.is_signed(b"215 numbers", signature, public)
    own.unlink()
    assert not keys.is_signed(b"214 numbers", signature, keys.public_bytes(keys.private().public_key()))


def test_a_public_key_is_read_from_its_file(own: Path, tmp_path: Path) -> None:
    public = keys.private().public_key()
    file = tmp_path / "public.pem"
    file.write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    assert keys.public_of(file) == keys.public_of(own) == keys.public_bytes(public)


def test_what_is_no_key_is_refused_in_a_sentence(own: Path, tmp_path: Path) -> None:
    file = tmp_path / "sites.csv"
    file.write_text("site_id\n")
    with pytest.raises(InputError, match=r"sites\.csv holds no key of Ed25519"):
        keys.public_of(file)
    own.parent.mkdir()
    own.write_text("nothing")
    with pytest.raises(DataError, match=r"receipts\.pem cannot be read"):
        keys.private()
