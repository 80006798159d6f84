"""How an archive says which address a member had, so that they can be found by it elsewhere.

By default it holds a digest of each address: PBKDF2 (RFC 8018) with SHA-256 and a salt for each
seminar. That keeps addresses from being read. It doesn't keep anybody who has the archive from
testing whether a certain address is in it, which takes them some milliseconds an address.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

from annotations.people.names import normalize_address

ALGORITHM = "pbkdf2"
ROUNDS = 50_000


def seminar_salt(seminar: UUID) -> str:
    """Return the salt of a seminar's digests, the same at each export from this installation."""
    key = settings.CHAIN_KEY
    made = salted_hmac("annotations.archive", str(seminar), secret=key, algorithm="sha256")
    return made.hexdigest()[:32]


@lru_cache(maxsize=1_000)
def address_digest(address: str, salt: str) -> str:
    """Return what an archive holds of an address: algorithm, salt and digest. About 20 ms."""
    word = normalize_address(address).encode()
    digest = hashlib.pbkdf2_hmac("sha256", word, salt.encode(), ROUNDS).hex()
    return f"{ALGORITHM}${salt}${digest}"


def is_address_digest(archived: str) -> bool:
    """True for a digest, False for an address."""
    return archived.startswith(f"{ALGORITHM}$")


def forms_of_addresses(addresses: Iterable[str], archived: Iterable[str]) -> set[str]:
    """Return every form in which these addresses may stand among the `archived` ones: in plain, and
    digested with each salt that is there."""
    salts = {each.split("$")[1] for each in archived if is_address_digest(each)}
    plain = {normalize_address(each) for each in addresses}
    return plain | {address_digest(each, salt) for each in plain for salt in salts}
