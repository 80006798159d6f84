"""Which earlier descriptions the page of a work offers, and to whom."""

from collections.abc import Callable

from annotations.margin.models import Proposal
from annotations.moderation.actions import take_step
from annotations.moderation.policy.steps import Step
from annotations.seminars.models import Reading
from tests.exchange.test_bibliography import Signed
from tests.exchange.test_descriptions import address, cite, describe, now

SECRET, POLITE, LATER = "Private words", "Polite words", "Later words"


def earlier(page: str) -> set[str]:
    """Which of the words stand in the list of earlier descriptions."""
    listed = page.partition("Earlier descriptions")[2].partition("</section>")[0]
    return {words for words in (SECRET, POLITE, LATER) if words in listed}


def test_what_a_citation_said_while_it_was_private_is_offered_to_its_author_alone(
    reading: Reading, signed_in: Signed
) -> None:
    author, moderator = signed_in("reader"), signed_in("moderator")
    cited = cite(reading, visibility="private")
    describe(author, cited, SECRET)
    describe(author, cited, POLITE)
    author.post(f"/a/{cited.pk}/publication/")
    describe(author, cited, LATER)
    assert earlier(author.get(address(cited)).text) == {SECRET, POLITE}
    assert earlier(moderator.get(address(cited)).text) == {POLITE}
    number = str(cited.wordings.get(csl__title=SECRET).pk)
    assert moderator.post(address(cited), {"wording": number}).status_code == 404
    assert now(cited).csl["title"] == LATER


def test_who_moderates_is_offered_no_description_that_waited_and_was_never_shown(
    begin: Callable[..., Reading], signed_in: Signed
) -> None:
    reading = begin(moderation="before")
    author, moderator = signed_in("reader"), signed_in("moderator")
    cited = cite(reading)
    describe(author, cited, SECRET)
    describe(author, cited, POLITE)
    waiting = Proposal.objects.get()
    assert waiting.csl["title"] == POLITE
    take_step(Step.APPROVE, now(cited), by=reading.seminar.members.get(role="leader").user)
    describe(moderator, cited, LATER)
    assert earlier(author.get(address(cited)).text) == {SECRET, POLITE}
    assert earlier(moderator.get(address(cited)).text) == {POLITE}
    number = str(cited.wordings.get(csl__title=SECRET).pk)
    assert moderator.post(address(cited), {"wording": number}).status_code == 404
