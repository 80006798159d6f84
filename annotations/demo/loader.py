"""Bringing the demonstration to life, through the same actions that people use."""

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
from annotations.margin.actions import endorse, post
from annotations.margin.models import Annotation
from annotations.margin.passages.anchors import at
from annotations.moderation.actions import flag, take
from annotations.moderation.policy.steps import Step
from annotations.people.models import User
from annotations.seminars.actions import add_member, create_reading, create_seminar
from annotations.seminars.models import Member, Reading, Seminar
from annotations.sources.actions import get_or_create_work
from annotations.sources.formatting import format_citation

HERE = Path(__file__).parent
FILE = HERE / "open-seminar.json"

type Tell = Callable[[str], None]


def accounts() -> list[str]:
    """The names of the demonstration's accounts."""
    return [each["username"] for each in described()["members"]] + ["admin"]


def described() -> dict[str, Any]:
    """The demonstration as it is written down."""
    content: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return content


@transaction.atomic
def load(password: str, tell: Tell) -> bool:
    """Load the demonstration unless it is there. Returns whether it did.

    All or nothing: broken off in the middle, it begins anew the next time.
    """
    story = described()
    if Seminar.objects.filter(slug=story["seminar"]["slug"]).exists():
        return False
    tell("Accounts")
    people = {each["username"]: account(each["username"], password) for each in story["members"]}
    account("admin", password, superuser=True)
    tell("Essay and seminar")
    members, reading = load_seminar(story, people)
    tell(f"{len(story['annotations'])} annotations")
    posted: dict[str, Annotation] = {}
    for entry in story["annotations"]:
        posted[entry["key"]] = attach(entry, reading, members, posted)
    tell("Endorsements, flags and decisions")
    for entry in story["annotations"]:
        happen(posted[entry["key"]], entry, members)
    for premise in story["premises"]:
        lay_under(reading, premise, members["leader"])
    return True


def account(name: str, password: str, *, superuser: bool = False) -> User:
    """An account of the demonstration, made if it is not there."""
    user = User.objects.filter(username=name).first()
    if user is None:
        user = User(username=name, email=f"{name}@example.org", is_superuser=superuser)
        user.is_staff = superuser
        user.set_password(password)
        user.save()
    return user


def load_seminar(
    story: dict[str, Any], people: dict[str, User]
) -> tuple[dict[str, Member], Reading]:
    """The seminar with its members, and its reading."""
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
        markdown=(HERE / text["file"]).read_text(encoding="utf-8"),
        byline=text["byline"] or "",
        language=text["language"],
    )
    return members, create_reading(seminar, essay=essay, slug=text["slug"], prompt=about["prompt"])


def attach(
    entry: dict[str, Any],
    reading: Reading,
    members: dict[str, Member],
    posted: dict[str, Annotation],
) -> Annotation:
    """Post one entry as its author would."""
    author = members[entry["by"]]
    about = posted.get(entry.get("about", ""))
    blocks = reading.essay.current_revision.blocks
    block = (
        blocks.get(paragraph=about.paragraph_id) if about else blocks.get(number=entry["paragraph"])
    )
    citation = entry.get("citation")
    annotation = post(
        id=uuid7(),
        reading=reading,
        paragraph=block.paragraph,
        author=author,
        kind=entry["kind"],
        visibility=entry.get("visibility", "seminar"),
        state="pending" if entry.get("state") == "pending" else "published",
        about=about,
        passage=passage(block, entry.get("quote")),
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


def passage(block: Block, quote: str | None) -> Passage | None:
    """The words that an entry is about."""
    found_at = locate_quotation(block.text, quote, "", "", 0, 0) if quote else None
    return at(block, *found_at) if found_at else None


def happen(annotation: Annotation, entry: dict[str, Any], members: dict[str, Member]) -> None:
    """What others did about an entry."""
    for name in entry.get("endorsed_by", []):
        endorse(annotation, by=members[name])
    for each in entry.get("flags", []):
        flag(annotation, by=members[each["by"]], reason=each["reason"])
    if entry.get("state") == "removed":
        take(
            Step.REMOVE,
            annotation,
            by=members["moderator"].user,
            reason=entry["reason"],
            statement=entry["statement"],
        )


def lay_under(reading: Reading, premise: dict[str, Any], by: Member) -> None:
    """Say what a claim rests on."""
    claim = pull_out_claim(reading, wording=premise["claim"], by=by)
    for wording in premise["rests_on"]:
        add_premise(claim, on=pull_out_claim(reading, wording=wording, by=by), by=by)
