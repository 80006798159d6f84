"""Bibliographies and glossaries in DocBook, as paragraphs and definitions that arrive whole."""

from xml.etree.ElementTree import Element

from annotations.prose.documents.markup.xml_elements import as_inline, separate

_ENTRIES = frozenset("biblioentry bibliomixed".split())
_NAMES = frozenset("personname author editor authorgroup affiliation".split())


def keep_bibliography(root: Element) -> None:
    """Make a paragraph of each entry; its parts are separated where the text does not do so."""
    for entry in [*root.iter()]:
        if entry.tag not in _ENTRIES:
            continue
        for part in entry.iter():
            if part.tag in {"title", "subtitle", "affiliation", "abstract"}:
                part.tag = "citetitle" if part.tag in {"title", "subtitle"} else "phrase"
            if part.tag not in _NAMES and len(part) > 1 and not _is_prose(part):
                separate(part, ". ")
        as_inline(entry).tag = "para"
    for entries in root.iter("bibliolist"):
        entries.tag = "bibliography-part"


def _is_prose(part: Element) -> bool:
    """Tell whether an element has words of its own between its parts."""
    return bool((part.text or "").strip() or any((each.tail or "").strip() for each in part))


def keep_glossary(root: Element) -> None:
    """Put all that an entry says into its term and its definitions."""
    for entry in root.iter("glossentry"):
        term = entry.find("glossterm")
        for child in [*entry]:
            if child.tag in {"acronym", "abbrev"} and term is not None:
                entry.remove(child)
                child.text, child.tail = f" ({child.text or ''}", ")"
                term.append(child)
            elif child.tag == "glosssee":
                child.tag, wrapped = "glossdef", Element("glosssee")
                wrapped.text, wrapped[:] = child.text or child.get("otherterm"), [*child]
                child.text, child[:] = None, [wrapped]
    for part in [*root.iter("glossdiv"), *root.iter("glossary")]:
        _gather_entries(part)
        if part.tag == "glossdiv":
            part.tag = "section"


def _gather_entries(part: Element) -> None:
    entries = part.findall("glossentry")
    if not entries:
        return
    place = [*part].index(entries[0])
    for entry in entries:
        part.remove(entry)
    gathered = Element("glosslist")
    gathered.extend(entries)
    part.insert(place, gathered)
