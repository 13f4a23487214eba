"""The key that this installation signs receipts with (Ed25519, RFC 8032), and the public keys of others."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from dualsite.errors import DataError, InputError, why

PATH = "DUALSITE_RECEIPT_KEY"


def path() -> Path:
    """The file named by DUALSITE_RECEIPT_KEY, else `keys/receipts.pem` beside the app."""
    return Path(os.environ.get(PATH) or Path(__file__).parents[3] / "keys" / "receipts.pem")


def private() -> Ed25519PrivateKey:
    """The key of this installation, made when there is none, for its owner alone.

    Raises DataError when it cannot be read or made.
    """
    file = path()
    if not file.exists():
        _make(file)
    try:
        key = serialization.load_pem_private_key(file.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise DataError(f"The key of receipts in {file} cannot be read: {why(error)}. Correct {PATH}.") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise DataError(f"The key of receipts in {file} is not one of Ed25519. Delete it, and one is made.")
    return key


def own_public() -> bytes | None:
    """The public key of this installation, 32 bytes; None while it has no key. Raises DataError as `private` does."""
    return public_bytes(private().public_key()) if path().exists() else None


def public_bytes(key: Ed25519PublicKey) -> bytes:
    """A public key as its 32 bytes."""
    return key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def public_of(file: Path) -> bytes:
    """The public key in a PEM file, that of a private one too. Raises InputError when it holds none of Ed25519."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise InputError(f"The key {file} cannot be read: {why(error)}. Name the file of a public key.") from None
    for load in (
        serialization.load_pem_public_key,
        lambda pem: serialization.load_pem_private_key(pem, password=None).public_key(),
    ):
        try:
            key = load(content)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            continue
        if isinstance(key, Ed25519PublicKey):
            return public_bytes(key)
    raise InputError(f"{file} holds no key of Ed25519. Name the file of a public key (PEM).")


def is_signed(text: bytes, signature: bytes, key: bytes) -> bool:
    """Whether the text was signed with the private key of this public one."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True


def _make(file: Path) -> None:
    """A new key, written whole or not at all; another process may be first, whose key is then the one."""
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    soon = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(soon, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written:
            written.write(pem)
        try:
            os.link(soon, file)
        except FileExistsError:
            pass
        finally:
            soon.unlink()
    except OSError as error:
        raise DataError(
            f"A key for receipts cannot be made in {file.parent}: {why(error)}. Name another place by {PATH}."
        ) from None
