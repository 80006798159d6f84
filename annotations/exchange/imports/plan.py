"""What bringing in a file would do: the dry run, which writes nothing."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID, uuid5

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from annotations.essays.queries import readable_blocks
from annotations.exchange.imports.place_finder import FoundPlace, PlaceFinder, Unplaced
from annotations.margin import rules
from annotations.margin.choices import Attack, Kind, Relation
from annotations.margin.composing.content_form import AnnotationForm
from annotations.margin.models import Annotation
from annotations.margin.posting_rules.link_rules import refused_link_messages
from annotations.prose.normalising import UnreadableText, normalise_line
from annotations.seminars.models import Reading, guest_name
from annotations.web_annotation.document_values import DocumentProblem, list_of, uuid_in
from annotations.web_annotation.models import Origin
from annotations.web_annotation.sent_documents import (
    MAX_NAME_LENGTH,
    SentAnnotation,
    read_annotation,
)
from annotations.web_annotation.vocabulary_terms import PREFIX

MAX_AUTHOR_LENGTH = 60
MAX_REPORTED = 500
# What Hypothesis says of what a moderator there has not let through.
NOT_APPROVED = ("PENDING", "DENIED", "SPAM")


@dataclass
class Incoming:
    """An annotation of a file. `names` are all names it goes by, `page` is the address of its own
    page if it says so, and `about` what it answers."""

    pk: UUID
    names: list[str]
    sent: SentAnnotation
    author: str
    created: datetime | None
    form: AnnotationForm
    place: FoundPlace | None = None
    about: UUID | None = None
    page: str = ""

    @property
    def quoted(self) -> str:
        """The words of the text that it quotes."""
        return self.sent.target.exact


@dataclass(frozen=True)
class NotBroughtIn:
    """An annotation that is not brought in, and why."""

    author: str
    quoted: str
    words: str
    reason: str


@dataclass
class ImportPlan:
    """What is brought in, in an order in which nothing comes before what it answers."""

    new: list[Incoming] = field(default_factory=list)
    # How many are in the reading already, or twice in the file.
    present: int = 0
    left_out: list[NotBroughtIn] = field(default_factory=list)

    @cached_property
    def changed(self) -> list[Incoming]:
        """Those about words that are not quite those that were quoted."""
        return [each for each in self.new if each.place and each.place.changed]

    @property
    def authors(self) -> list[str]:
        """The names of those who wrote what is brought in, sorted."""
        return sorted({each.author for each in self.new})

    def report(self) -> dict[str, Any]:
        """Return what is kept of the plan, as JSON."""
        changed = [
            {
                "author": each.author,
                "quoted": _line(each.quoted, 500),
                "found": each.place.words[:500],
            }
            for each in self.changed[:MAX_REPORTED]
            if each.place
        ]
        left_out = [
            {"author": each.author, "quoted": each.quoted, "words": each.words, "why": each.reason}
            for each in self.left_out[:MAX_REPORTED]
        ]
        return {
            "new": len(self.new),
            "changed": changed,
            "number_changed": len(self.changed),
            "present": self.present,
            "left_out": left_out,
            "number_left_out": len(self.left_out),
        }


def plan_import(reading: Reading, documents: Iterable[dict[str, Any]]) -> ImportPlan:
    """Return what bringing these documents into a reading would do. Four queries."""
    plan = ImportPlan()
    incoming = list(_readable(reading, documents, plan))
    known, by_name = _known_annotations(reading, incoming), _known_names(reading)
    fresh: list[Incoming] = []
    resolved: dict[str, UUID] = {}
    seen: set[UUID] = set()
    for each in incoming:
        named = [by_name[name] for name in each.names if name in by_name]
        found = next((pk for pk in _keys(reading, each) if pk in known), next(iter(named), None))
        if found is not None or each.pk in seen:
            plan.present += 1
            if found is not None:
                resolved |= dict.fromkeys(each.names, found)
            continue
        seen.add(each.pk)
        fresh.append(each)
    _arrange(reading, fresh, resolved, plan)
    return plan


def _readable(
    reading: Reading, documents: Iterable[dict[str, Any]], plan: ImportPlan
) -> Iterator[Incoming]:
    for document in documents:
        author = _author(document)
        try:
            sent = read_annotation({**document, "@context": []})
            reason = _why_not_published(document, sent)
            form = AnnotationForm(_form_data(sent))
            reason = reason or _why_invalid(reading, form, sent)
        except DocumentProblem as problem:
            plan.left_out.append(_left_out(author, "", "", problem.words))
            continue
        if reason:
            private = sent.visibility == rules.PRIVATE  # other leaders see the report
            said = ("", "") if private else (sent.target.exact, sent.content.get("body", ""))
            plan.left_out.append(_left_out(author, *said, reason))
            continue
        names = _names(document, sent)
        pk = uuid5(reading.pk, names[0] if names else _digest(document))
        yield Incoming(pk, names, sent, author, _created(document), form, page=_page_of(document))


def _left_out(author: str, quoted: str, words: str, reason: str) -> NotBroughtIn:
    return NotBroughtIn(author, _line(quoted, 300), _line(words, 300), reason)


def _line(text: str, most: int) -> str:
    try:
        return normalise_line(text[: 2 * most])[:most]
    except UnreadableText:
        return ""


def _author(document: dict[str, Any]) -> str:
    """Return the name of who wrote an annotation, or of who wrote its first body."""
    info = document.get("user_info")
    shown = info.get("display_name") if isinstance(info, dict) else None
    bodies = [each for each in list_of(document.get("body")) if isinstance(each, dict)]
    said = [shown, document.get("creator"), document.get("user")]
    for each in [*said, *(body.get("creator") for body in bodies)]:
        name = _line(_plain_name(_named(each)), MAX_AUTHOR_LENGTH)
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


def _why_not_published(document: dict[str, Any], sent: SentAnnotation) -> str:
    if sent.visibility == rules.PRIVATE:
        return _("It was private where it comes from.")
    state = document.get(f"{PREFIX}state", document.get("state")) or rules.PUBLISHED
    hidden = document.get("hidden") is True or document.get("moderation_status") in NOT_APPROVED
    if hidden or state != rules.PUBLISHED:
        return _("It is not published where it comes from.")
    return ""


def _form_data(sent: SentAnnotation) -> dict[str, str]:
    """Return the fields of the form. What does not say what is wrong, or what a source does, says
    that it isn’t so, and that it gives context."""
    content = {"kind": str(sent.kind), **sent.content}
    if sent.kind == Kind.COUNTERPOINT:
        content["attack"] = content.get("attack") or Attack.REBUT
    if sent.kind == Kind.SOURCE:
        content["relation"] = content.get("relation") or Relation.CONTEXT
    return content


def _why_invalid(reading: Reading, form: AnnotationForm, sent: SentAnnotation) -> str:
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


def _names(document: dict[str, Any], sent: SentAnnotation) -> list[str]:
    """Return the names that an annotation goes by, its own first. A UUID is the same name however
    it is written: our table has it bare, our JSON-LD in an address."""
    own = document.get("id", document.get("@id", ""))
    others = [sent.canonical, *sent.via, _page_of(document)]
    given = [name for name in (own, *others) if isinstance(name, str) and _is_usable(name)]
    return list(dict.fromkeys(_name_key(name) for name in given))


def _is_usable(name: str) -> bool:
    """True for a name by which an annotation can be known again."""
    return 0 < len(name) <= MAX_NAME_LENGTH and name.isprintable()


def _page_of(document: dict[str, Any]) -> str:
    """Return the address of an annotation's own page, which Hypothesis has among its links."""
    links = document.get("links")
    page = links.get("html") if isinstance(links, dict) else None
    named = isinstance(page, str) and page.startswith("https://") and _is_usable(page)
    return str(page) if named else ""


