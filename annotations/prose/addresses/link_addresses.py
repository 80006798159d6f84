"""Which addresses a link written by a member may lead to."""

import re

_WEB = re.compile(r"https?://\w[\w.-]*(?::\d{1,5})?(?:[/?#].*)?", re.IGNORECASE)
_MAIL = re.compile(r"mailto:[\w.!#$&'*+=^`{|}~-]+@[\w-]+(?:\.[\w-]+)*", re.IGNORECASE)
_NEVER = re.compile(
    '[\\s\\\\\\x00-\\x20\\x7f-\\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff<>"]'
)


def safe_address(address: str) -> str | None:
    """Return the address if it is an absolute http, https or mailto one, else None.

    Pass the final address, after entities and escapes have been resolved. Refuses user info
    (`https://bank.example@evil.example`), white space, control and invisible characters and
    backslashes, which browsers read as slashes (WHATWG URL, section 4.4), bare IPv6 hosts, and for
    mail everything but the recipient.
    """
    if _NEVER.search(address):
        return None
    if _WEB.fullmatch(address) or _MAIL.fullmatch(address):
        return address
    return None
