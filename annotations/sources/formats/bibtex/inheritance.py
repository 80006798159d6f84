"""Which fields a BibTeX entry takes from the entries it refers to: `crossref` and `xdata`.

Source: "The biblatex Package", appendix B; classical BibTeX passes on fewer, under one name.
"""

from collections.abc import Iterable

from annotations.sources.formats.bibtex import fields as bibtex_fields
from annotations.sources.formats.bibtex.entries import BibtexEntry

_DEEPEST = 4
_MOST_SHARED = 20


class FieldInheritance:
    """The entries of one text by their keys; computes the fields of each once for each depth."""

    def __init__(self, entries: Iterable[BibtexEntry]) -> None:
        self._by_key = {entry.key.lower(): entry for entry in entries if entry.key}
        self._known: dict[tuple[int, int], dict[str, str]] = {}

    def fields(self, entry: BibtexEntry, depth: int = _DEEPEST) -> dict[str, str]:
        """Return the entry's own fields and those it inherits, at most four generations back."""
        if not depth:
            return dict(entry.fields)
        key = (id(entry), depth)
        if key not in self._known:
            self._known[key] = self._worked_out(entry, depth)
        return dict(self._known[key])

    def _worked_out(self, entry: BibtexEntry, depth: int) -> dict[str, str]:
        fields = dict(entry.fields)
        for key in fields.get("xdata", "").split(",")[:_MOST_SHARED]:
            shared = self._named(key)
            if shared:
                fields = self.fields(shared, depth - 1) | fields
        parent = self._named(fields.get("crossref", ""))
        if parent and parent is not entry:
            theirs = self.fields(parent, depth - 1)
            fields = _passed_on(theirs, parent.kind, entry.kind, fields) | fields
        return fields

    def _named(self, key: str) -> BibtexEntry | None:
        return self._by_key.get(key.strip().lower())


def _passed_on(
    theirs: dict[str, str], parent: str, child: str, own: dict[str, str]
) -> dict[str, str]:
    """Return the parent's fields as they apply to the child, without those the child has itself."""
    same = child.startswith(parent)  # The same work twice, or a version of it.
    barred = bibtex_fields.NEVER_INHERITED if same else bibtex_fields.NOT_INHERITED
    passed = {name: value for name, value in theirs.items() if name not in barred}
    if child == "article" and "title" in passed and (parent == "periodical" or "title" in own):
        passed["journaltitle"] = theirs.get("journal") or passed.pop("title")
    elif child.startswith(("in", "supp", "bookin", "conference")):
        for name, becomes in bibtex_fields.INHERITED.items():
            if name in passed:
                passed[becomes] = passed.pop(name)
        if child in bibtex_fields.BY_THE_SAME and "author" in theirs:
            passed["author"] = theirs["author"]
        if "booktitle" in theirs:
            passed["booktitle"] = theirs["booktitle"]
    for said, alternatives in _ALTERNATIVES:
        if said & own.keys():
            passed = {name: value for name, value in passed.items() if name not in alternatives}
    return passed


_CONTAINERS = frozenset({"booktitle", "booksubtitle", "journal", "journaltitle"})
_PLACES = frozenset({"address", "location"})
_ALTERNATIVES = (
    (_CONTAINERS, _CONTAINERS),
    (frozenset({"date", "year"}), frozenset({"date", "year", "month", "day"})),
    (_PLACES, _PLACES),
)
"""If the child has a field of the first set, it inherits none of the second."""
