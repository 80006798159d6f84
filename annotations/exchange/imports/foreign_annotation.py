"""An annotation of a file, as it would come in: who wrote it, by which names it is known, and why
it may have to stay out."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from annotations.exchange.imports.place_finder import FoundPlace
from annotations.margin import rules
from annotations.margin.choices import Attack, Kind, Relation
from annotations.margin.composing.content_form import AnnotationForm
from annotations.margin.posting_rules.link_rules import refused_link_messages
from annotations.prose.normalising import UnreadableText, normalise_line
from annotations.seminars.models import Reading, guest_name
from annotations.web_annotation.parsing.document_values import list_of, uuid_in
from annotations.web_annotation.parsing.sent_documents import MAX_NAME_LENGTH, SentAnnotation
from annotations.web_annotation.vocabulary_terms import PREFIX

MAX_AUTHOR_LENGTH = 60
# What Hypothesis says of what a moderator there has not let through.
NOT_APPROVED = ("PENDING", "DENIED", "SPAM")


@dataclass
class ForeignAnnotation:
    """An annotation of a file. `key` is made of its name, or of all it says, and the reading; `pk`
    is what it is stored under here. `names` are all names it goes by, `page` is the address of its
    own page if it says so, and `about` what it answers."""

    key: UUID
    names: list[str]
    sent: SentAnnotation
    author: str
    created: datetime | None
    form: AnnotationForm
    place: FoundPlace | None = None
    about: UUID | None = None
    page: str = ""
    pk: UUID = field(init=False)

    def __post_init__(self) -> None:
        self.pk = self.key

    @property
    def quoted(self) -> str:
        """The words of the text that it quotes."""
        return self.sent.target.exact

    @property
    def is_answer(self) -> bool:
        """True if its target is an annotation: a name that is no address, or an address that ends
        with a UUID, without selectors."""
        target = self.sent.target
        selects = target.exact or target.fragment or target.start is not None
        named = uuid_in(target.source) or ":" not in target.source
        return bool(target.source and not selects and named)


def plain_line(text: str, most: int) -> str:
    """Return the beginning of a text on one line; "" if it is no text."""
    try:
        return normalise_line(text[: 2 * most])[:most]
    except UnreadableText:
        return ""


def author_name(document: dict[str, Any]) -> str:
    """Return the name of who wrote an annotation, or of who wrote its first body."""
    info = document.get("user_info")
    shown = info.get("display_name") if isinstance(info, dict) else None
    bodies = [each for each in list_of(document.get("body")) if isinstance(each, dict)]
    said = [shown, document.get("creator"), document.get("user")]
    for each in [*said, *(body.get("creator") for body in bodies)]:
        name = plain_line(_plain_name(_named(each)), MAX_AUTHOR_LENGTH)
        if name:
            return name
    return _("Somebody")


def _named(creator: Any) -> str:
    """Return the name of a creator, which is a text, an object, or a list of them."""
    first = next(iter(list_of(creator)), None)
    if isinstance(first, dict):
        first = first.get("name") or first.get("nickname") or first.get("id")
    return first if isinstance(first, str) else ""


def _plain_name(name: str) -> str:
    """Return the name in an account such as `acct:anna@hypothes.is` or of a guest, and any other as
    it is."""
    if name.startswith("acct:"):
        return name.removeprefix("acct:").partition("@")[0]
    before, _name, after = guest_name("\0").partition("\0")  # a guest stays the same guest
    return name.removeprefix(before).removesuffix(after)


def why_not_published(document: dict[str, Any], sent: SentAnnotation) -> str:
    """Return why an annotation may not be shown to the seminar; "" if it may."""
    if sent.visibility == rules.PRIVATE:
        return _("It was private where it comes from.")
    state = document.get(f"{PREFIX}state", document.get("state")) or rules.PUBLISHED
    hidden = document.get("hidden") is True or document.get("moderation_status") in NOT_APPROVED
    if hidden or state != rules.PUBLISHED:
        return _("It is not published where it comes from.")
    return ""


def form_data_of(sent: SentAnnotation) -> dict[str, str]:
    """Return the fields of the form. What does not say what is wrong, or what a source does, says
    that it isn’t so, and that it gives context."""
    content = {"kind": str(sent.kind), **sent.content}
    if sent.kind == Kind.COUNTERPOINT:
        content["attack"] = content.get("attack") or Attack.REBUT
    if sent.kind == Kind.SOURCE:
        content["relation"] = content.get("relation") or Relation.CONTEXT
    return content


def why_invalid(reading: Reading, form: AnnotationForm, sent: SentAnnotation) -> str:
    """Return what the form for annotations refuses, or the seminar's rules about links; "" if
    nothing. Validates the form."""
    if sent.kind == Kind.NOTE and not sent.content.get("body", "").strip():
        return _("It only marks words, and says nothing about them.")
    try:
        valid = form.is_valid()
    except UnreadableText:
        return _("There are characters in it that are no text.")
    if not valid:
        messages = (str(message) for errors in form.errors.values() for message in errors)
        return strip_tags(" ".join(messages))
    return " ".join(refused_link_messages(reading.seminar, form.content()))


def document_names(document: dict[str, Any], sent: SentAnnotation) -> list[str]:
    """Return the names that an annotation goes by, its own first. A UUID is the same name however
    it is written: our table has it bare, our JSON-LD in an address."""
    own = document.get("id", document.get("@id", ""))
    others = [sent.canonical, *sent.via, own_page(document)]
    given = [name for name in (own, *others) if isinstance(name, str) and is_usable_name(name)]
    return list(dict.fromkeys(name_key(name) for name in given))


def is_usable_name(name: str) -> bool:
    """True for a name by which an annotation can be known again."""
    return 0 < len(name) <= MAX_NAME_LENGTH and name.isprintable()


def own_page(document: dict[str, Any]) -> str:
    """Return the address of an annotation's own page, which Hypothesis has among its links."""
    links = document.get("links")
    page = links.get("html") if isinstance(links, dict) else None
    named = isinstance(page, str) and page.startswith("https://") and is_usable_name(page)
    return str(page) if named else ""


def name_key(name: str) -> str:
    """Return a name in the form in which names are compared: of a UUID in an address, the UUID."""
    identifier = uuid_in(name)
    return str(identifier) if identifier else name


def document_digest(document: dict[str, Any]) -> str:
    """Return what stands for the name of an annotation that has none: a digest of all it says."""
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


def written_at(document: dict[str, Any]) -> datetime | None:
    """Return when it was written; None if that is not said, or not before now."""
    said = document.get("created")
    try:
        moment = parse_datetime(said) if isinstance(said, str) else None
    except ValueError:
        return None
    if moment and timezone.is_naive(moment):
        moment = timezone.make_aware(moment)
    return moment if moment and moment.year > 1970 and moment <= timezone.now() else None
