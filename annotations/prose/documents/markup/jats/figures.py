"""The labels and captions of figures in JATS, where pandoc finds them."""

from xml.etree.ElementTree import Element, SubElement

from annotations.prose.documents.left_out import LeftOutCounter
from annotations.prose.documents.markup.xml_elements import (
    Parents,
    as_inline,
    replace_element,
    words_in,
)

_DESCRIPTIONS = frozenset({"alt-text", "long-desc"})
_IN_CAPTION = frozenset("attrib permissions copyright-statement license kwd-group fn".split())
# Have captions of their own, which pandoc drops inside a figure.
_BESIDE = frozenset("supplementary-material media table-wrap fig boxed-text".split())


def keep_figure(figure: Element, parents: Parents, left_out: LeftOutCounter) -> None:
    """Put the label and all words of a figure into its caption; what is no part of it, after it."""
    caption = figure.find("caption")
    if caption is None:
        caption = SubElement(figure, "caption")
    others = [child for child in figure if child.tag in _BESIDE]
    for child in [*figure]:
        if child.tag in _IN_CAPTION and words_in(child):
            figure.remove(child)
            as_inline(child).tag = "p"
            caption.append(child)
        elif child.tag in _DESCRIPTIONS:
            _describe(figure, child, left_out)
            figure.remove(child)
    for child in caption:
        as_inline(child)
    label = figure.find("label")
    if label is not None:
        figure.remove(label)
        _put_first(label, caption)
    for child in others:
        figure.remove(child)
    replace_element(figure, [figure, *others], parents[figure])
    parents.update(dict.fromkeys(others, parents[figure]))


def put_beside(picture: Element, parent: Element) -> None:
    """Put what a picture holds besides its description behind it: pandoc passes over it."""
    shown = [child for child in picture if child.tag not in _DESCRIPTIONS and words_in(child)]
    for child in shown:
        picture.remove(child)
    if parent.tag == "fig" and parent.find("caption") is not None:
        for child in shown:
            child.tag = "attrib"
    if shown:
        replace_element(picture, [picture, *shown], parent)


def _put_first(label: Element, caption: Element) -> None:
    """Put a label before the first words of a caption."""
    as_inline(label)
    if len(caption):
        label.tail = f" {caption[0].text or ''}"
        caption[0].text = None
        caption[0].insert(0, label)
    else:
        SubElement(caption, "p").append(label)


def _describe(figure: Element, description: Element, left_out: LeftOutCounter) -> None:
    """Make a description that of the figure's picture, or report it if there is another one."""
    picture = figure.find(".//graphic")
    if picture is not None and picture.find("alt-text") is None:
        SubElement(picture, "alt-text").text = words_in(description)
    elif words_in(description):
        left_out.add("described picture", words_in(description))


def unfold_caption(caption: Element, parent: Element) -> None:
    """Make paragraphs of a caption of something else, such as a video: its title is no heading."""
    for title in caption.iter("title"):
        title.tag = "p"
    replace_element(caption, [*caption], parent)
