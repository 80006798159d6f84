"""What of a file is not in the essay, or was changed: said to whoever brings the file in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from annotations.lazy_messages import LazyMessage, ngettext_lazy
from annotations.lazy_messages import gettext_lazy as _

SUSPECTED = frozenset({"cookie note", "hidden", "menu", "noscript"})
"""Kinds that are blocks of the preview: whoever brings the text in may want them."""
ONLY_PICTURES = _(
    "This file holds pictures of pages, but no text. Choose one that holds text: another edition,"
    " or a PDF of these pages whose text a program has recognised (OCR)."
)
MAX_PLACES = 20
MAX_PLACE_LENGTH = 80

_MAX_SIDE = 60  # of the words before and after something

_WORDS: Mapping[str, tuple[str, LazyMessage]] = MappingProxyType(
    {
        "character": (
            "unreadable character",
            ngettext_lazy("%(count)s unreadable character", "%(count)s unreadable characters", 1),
        ),
        "comment": ("comment", ngettext_lazy("%(count)s comment", "%(count)s comments", 1)),
        "control": (
            "form control",
            ngettext_lazy("%(count)s button or form field", "%(count)s buttons or form fields", 1),
        ),
        "cookie note": (
            "note about cookies",
            ngettext_lazy("%(count)s note about cookies", "%(count)s notes about cookies", 1),
        ),
        "date": ("date", ngettext_lazy("%(count)s date", "%(count)s dates", 1)),
        "deletion": (
            "tracked deletion accepted",
            ngettext_lazy(
                "%(count)s tracked deletion accepted", "%(count)s tracked deletions accepted", 1
            ),
        ),
        "formula": ("formula", ngettext_lazy("%(count)s formula", "%(count)s formulas", 1)),
        "hidden": (
            "hidden text",
            ngettext_lazy("%(count)s piece of hidden text", "%(count)s pieces of hidden text", 1),
        ),
        "hyphen": (
            "hyphen of a line end",
            ngettext_lazy(
                "%(count)s word joined that a line’s end parted",
                "%(count)s words joined that a line’s end parted",
                1,
            ),
        ),
        "included file": (
            "file that the text includes",
            ngettext_lazy(
                "%(count)s file that the text includes",
                "%(count)s files that the text includes",
                1,
            ),
        ),
        "insertion": (
            "tracked insertion accepted",
            ngettext_lazy(
                "%(count)s tracked insertion accepted", "%(count)s tracked insertions accepted", 1
            ),
        ),
        "joined lines": (
            "paragraph put together from lines",
            ngettext_lazy(
                "%(count)s paragraph put together from lines",
                "%(count)s paragraphs put together from lines",
                1,
            ),
        ),
        "layout table": (
            "table unfolded into paragraphs",
            ngettext_lazy(
                "%(count)s table unfolded into paragraphs",
                "%(count)s tables unfolded into paragraphs",
                1,
            ),
        ),
        "line number": (
            "line number",
            ngettext_lazy("%(count)s line number", "%(count)s line numbers", 1),
        ),
        "media": (
            "video, sound or embedded page",
            ngettext_lazy(
                "%(count)s video, sound or embedded page",
                "%(count)s videos, sounds or embedded pages",
                1,
            ),
        ),
        "menu": ("menu", ngettext_lazy("%(count)s menu", "%(count)s menus", 1)),
        "metadata": (
            "line of metadata",
            ngettext_lazy("%(count)s line of metadata", "%(count)s lines of metadata", 1),
        ),
        "noscript": (
            "text for browsers without scripts",
            ngettext_lazy(
                "%(count)s text for browsers without scripts",
                "%(count)s texts for browsers without scripts",
                1,
            ),
        ),
        "page number": (
            "page number",
            ngettext_lazy("%(count)s page number", "%(count)s page numbers", 1),
        ),
        "picture": (
            "picture without a description",
            ngettext_lazy(
                "%(count)s picture without a description",
                "%(count)s pictures without a description",
                1,
            ),
        ),
        "described picture": (
            "picture replaced by its description",
            ngettext_lazy(
                "%(count)s picture replaced by its description",
                "%(count)s pictures replaced by their descriptions",
                1,
            ),
        ),
        "raw": (
            "instruction for another program",
            ngettext_lazy(
                "%(count)s instruction for another program",
                "%(count)s instructions for other programs",
                1,
            ),
        ),
        "running head": (
            "page header or footer",
            ngettext_lazy(
                "%(count)s page header or footer", "%(count)s page headers or footers", 1
            ),
        ),
        "turned": (
            "sideways text",
            ngettext_lazy("%(count)s page’s sideways text", "%(count)s pages’ sideways text", 1),
        ),
        "unlisted": (
            "part outside the reading order",
            ngettext_lazy(
                "%(count)s part outside the reading order",
                "%(count)s parts outside the reading order",
                1,
            ),
        ),
    }
)


@dataclass(frozen=True, slots=True)
class TextPlace:
    """A place in the text: the index of a block and an offset there; `words` are what stood there,
    or still stand there."""

    block: int
    offset: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One kind of thing that was left out or changed, how often, and where (the first places).

    `places` are its words, or those of the block it is in; `contexts`, where they are known, show
    it between the words before and after it.
    """

    kind: str
    count: int
    places: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it is, in English and always the same: for machines."""
        return _WORDS[self.kind][0]

    def __str__(self) -> str:
        """The count in words, in the reader's language: “2 comments”."""
        return str(replace(_WORDS[self.kind][1], count=self.count) % {"count": self.count})


