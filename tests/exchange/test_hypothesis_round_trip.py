"""What Hypothesis's client exports comes into another reading, and goes out there the same."""

from annotations.seminars.models import Reading
from tests.exchange.foreign_files import client_export
from tests.exchange.test_imports import bring

API = "/s/{}/on-reading/hypothesis/api/"


def rows_of(browser, seminar):
    """All that the client shows of a reading, oldest first, as its export holds it."""
    found = browser.get(API.format(seminar) + "search?limit=200&sort=created&order=asc").json()
    return found["rows"]


def said(rows, *, context):
    """What rows say and where, without what belongs to the installation: ids, people, addresses;
    with `context` also the words around those that are quoted."""
    parts = ("exact", "prefix", "suffix") if context else ("exact",)
    order = {row["id"]: n for n, row in enumerate(rows)}
    return [
        (
            row["text"],
            sorted(row["tags"]),
            [order[each] for each in row.get("references", [])],
            [
                [selector[part] for part in parts]
                for target in row["target"]
                for selector in target.get("selector", [])
                if selector["type"] == "TextQuoteSelector"
            ],
        )
        for row in rows
    ]


def test_what_the_client_exports_comes_in_elsewhere_and_goes_out_the_same(begin, write, signed_in):
    here, there, elsewhere = begin("here"), begin("there"), begin("elsewhere")
    Reading.objects.update(hypothesis_client=True)
    note = write(
        here, "reader", number=2, words="margin", body="A **margin**, “here”.\n\nAnd more."
    )
    against = write(
        here,
        "another_reader",
        about=note,
        kind="counterpoint",
        attack="undermine",
        body="It isn’t.",
    )
    write(here, "reader", about=against, body="Why?")
    write(
        here,
        "moderator",
        number=2,
        words="second reader",
        kind="source",
        relation="disputes",
        citation="Jackson, H. J. (2001). Marginalia.",
        quotation="Readers have always written.",
        locator="p. 12",
        body="See there.",
    )
    write(here, "reader", number=2, body="On the whole paragraph.")
    leader = signed_in("leader")
    exported = rows_of(leader, "here")
    assert len(exported) == 5
    bring(leader, there, client_export(exported))
    again = rows_of(leader, "there")
    assert said(again, context=False) == said(exported, context=False)
    bring(leader, elsewhere, client_export(again))
    assert said(rows_of(leader, "elsewhere"), context=True) == said(again, context=True)
