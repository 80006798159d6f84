"""Reading a pasted list of e-mail addresses."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

# In one list, and in one seminar within 24 hours.
MAX_ADDRESSES = 2_000


@dataclass(frozen=True)
class AddressList:
    """A list of addresses: those to write to, and a sentence about each entry that is none."""

    good: tuple[str, ...]
    problems: tuple[str, ...]


def parse_addresses(pasted: str) -> AddressList:
    """Parse addresses separated by lines, commas or semicolons.

    `Name <address>` is understood; addresses are returned in lower case, each once.
    """
    first_line: dict[str, int] = {}
    problems = []
    for number, line in enumerate(pasted.splitlines(), start=1):
        for part in filter(None, (each.strip() for each in line.replace(";", ",").split(","))):
            address = part.rpartition("<")[2].rstrip(">").strip().lower()
            if not _is_address(address):
                problems.append(
                    _("Line %(line)d: “%(text)s” is not an e-mail address.")
                    % {"line": number, "text": part[:80]}
                )
            elif address in first_line:
                problems.append(
                    _("Line %(line)d: %(address)s is in line %(earlier)d already.")
                    % {"line": number, "address": address, "earlier": first_line[address]}
                )
            else:
                first_line[address] = number
    return AddressList(tuple(first_line), tuple(problems))


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
