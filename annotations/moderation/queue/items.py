"""Everything a moderator looks at before deciding, for one annotation or a page of them, at a
number of queries that does not grow with the page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from annotations.arguments.models import Bearing
from annotations.essays.models import Block
from annotations.margin import rules
from annotations.margin.choices import Kind
from annotations.margin.entries import text_of
from annotations.margin.models import Anchor, Annotation, Proposal, Wording
from annotations.moderation.decisions.brought_sources import Brought, brought_by
from annotations.moderation.models import Appeal, Decision, Flag, Mute
from annotations.moderation.policy.case import State
from annotations.moderation.policy.offered_steps import Choice, barred, choices_for
from annotations.moderation.queries import case_of, state_of, version_of, with_facts
from annotations.moderation.queue.presence import OtherViewer, other_viewers
from annotations.people.models import User
from annotations.prose.blocks import spans_from_json
from annotations.prose.highlighted_html import Highlight, render_highlighted
from annotations.sources.formatting import format_citation

# How many of the decisions about an author's other annotations are shown.
HISTORY = 6


@dataclass(frozen=True)
class BibliographyEntry:
    """What one text of a source would print as the entry of its work."""

    entry: str
    # An address in the description that the entry leaves out.
    address: str
    described_by: str
    described_at: datetime | None


@dataclass(frozen=True)
class QueueItem:
    """One annotation with its context, and the steps open to whoever looks at it."""

    annotation: Annotation
    choices: list[Choice]
    # Why others may do what this person may not.
    barred: list[str] = field(default_factory=list)
    # The paragraph as it reads today, and the HTML of it with the passage marked.
    block: Block | None = None
    html: str = ""
    orphan: bool = False
    flags: list[Flag] = field(default_factory=list)
    appeals: list[Appeal] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    history: list[Decision] = field(default_factory=list)
    wordings: list[Wording] = field(default_factory=list)
    looks: list[OtherViewer] = field(default_factory=list)
    mute: Mute | None = None
    # What it brought along.
    brought: list[Brought] = field(default_factory=list)

    @property
    def following(self) -> list[Brought]:
        """What would follow a decision about it."""
        return [each for each in self.brought if each.follows]

    @property
    def state(self) -> State:
        """Its state to moderation: what a decision about it names."""
        return state_of(self.annotation)

    @property
    def readable(self) -> bool:
        """A moderator may read it; of what is withdrawn or erased there is only the place."""
        return self.annotation.state in rules.PRESENT

    @property
    def answers(self) -> Annotation | None:
        """What it answers, if that may be read."""
        about = self.annotation.about
        return about if about and about.state in rules.PRESENT else None

    @property
    def claims(self) -> list[str]:
        """The claim that it bears on: as its author words it, and as others do since."""
        bearing: Bearing | None = getattr(self.annotation, "bearing", None)
        return list(dict.fromkeys([bearing.wording, bearing.claim.wording])) if bearing else []

    @property
    def version(self) -> int:
        """The version that a decision about it judges."""
        return version_of(self.annotation)

    @property
    def printed(self) -> BibliographyEntry | None:
        """The entry of the work that it cites, made of its own words."""
        return self.printed_of(self.annotation)

    @property
    def edit_printed(self) -> BibliographyEntry | None:
        """The same as its edit that waits would have it."""
        edit = self.annotation.waiting_edit
        return self.printed_of(edit) if edit else None

    @property
    def earlier(self) -> list[tuple[Wording, BibliographyEntry | None]]:
        """What it said before, the newest first, each with its entry."""
        return [(wording, self.printed_of(wording)) for wording in self.wordings]

    def printed_of(self, text: Annotation | Proposal | Wording) -> BibliographyEntry | None:
        """The entry of the work that one of its texts cites; None where that cites none."""
        if text.work is None:
            return None
        csl = text_of(text, text.work).csl
        entry = format_citation(csl, "apa", self.annotation.reading.essay.language).text
        address = str(csl.get("URL") or "")
        by = text.described_by.name if text.described_by else ""
        return BibliographyEntry(entry, "" if address in entry else address, by, text.described_at)

    @property
    def last(self) -> int:
        """The number of the last decision about it."""
        return self.decisions[0].number if self.decisions else 0

    @property
    def shape(self) -> str:
        """The sign of its kind."""
        return Kind(self.annotation.kind).shape

    @property
    def open_flags(self) -> list[Flag]:
        """Those that nobody has settled."""
        return [flag for flag in self.flags if not flag.settled_by_id]

    @property
    def why(self) -> str:
        """Why it waits for somebody, in a few words."""
        if any(not appeal.answered_by_id for appeal in self.appeals):
            return "appealed"
        if flags := len(self.open_flags):
            hidden = ", hidden by them" if self.state == State.HIDDEN else ""
            return f"{flags} open flag{'s'[: flags > 1]}{hidden}"
        if self.state != State.PENDING:
            return ""
        return "an edit waits" if self.annotation.waiting_edit else "waits for a first look"

    @property
    def counted_as(self) -> str:
        """The numbers of the queue that it is in, as words between spaces."""
        appealed = any(not appeal.answered_by_id for appeal in self.appeals)
        found = {
            "pending": self.state == State.PENDING,
            "flagged": bool(self.open_flags),
            "appealed": appealed,
        }
        return " ".join(["all", *(name for name in found if found[name])])


def load_items(annotations: QuerySet[Annotation], user: User) -> list[QueueItem]:
    """These annotations with their context, for this person. At most eleven queries, and none for
    what the first one says there is none of."""
    found = list(
        with_facts(annotations, user).select_related(
            "author",
            "seminar",
            "reading__essay",
            "about__author",
            "came_with__author",
            "bearing__claim",
            "work",
            "described_by",
            "proposal__work",
            "proposal__described_by",
        )
    )
    ids = [annotation.pk for annotation in found]
    authors = {annotation.author_id for annotation in found}
    blocks, anchors = current_blocks(found), current_anchors(found)
    flagged = [each.pk for each in found if _any_of(each, "open_flags", "closed_flags")]
    decided = [each.pk for each in found if _any_of(each, "last")]
    edited = [each.pk for each in found if version_of(each) > 1]
    flags = _by_annotation(Flag.objects.select_related("seminar"), flagged, "-at")
    appeals = _by_annotation(Appeal.objects.all(), decided, "-at")
    decisions = _by_annotation(Decision.objects.select_related("seminar"), decided, "-number")
    posted = Wording.objects.filter(rules.EARLIER_POSTED)
    wordings = _by_annotation(posted.select_related("work", "described_by"), edited, "-version")
    history = latest_decisions_by_author(authors)
    looks = other_viewers(ids, user)
    muted = Mute.objects.filter(member__in=authors, ended_at=None)
    mutes = {mute.member_id: mute for mute in muted}
    brought = brought_by(found)
    shown = []
    for annotation in found:
        case = case_of(annotation, user)
        block = blocks.get(annotation.paragraph_id)
        anchor = anchors.get(annotation.pk)
        shown.append(
            QueueItem(
                annotation,
                choices=choices_for(case),
                barred=barred(case),
                block=block,
                html=paragraph_html(block, anchor, annotation) if block else "",
                orphan=anchor is not None and anchor.start is None,
                flags=flags[annotation.pk],
                appeals=appeals[annotation.pk],
                decisions=decisions[annotation.pk],
                history=[
                    each
                    for each in history[annotation.author_id]
                    if each.annotation_id != annotation.pk
                ],
                wordings=wordings[annotation.pk],
                looks=looks.get(annotation.pk, []),
                mute=mutes.get(annotation.author_id),
                brought=brought[annotation.pk],
            )
        )
    return shown


def _any_of(annotation: Annotation, *facts: str) -> bool:
    """Any of these facts is more than none."""
    return any(vars(annotation)[fact] for fact in facts)


def _by_annotation[M: (Flag, Appeal, Decision, Wording)](
    rows: QuerySet[M], ids: list[UUID], order: str
) -> dict[UUID, list[M]]:
    """The rows about each of these annotations."""
    found: dict[UUID, list[M]] = defaultdict(list)
    for row in rows.filter(annotation__in=ids).order_by(order):
        found[row.annotation_id].append(row)
    return found


def current_blocks(annotations: Iterable[Annotation]) -> dict[UUID, Block]:
    """By paragraph, its words in the revision that is current."""
    found = Block.objects.filter(
        paragraph__in={annotation.paragraph_id for annotation in annotations},
        revision__in={annotation.reading.essay.current_id for annotation in annotations},
    )
    return {block.paragraph_id: block for block in found}


def current_anchors(annotations: Iterable[Annotation]) -> dict[UUID, Anchor]:
    """By annotation, where its passage stands in the revision that is current."""
    found = Anchor.objects.filter(
        annotation__in=[annotation.pk for annotation in annotations if annotation.passage],
        revision__in={annotation.reading.essay.current_id for annotation in annotations},
    )
    return {anchor.annotation_id: anchor for anchor in found}


def paragraph_html(block: Block, anchor: Anchor | None, annotation: Annotation) -> str:
    """A paragraph with the passage marked, of what may be read."""
    marks = []
    readable = annotation.state in rules.PRESENT
    if readable and anchor and anchor.start is not None and anchor.end is not None:
        marks = [Highlight(anchor.start, anchor.end, frozenset({annotation.kind}))]
    return render_highlighted(block.text, spans_from_json(block.spans), marks)


def latest_decisions_by_author(authors: Iterable[UUID]) -> dict[UUID, list[Decision]]:
    """The last decisions about what each of these members wrote: facts, no score."""
    numbered = Decision.objects.filter(annotation__author__in=authors).annotate(
        author=F("annotation__author"),
        nth=Window(RowNumber(), partition_by=F("annotation__author"), order_by=F("number").desc()),
    )
    found: dict[UUID, list[Decision]] = defaultdict(list)
    last = numbered.filter(nth__lte=HISTORY + 1).select_related("seminar").order_by("-number")
    for decision in last:
        found[vars(decision)["author"]].append(decision)
    return found