def _name_key(name: str) -> str:
    identifier = uuid_in(name)
    return str(identifier) if identifier else name


def _digest(document: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


def _created(document: dict[str, Any]) -> datetime | None:
    """Return when it was written; None if that is not said, or not before now."""
    said = document.get("created")
    try:
        moment = parse_datetime(said) if isinstance(said, str) else None
    except ValueError:
        return None
    if moment and timezone.is_naive(moment):
        moment = timezone.make_aware(moment)
    return moment if moment and moment.year > 1970 and moment <= timezone.now() else None


def _keys(reading: Reading, incoming: Incoming) -> list[UUID]:
    """Return the identifiers under which an annotation may be in the reading already: the one that
    it gets here, and those that it had if it was written here."""
    keys = [incoming.pk]
    for name in incoming.names:
        identifier = uuid_in(name)
        keys += [uuid5(reading.pk, name), *([identifier] if identifier else [])]
    return keys


def _known_annotations(reading: Reading, incoming: list[Incoming]) -> set[UUID]:
    """Return those of the annotations that are in the reading, in whatever state. One query for
    each 500 identifiers."""
    keys = list({key for each in incoming for key in _keys(reading, each)})
    known: set[UUID] = set()
    for at in range(0, len(keys), 500):
        rows = Annotation.objects.filter(reading=reading, pk__in=keys[at : at + 500])
        known.update(rows.values_list("pk", flat=True))
    return known


def _known_names(reading: Reading) -> dict[str, UUID]:
    """Return the annotations here that had names elsewhere, by name. One query."""
    origins = Origin.objects.filter(annotation__reading=reading)
    rows = origins.values_list("annotation", "canonical", "via")
    return {
        _name_key(name): pk for pk, canonical, via in rows for name in (canonical, *via) if name
    }


def _arrange(
    reading: Reading,
    fresh: list[Incoming],
    resolved: dict[str, UUID],
    plan: ImportPlan,
) -> None:
    """Place annotations about the text, then their answers, and the answers to those."""
    by_name: dict[str, Incoming] = {}
    for each in fresh:
        for name in each.names:
            by_name.setdefault(name, each)
    answers: dict[UUID, list[Incoming]] = defaultdict(list)
    roots, waiting = [], set()
    answerable = _answerable(reading, fresh, resolved)
    for each in fresh:
        source = _name_key(each.sent.target.source)
        parent = by_name.get(source)
        if parent is not None and parent is not each:
            answers[parent.pk].append(each)
            waiting.add(each.pk)
        elif source in answerable:
            each.about = answerable[source]
            roots.append(each)
        elif _is_answer(each):
            reason = _("It answers an annotation that is neither in the file nor here.")
            plan.left_out.append(_of(each, reason))
            waiting.add(each.pk)
        else:
            roots.append(each)
    placed = _place(reading, [each for each in roots if each.about is None], plan)
    queue = deque(each for each in roots if each.about or each.pk in placed)
    arranged: set[UUID] = set()
    while queue:
        each = queue.popleft()
        plan.new.append(each)
        arranged.add(each.pk)
        for answer in answers.get(each.pk, ()):
            answer.about = each.pk
            queue.append(answer)
    told = arranged | {each.pk for each in roots}
    lost = [each for some in answers.values() for each in some if each.pk not in told]
    for each in lost:
        plan.left_out.append(_of(each, _("What it answers is not brought in.")))


def _of(incoming: Incoming, reason: str) -> NotBroughtIn:
    words = incoming.sent.content.get("body", "")
    return _left_out(incoming.author, incoming.quoted, words, reason)


def _is_answer(incoming: Incoming) -> bool:
    """True if its target is an annotation: a name that is no address, or an address that ends with
    a UUID, without selectors."""
    target = incoming.sent.target
    selects = target.exact or target.fragment or target.start is not None
    named = uuid_in(target.source) or ":" not in target.source
    return bool(target.source and not selects and named)


def _answerable(
    reading: Reading, fresh: list[Incoming], resolved: dict[str, UUID]
) -> dict[str, UUID]:
    """Return the annotations here that others of the file answer, by name: those that everybody in
    the seminar sees. One query for each 500."""
    named: dict[str, UUID] = {}
    for each in fresh:
        source = _name_key(each.sent.target.source)
        found = resolved.get(source) or uuid_in(source)
        if found:
            named[source] = found
    keys = list(named.values())
    open_ones: set[UUID] = set()
    shown = Annotation.objects.filter(
        reading=reading, visibility=rules.SEMINAR, state=rules.PUBLISHED
    )
    for at in range(0, len(keys), 500):
        open_ones.update(shown.filter(pk__in=keys[at : at + 500]).values_list("pk", flat=True))
    return {name: pk for name, pk in named.items() if pk in open_ones}


def _place(reading: Reading, roots: list[Incoming], plan: ImportPlan) -> set[UUID]:
    """Set the places of annotations about the text; return which have one. One query."""
    finder = PlaceFinder(readable_blocks(reading.essay), [each.sent.target for each in roots])
    placed = set()
    for each in roots:
        try:
            each.place = finder.find(each.sent.target)
        except Unplaced as problem:
            plan.left_out.append(_of(each, str(problem)))
        else:
            placed.add(each.pk)
    return placed
