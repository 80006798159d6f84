"""The identifiers of what people write: UUIDv7 (RFC 9562, section 5.7)."""

import hashlib
import secrets
import time
import uuid


def uuid7() -> uuid.UUID:
    """Return a new identifier: 48 bits of milliseconds since 1970, then 74 random bits.

    Later identifiers sort after earlier ones, to the millisecond, which keeps indexes compact.
    Nothing may rely on more, since browsers make them too and their clocks differ.
    """
    value = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)


def derive_uuid(identifier: uuid.UUID, name: str) -> uuid.UUID:
    """Return another identifier of the same millisecond; for the same name always the same one."""
    digest = hashlib.blake2b(name.encode(), digest_size=7, key=identifier.bytes).digest()
    prefix = identifier.int >> 56 << 56
    return uuid.UUID(int=prefix | int.from_bytes(digest))
