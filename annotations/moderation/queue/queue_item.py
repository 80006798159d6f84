"""One annotation of the queue with all that a moderator reads before deciding about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotations.arguments.models import Bearing
from annotations.essays.models import Block
from annotations.margin import rules
from annotations.margin.bibliographic_entries import entry_from_text
from annotations.margin.choices import Kind
from annotations.margin.models import Annotation, Proposal, Wording
from annotations.moderation.decisions.brought_sources import BroughtSource
from annotations.moderation.models import Appeal, Decision, Flag, Mute
from annotations.moderation.policy.moderation_case import State
from annotations.moderation.policy.offered_steps import OfferedStep
from annotations.moderation.queries import state_of, version_of
from annotations.moderation.queue.labels import state_name
from annotations.moderation.queue.presence import OtherViewer
from annotations.sources.formatting import format_citation


@dataclass(frozen=True)
class PreviewedEntry:
    """The bibliography entry of the work that one text of a source cites, and who described it."""

    entry: str
    # The address in the description of the work; "" if the entry has it.
    address: str
    described_by: str
    described_at: datetime | None


@dataclass(frozen=True)
class QueueItem:
    """One annotation with its context, and the steps open to the moderator who reads it."""

    annotation: Annotation
    choices: list[OfferedStep]
    # Why steps that are open to other moderators are not open to this one.
    barred: list[str] = field(default_factory=list)
    # Its paragraph in the current revision, and that paragraph in HTML with the passage marked.
    block: Block | None = None
    html: str = ""
    # The passage is not in the current revision any more.
    orphan: bool = False
    flags: list[Flag] = field(default_factory=list)
    appeals: list[Appeal] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    # The latest decisions about other annotations of its author.
    author_decisions: list[Decision] = field(default_factory=list)
    wordings: list[Wording] = field(default_factory=list)
    looks: list[OtherViewer] = field(default_factory=list)
    mute: Mute | None = None
    # The sources that were posted with it.
    brought: list[BroughtSource] = field(default_factory=list)

    @property
    def following(self) -> list[BroughtSource]:
        """The sources posted with it that a decision about it applies to as well."""
        return [each for each in self.brought if each.follows]

    @property
    def state(self) -> State:
        """The code of its state in moderation: pending while an edit waits."""
        return state_of(self.annotation)

    @property
    def state_name(self) -> str:
        """Its state in moderation, in words."""
        return state_name(self.state)

    @property
    def brought_with_states(self) -> list[tuple[BroughtSource, str]]:
        """The sources posted with it, each with the name of its state."""
        return with_state_names(self.brought)

    @property
    def readable(self) -> bool:
        """True if moderators may read it: it is neither withdrawn nor erased."""
        return self.annotation.state in rules.PRESENT

    @property
    def answers(self) -> Annotation | None:
        """The annotation that it answers; None if there is none or moderators may not read it."""
        about = self.annotation.about
        return about if about and about.state in rules.PRESENT else None

    @property
    def claims(self) -> list[str]:
        """The claim that it bears on: in its author's wording, then in the current one if that is
        another."""
        bearing: Bearing | None = getattr(self.annotation, "bearing", None)
        return list(dict.fromkeys([bearing.wording, bearing.claim.wording])) if bearing else []

    @property
    def version(self) -> int:
        """The number of the version that a decision would be about."""
        return version_of(self.annotation)

    @property
    def printed(self) -> PreviewedEntry | None:
        """The entry of the work that it cites, as this annotation describes it."""
        return self.printed_of(self.annotation)

    @property
    def edit_printed(self) -> PreviewedEntry | None:
        """The entry of the work that its waiting edit cites; None if no edit waits."""
        edit = self.annotation.waiting_edit
        return self.printed_of(edit) if edit else None

    @property
    def earlier(self) -> list[tuple[Wording, PreviewedEntry | None]]:
        """Its earlier wordings, newest first, each with the entry of the work that it cites."""
        return [(wording, self.printed_of(wording)) for wording in self.wordings]

    def printed_of(self, text: Annotation | Proposal | Wording) -> PreviewedEntry | None:
        """Return the entry of the work that one of its texts cites; None if it cites none."""
        if text.work is None:
            return None
        csl = entry_from_text(text, text.work).csl
        entry = format_citation(csl, "apa", self.annotation.reading.essay.language).text
        address = str(csl.get("URL") or "")
        by = text.described_by.name if text.described_by else ""
        return PreviewedEntry(entry, "" if address in entry else address, by, text.described_at)

    @property
    def last(self) -> int:
        """The number of the last decision about it; 0 if there is none."""
        return self.decisions[0].number if self.decisions else 0

    @property
    def shape(self) -> str:
        """The character that stands for its kind."""
        return Kind(self.annotation.kind).shape

    @property
    def open_flags(self) -> list[Flag]:
        """The flags that no decision has settled."""
        return [flag for flag in self.flags if not flag.settled_by_id]

    @property
    def has_open_appeal(self) -> bool:
        """True if an appeal about it waits for an answer."""
        return any(not appeal.answered_by_id for appeal in self.appeals)

    @property
    def why(self) -> str:
        """Why it waits for a moderator, in a few words; "" if it does not wait."""
        if self.has_open_appeal:
            return _("appealed")
        if flags := len(self.open_flags):
            if self.state == State.HIDDEN:
                words = ngettext(
                    "%(count)d open flag, hidden by them",
                    "%(count)d open flags, hidden by them",
                    flags,
                )
            else:
                words = ngettext("%(count)d open flag", "%(count)d open flags", flags)
            return words % {"count": flags}
        if self.state != State.PENDING:
            return ""
        return _("an edit waits") if self.annotation.waiting_edit else _("waits for a first look")

    @property
    def counted_as(self) -> str:
        """The codes of the queue's filters that count it, separated by spaces."""
        counted = {
            "pending": self.state == State.PENDING,
            "flagged": bool(self.open_flags),
            "appealed": self.has_open_appeal,
        }
        return " ".join(["all", *(name for name in counted if counted[name])])


def with_state_names(sources: list[BroughtSource]) -> list[tuple[BroughtSource, str]]:
    """Pair each source that was posted with a counterpoint with the name of its state."""
    return [(each, state_name(each.annotation.state)) for each in sources]
