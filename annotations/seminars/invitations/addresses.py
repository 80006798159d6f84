"""Reading a pasted list of e-mail addresses."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

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
                problems.append(f"Line {number}: “{part[:80]}” is not an e-mail address.")
            elif address in first_line:
                problems.append(
                    f"Line {number}: {address} is in line {first_line[address]} already."
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
