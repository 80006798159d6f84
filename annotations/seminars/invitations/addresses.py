"""Reading a pasted list of e-mail addresses."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from annotations.character_folding.invisible_characters import without_invisible

# In one list, and in one seminar within 24 hours.
MAX_ADDRESSES = 2_000
# What stands between names and addresses, in a mail's header, a table or a sentence.
_AROUND = r"\s,;|<>()\[\]\"“”„«»"
_CANDIDATE = re.compile(f"[^{_AROUND}]*@[^{_AROUND}]*")
_PUNCTUATION = ".:'‘’"
# How the column of addresses is called in a roster's first row.
_HEADING = re.compile(
    r"\b(e-?mail\w*|mail|\w*address\w*|\w*adress\w*|correo|courriel|posta|почта)\b|邮|メール|이메일",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class AddressList:
    """A list of addresses: those to write to, and a sentence about each entry that is none."""

    good: tuple[str, ...]
    problems: tuple[str, ...]


def parse_addresses(pasted: str) -> AddressList:
    """Parse a list of addresses, with or without names, however they are separated.

    Understood are lists of `Doe, Jane <doe@example.org>` and rows of a table, with or without a
    first row of headings. Addresses are returned in lower case, each once.
    """
    first_line: dict[str, int] = {}
    problems = []
    lines = [line.strip() for line in without_invisible(pasted).splitlines()]
    heading = next((line for line in lines if line), "") if "@" in pasted else ""
    for number, line in enumerate(lines, start=1):
        found = _candidates(line)
        if not found and line and not (line == heading and _HEADING.search(line)):
            problems.append(_not_an_address(number, line))
        for address in found:
            if not _is_address(address):
                problems.append(_not_an_address(number, address))
            elif first_line.setdefault(address, number) != number:
                problems.append(
                    _("Line %(line)d: %(address)s is in line %(earlier)d already.")
                    % {"line": number, "address": address, "earlier": first_line[address]}
                )
    return AddressList(tuple(first_line), tuple(problems))


def _candidates(line: str) -> list[str]:
    """Return what a line has with an “@” in it, as addresses are stored."""
    found = (each.lower().removeprefix("mailto:") for each in _CANDIDATE.findall(line))
    return [each.strip(_PUNCTUATION) for each in found]


def _not_an_address(number: int, text: str) -> str:
    return _("Line %(line)d: “%(text)s” is not an e-mail address.") % {
        "line": number,
        "text": text[:80],
    }


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
