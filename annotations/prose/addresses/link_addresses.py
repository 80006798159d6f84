"""Which addresses a link written by a member may lead to."""

import re

_WEB = re.compile(r"https?://\w[\w.-]*(?::\d{1,5})?(?:[/?#].*)?", re.IGNORECASE)
_MAIL = re.compile(r"mailto:[\w.!#$&'*+=^`{|}~-]+@[\w-]+(?:\.[\w-]+)*", re.IGNORECASE)
_NEVER = re.compile(
    '[\\s\\\\\\x00-\\x20\\x7f-\\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff<>"]'
)
_ENDINGS = ".,;:!?'’”“»«›‹…*_~、。，．；：！？"
_PAIRS = {")": "(", "）": "（", "」": "「", "』": "『", "》": "《", "〉": "〈", "】": "【"}


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


def trim_address(address: str) -> str:
    """Return the address without the punctuation of the sentence around it.

    It ends before the first bracket that closes none of its own: "(see https://a.example/b)–so".
    """
    open_now: list[str] = []
    for at, letter in enumerate(address):
        if letter in _PAIRS.values():
            open_now.append(letter)
        elif letter in _PAIRS and (not open_now or open_now.pop() != _PAIRS[letter]):
            address = address[:at]
            break
    return address.rstrip(_ENDINGS)
