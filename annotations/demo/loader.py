"""Loading the demonstration seminar, through the same actions that people use."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import transaction

from annotations.anchoring.passages import Passage
from annotations.anchoring.selectors import locate_quotation
from annotations.arguments.claims.actions import add_premise, assign_claim, pull_out_claim
from annotations.essays.actions import create_essay
from annotations.essays.models import Block
from annotations.identifiers import uuid7
from annotations.margin.actions import endorse, post_annotation
from annotations.margin.models import Annotation
from annotations.margin.passages.anchors import passage_at
from annotations.moderation.actions import flag_annotation
from annotations.moderation.decisions.take_step import take_step
from annotations.moderation.policy.steps import Step
from annotations.people.models import User
from annotations.seminars.actions import add_member, create_reading, create_seminar
from annotations.seminars.models import Member, Reading, Seminar
from annotations.sources.actions import get_or_create_work
from annotations.sources.formatting import format_citation

DEMO_FOLDER = Path(__file__).parent
DEMO_FILE = DEMO_FOLDER / "open-seminar.json"

type ReportProgress = Callable[[str], None]


def demo_account_names() -> list[str]:
    """Return the usernames of the demonstration's accounts."""
    return [each["username"] for each in read_demo_file()["members"]] + ["admin"]


def read_demo_file() -> dict[str, Any]:
    """Return the content of the demonstration's file."""
    content: dict[str, Any] = json.loads(DEMO_FILE.read_text(encoding="utf-8"))
    return content


@transaction.atomic
def load_demo(password: str, tell: ReportProgress) -> bool:
    """Load the demonstration unless its seminar exists; return True if it was loaded.

    Everything is in one transaction: if it is interrupted, nothing is stored. `tell` is called
    with the name of each step.
    """
    story = read_demo_file()
    if Seminar.objects.filter(slug=story["seminar"]["slug"]).exists():
        return False
    tell("Accounts")
    people = {
        each["username"]: get_or_create_account(each["username"], password)
        for each in story["members"]
    }
    get_or_create_account("admin", password, superuser=True)
    tell("Essay and seminar")
    members, reading = create_demo_seminar(story, people)
    tell(f"{len(story['annotations'])} annotations")
    posted: dict[str, Annotation] = {}
    for entry in story["annotations"]:
        posted[entry["key"]] = post_demo_entry(entry, reading, members, posted)
    tell("Endorsements, flags and decisions")
    for entry in story["annotations"]:
        add_reactions(posted[entry["key"]], entry, members)
    for premise in story["premises"]:
        add_demo_premises(reading, premise, members["leader"])
    return True


def get_or_create_account(name: str, password: str, *, superuser: bool = False) -> User:
    """Return the account with this name, creating it if there is none."""
    user = User.objects.filter(username=name).first()
    if user is None:
        user = User(username=name, email=f"{name}@example.org", is_superuser=superuser)
        user.is_staff = superuser
        user.set_password(password)
        user.save()
    return user


def create_demo_seminar(
    story: dict[str, Any], people: dict[str, User]
) -> tuple[dict[str, Member], Reading]:
    """Create the seminar, its members and its reading; return the members by username."""
    about, text = story["seminar"], story["essay"]
    leader = next(each for each in story["members"] if each["role"] == "leader")
    seminar = create_seminar(
        name=about["name"],
        slug=about["slug"],
        leader=people[leader["username"]],
        shown_as=leader["shown_as"],
        who_may_read=about["who_may_read"],
        moderation=about["moderation"],
        open_to_join=True,
    )
    members = {
        each["username"]: add_member(
            seminar,
            user=people[each["username"]],
            role=each["role"],
            shown_as=each["shown_as"],
        )
        for each in story["members"]
    }
    essay = create_essay(
        markdown=(DEMO_FOLDER / text["file"]).read_text(encoding="utf-8"),
        byline=text["byline"] or "",
        language=text["language"],
    )
    return members, create_reading(seminar, essay=essay, slug=text["slug"], prompt=about["prompt"])


def post_demo_entry(
    entry: dict[str, Any],
    reading: Reading,
    members: dict[str, Member],
    posted: dict[str, Annotation],
) -> Annotation:
    """Post one annotation of the file as its author would; `posted` are the earlier ones by key."""
    author = members[entry["by"]]
    about = posted.get(entry.get("about", ""))
    blocks = reading.essay.current_revision.blocks
    block = (
        blocks.get(paragraph=about.paragraph_id) if about else blocks.get(number=entry["paragraph"])
    )
    citation = entry.get("citation")
    annotation = post_annotation(
        id=uuid7(),
        reading=reading,
        paragraph=block.paragraph,
        author=author,
        kind=entry["kind"],
        visibility=entry.get("visibility", "seminar"),
        state="pending" if entry.get("state") == "pending" else "published",
        about=about,
        passage=quoted_passage(block, entry.get("quote")),
        body=entry["body"],
        attack=entry.get("attack", ""),
        relation=entry.get("relation", ""),
        work=get_or_create_work(reading.seminar, citation) if citation else None,
        csl=citation,
        citation=format_citation(citation).text if citation else "",
        locator=entry.get("locator", ""),
    )
    if "claim" in entry:
        assign_claim(annotation, wording=entry["claim"], by=author, scheme=entry.get("scheme", ""))
    return annotation


def quoted_passage(block: Block, quote: str | None) -> Passage | None:
    """Return the passage of the quoted words, or None for the whole block."""
    span = locate_quotation(block.text, quote, "", "", 0, 0) if quote else None
    return passage_at(block, *span) if span else None


def add_reactions(
    annotation: Annotation, entry: dict[str, Any], members: dict[str, Member]
) -> None:
    """Add the endorsements, flags and decisions that the file has for an annotation."""
    for name in entry.get("endorsed_by", []):
        endorse(annotation, by=members[name])
    for each in entry.get("flags", []):
        flag_annotation(annotation, by=members[each["by"]], reason=each["reason"])
    if entry.get("state") == "removed":
        take_step(
            Step.REMOVE,
            annotation,
            by=members["moderator"].user,
            reason=entry["reason"],
            statement=entry["statement"],
        )


def add_demo_premises(reading: Reading, premise: dict[str, Any], by: Member) -> None:
    """Add the premises of a claim, creating the claims that do not exist."""
    claim = pull_out_claim(reading, wording=premise["claim"], by=by)
    for wording in premise["rests_on"]:
        add_premise(claim, on=pull_out_claim(reading, wording=wording, by=by), by=by)
