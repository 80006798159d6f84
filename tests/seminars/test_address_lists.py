"""What is understood of a pasted list of e-mail addresses."""

import pytest

from annotations.seminars.invitations.addresses import parse_addresses

JANE, AL = "jane.doe@example.org", "al@example.org"


@pytest.mark.parametrize(
    "pasted",
    [
        f"{JANE}\n{AL}",
        f"{JANE}, {AL}",
        f"{JANE};{AL};",
        f"{JANE} {AL}",
        f"Doe, Jane <{JANE}>\nSmith, Al <{AL}>",
        f"Doe, Jane <{JANE}>; Smith, Al <{AL}>",
        f'"Doe, Jane" <{JANE}>, "Smith, Al" <{AL}>',
        f"Jane Doe\t{JANE}\nAl Smith\t{AL}",
        f"{JANE}\tJane Doe\n\n{AL}\tAl Smith\t12",
        f'Name,E-mail\n"Doe, Jane",{JANE}\n"Smith, Al",{AL}',
        f"\ufeffLast name;First name;Email address\nDoe;Jane;{JANE}\nSmith;Al;{AL}",
        f"\nNachname\tMailadresse\nDoe\t{JANE}\nSmith\t{AL}",
        f"E-Mail\n{JANE}\n{AL}",
        f"| Doe | {JANE} |\n| Smith | {AL} |",
        f"Jane Doe ({JANE}), Al Smith ({AL}).",
        f"[{JANE}](mailto:{JANE}) and mailto:{AL}",
        f"{JANE.upper()} <{JANE}>\nal@exam\u00adple.org\u200b",
    ],
)
def test_lists_as_people_paste_them_are_understood_without_complaint(pasted: str) -> None:
    found = parse_addresses(pasted)
    assert (found.good, found.problems) == ((JANE, AL), ())


@pytest.mark.parametrize(
    ("pasted", "complaint"),
    [
        ("jane.doe.example.org", "Line 1: “jane.doe.example.org” is not an e-mail address."),
        ("Doe, Jane", "Line 1: “Doe, Jane” is not an e-mail address."),
        ("Name, E-mail", "Line 1: “Name, E-mail” is not an e-mail address."),
        (f"{AL}\nDoe\tE-mail", "Line 2: “Doe\tE-mail” is not an e-mail address."),
        ("Jane <jane@example>", "Line 1: “jane@example” is not an e-mail address."),
        (f"jane@, {AL}", "Line 1: “jane@” is not an e-mail address."),
        (f"{AL}\n\nAl <{AL}>", f"Line 3: {AL} is in line 1 already."),
    ],
)
def test_each_line_that_is_not_understood_is_named(pasted: str, complaint: str) -> None:
    assert parse_addresses(pasted).problems == (complaint,)
