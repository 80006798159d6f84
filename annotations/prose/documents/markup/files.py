"""Files that are text with markup: LaTeX, Org, RTF, and XML in JATS or DocBook."""

import re
from collections.abc import Callable
from html import unescape
from xml.sax import SAXException

from defusedxml import DefusedXmlException
from defusedxml.sax import parseString

from annotations.lazy_messages import gettext_lazy as _
from annotations.prose.documents.left_out import LeftOutCounter
from annotations.prose.documents.markup.docbook.repair import repair_docbook
from annotations.prose.documents.markup.jats.repair import repair_jats
from annotations.prose.documents.markup.rtf_repair import repair_rtf
from annotations.prose.documents.pandoc.tree_document import TreeDocument, read_by_pandoc
from annotations.prose.documents.zip_package import ElementCounter
from annotations.prose.normalising import UnreadableText

_DOCBOOK_ROOTS = frozenset("book chapter section sect1 part preface appendix refentry set".split())
_ROOT = re.compile(r"<([A-Za-z][\w:.-]*)([^>]*)>")
_DOCTYPE = re.compile(r"<!DOCTYPE\b[^<>\[]*(?:\[(.*?)\]\s*)?>", re.DOTALL)
_NAMED_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,30};)")
# A table's head for the pages after the first one.
_REPEATED_HEAD = re.compile(r"\\endfirsthead(?:(?!\\endfirsthead).)*?\\endhead", re.DOTALL)
_SHORT_TITLE = re.compile(
    r"\\(?:part|chapter|(?:sub){0,2}section|(?:sub)?paragraph|caption)\[([^\[\]\n]{1,300})\]\{"
)
_LISTS = "itemize|enumerate|description"
_ITEM = re.compile(
    rf"\\begin\{{(?P<begin>{_LISTS})\}}|\\end\{{(?P<end>{_LISTS})\}}"
    r"|\\item\s*\[(?P<label>[^\[\]\n]{1,300})\]"
)
_ORG_COMMENT = re.compile(
    r"^[ \t]*#[ \t]+(?P<line>.*)$"
    r"|^[ \t]*#\+begin_comment[ \t]*\n(?P<block>(?:(?![ \t]*#\+begin_comment).*\n)*?)"
    r"[ \t]*#\+end_comment",
    re.MULTILINE | re.IGNORECASE,
)
_ORG_KEYWORD = re.compile(
    r"^#\+(description|keywords|email|filetags|category):[ \t]+(.*\S)", re.MULTILINE | re.IGNORECASE
)
_NOT_ALLOWED = _("This file has parts that are not allowed here (a document type).")
_NO_XML = _("This file is damaged: a part of it is not XML.")


def markup_format(text: str, ending: str) -> str:
    """Return which of pandoc's formats a text is written in, "" for none of ours.

    Raises `UnreadableText` for XML of another kind.
    """
    is_latex = re.search(r"^\s*\\documentclass\b", text[:5_000], re.MULTILINE)
    if ending in ("tex", "latex") or is_latex:
        return "latex"
    if ending == "org":
        return "org"
    endings = ("xml", "jats", "nxml", "dbk", "docbook")
    if ending not in endings and not text.lstrip().startswith("<?xml"):
        return ""
    start = re.sub(r"<!--.*?-->", "", text[:20_000], flags=re.DOTALL)
    root = _ROOT.search(_DOCTYPE.sub("", start))
    if root is None:
        raise UnreadableText(_NO_XML)
    kind = root[1].rpartition(":")[2]
    if kind == "article":
        is_docbook = "docbook" in start.lower() and "jats" not in start.lower()
        return "docbook" if is_docbook or ending in ("dbk", "docbook") else "jats"
    if kind in _DOCBOOK_ROOTS or "docbook.org/ns/docbook" in root[2]:
        return "docbook"
    raise UnreadableText(_("This is an XML file of a kind that can’t be read here."))


def read_markup(text: str, source: str, left_out: LeftOutCounter) -> TreeDocument:
    """Return a text in one of the formats that `markup_format` names.

    Raises `UnreadableText` as `read_by_pandoc` does, and for XML that is damaged or has entities.
    """
    return _READERS[source](text, left_out)


def read_rtf(content: bytes, left_out: LeftOutCounter) -> TreeDocument:
    """Return a text in RTF; its footnotes may be marked as ones that a reader can pass over."""
    content = repair_rtf(content.replace(rb"{\*\footnote", rb"{\footnote"), left_out)
    return read_by_pandoc(content, "rtf", left_out)


def _read_latex(text: str, left_out: LeftOutCounter) -> TreeDocument:
    text = _REPEATED_HEAD.sub(r"\\endhead", text).replace("\\tightlist\n", "\n")
    begin = max(text.find("\\begin{document}"), 0)
    for title in _SHORT_TITLE.findall(text, begin):
        left_out.add("metadata", title)
    text = _keep_item_labels(text)
    return read_by_pandoc(
        text.encode(),
        "latex",
        left_out,
        shows_title=True,
        first_line=text.count("\n", 0, begin) + 1,
    )


def _keep_item_labels(text: str) -> str:
    """Write the label of an item as its first words, except in a list of descriptions."""
    lists: list[str] = []

    def keep(found: re.Match[str]) -> str:
        if found["begin"]:
            lists.append(found["begin"])
        elif found["end"]:
            del lists[-1:]
        elif lists and lists[-1] in {"itemize", "enumerate"}:
            return f"\\item {found['label']} "
        return found[0]

    return _ITEM.sub(keep, text)


def _read_org(text: str, left_out: LeftOutCounter) -> TreeDocument:
    for comment in _ORG_COMMENT.finditer(text):
        words = comment["line"] or comment["block"] or ""
        left_out.add("comment", words.strip(), count=bool(words.strip()))
    for name, value in _ORG_KEYWORD.findall(text):
        left_out.add("metadata", f"{name.lower()}: {value}")
    return read_by_pandoc(text.encode(), "org", left_out, shows_title=True)


def _read_jats(text: str, left_out: LeftOutCounter) -> TreeDocument:
    content = repair_jats(_checked_xml(text), left_out)
    return read_by_pandoc(content, "jats", left_out, shows_title=True)


def _read_docbook(text: str, left_out: LeftOutCounter) -> TreeDocument:
    content = repair_docbook(_checked_xml(text), left_out)
    return read_by_pandoc(content, "docbook", left_out, shows_title=True)


def _checked_xml(text: str) -> bytes:
    """Return checked XML in UTF-8, without a document type."""
    text = re.sub(r"\A\s*<\?xml[^>]*\?>", "", text)
    doctype = _DOCTYPE.search(text[:20_000])
    if doctype and "<!ENTITY" in (doctype[1] or ""):
        raise UnreadableText(_NOT_ALLOWED)
    if doctype:
        text = text[: doctype.start()] + text[doctype.end() :]
    content = _NAMED_ENTITY.sub(lambda found: unescape(found[0]), text).encode()
    try:
        parseString(content, ElementCounter(), forbid_dtd=True)
    except DefusedXmlException:
        raise UnreadableText(_NOT_ALLOWED) from None
    except (SAXException, ValueError, LookupError) as problem:
        if isinstance(problem, UnreadableText):
            raise
        raise UnreadableText(_NO_XML) from None
    return content


_READERS: dict[str, Callable[[str, LeftOutCounter], TreeDocument]] = {
    "latex": _read_latex,
    "org": _read_org,
    "jats": _read_jats,
    "docbook": _read_docbook,
}
