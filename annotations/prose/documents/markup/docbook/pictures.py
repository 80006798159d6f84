"""Pictures in DocBook: their descriptions, and what stands beside them."""

from xml.etree.ElementTree import Element, SubElement

from annotations.prose.documents.left_out import LeftOutCounter
from annotations.prose.documents.markup.xml_elements import Parents, replace_element, words_in


def keep_picture(element: Element, parents: Parents, left_out: LeftOutCounter) -> None:
    """Keep one description of a picture; what is written beside it comes after it."""
    if element.tag not in {"mediaobject", "inlinemediaobject"} or element not in parents:
        return
    for part in element.iter():
        if part.tag == "area" and words_in(part):
            left_out.add("described picture", words_in(part))
        elif part.tag in {"videoobject", "audioobject"}:
            left_out.add("media", words_in(part))
    descriptions = [*element.findall("alt"), *element.findall("textobject")]
    for further in descriptions[1:]:
        if words_in(further):
            left_out.add("described picture", words_in(further))
    beside = [*element.iter("calloutlist"), *map(_as_paragraphs, element.findall("caption"))]
    pictures = [*element.iter("imageobject")]
    element[:], element.text = pictures[:1], None
    if descriptions:
        description = SubElement(element, "textobject")
        SubElement(description, "phrase").text = words_in(descriptions[0])
    if beside:
        is_in_figure = parents[element].tag in {"figure", "informalfigure"}
        shown = parents[element] if is_in_figure else element
        replace_element(shown, [shown, *beside], parents[shown])
        parents.update(dict.fromkeys(beside, parents[shown]))


def _as_paragraphs(caption: Element) -> Element:
    caption.tag = "caption-part"
    if not len(caption):
        paragraph = SubElement(caption, "para")
        paragraph.text, caption.text = caption.text, None
    return caption