def _context(context: str | TextPlace, texts: Sequence[str]) -> str:
    return context if isinstance(context, str) else _words_around(context, texts)


def _words_around(place: TextPlace, texts: Sequence[str]) -> str:
    """Return what was at a place between the words before and after it, in the next blocks too."""
    text = texts[place.block] if place.block < len(texts) else ""
    before = text[: place.offset]
    after = text[place.offset :].lstrip().removeprefix(place.words)
    if not before.strip() and 0 < place.block <= len(texts):
        before = f"{texts[place.block - 1]} ¶"
    if not after.strip() and place.block + 1 < len(texts):
        after = f"¶ {texts[place.block + 1]}"
    return words_between(before, place.words, after)


def words_between(before: str, words: str, after: str) -> str:
    """Return “… the words before [what was there] the words after …”."""
    last, first = " ".join(before.split()), " ".join(after.split())
    if len(last) > _MAX_SIDE:
        last = "…" + last[-_MAX_SIDE:].partition(" ")[2]
    if len(first) > _MAX_SIDE:
        first = first[:_MAX_SIDE].rpartition(" ")[0] + "…"
    return " ".join(filter(None, (last, f"[{excerpt_of(words) or '…'}]", first)))


@dataclass(slots=True)
class LeftOutCounter:
    """Counts what is left out while a file is read, and keeps the first places of each kind."""

    most_places: int = MAX_PLACES
    longest_place: int = MAX_PLACE_LENGTH
    _counts: dict[str, int] = field(default_factory=dict)
    _places: dict[str, list[str | int]] = field(default_factory=dict)
    _contexts: dict[str, list[str | TextPlace]] = field(default_factory=dict)

    def add(
        self, kind: str, place: str | int = "", count: int = 1, *, context: str | TextPlace = ""
    ) -> None:
        """Count something. `place` is words of it, or the index of the block it is in; `context`
        is its place in the text, or shows it as `words_between` does."""
        if count:
            self._counts[kind] = self._counts.get(kind, 0) + count
            places = self._places.setdefault(kind, [])
            if place != "" and len(places) < self.most_places:
                places.append(place)

            if context != "" and self.has_room(kind):
                self._contexts.setdefault(kind, []).append(context)

    def has_room(self, kind: str) -> bool:
        """Tell whether a further context of this kind would be kept."""
        return len(self._contexts.get(kind, ())) < MAX_PLACES

    def report(self, texts: Iterable[str]) -> tuple[LeftOut, ...]:
        """Return what was counted; `texts` are those of the blocks, in order."""
        whole = [*texts]
        beginnings = [excerpt_of(text) for text in whole]
        return tuple(
            LeftOut(
                kind,
                count,
                tuple(self._place(each, beginnings) for each in self._places[kind]),
                tuple(_context(each, whole) for each in self._contexts.get(kind, ())),
            )
            for kind, count in self._counts.items()
        )

    def _place(self, place: str | int, beginnings: list[str]) -> str:
        if isinstance(place, str):
            return excerpt_of(place, self.longest_place)
        return beginnings[min(place, len(beginnings) - 1)] if beginnings else ""


def excerpt_of(text: str, longest: int = MAX_PLACE_LENGTH) -> str:
    """Return the first words of a text on one line."""
    line = " ".join(text[: 4 * longest].split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
