"""An OpenDocument text reads as LibreOffice shows it."""

import zipfile
from io import BytesIO

import pytest

from annotations.prose.documents.pandoc import process
from annotations.prose.documents.reader import read_document
from annotations.prose.normalising import UnreadableText
from tests.prose.test_documents import blocks, left_out, spans, zipped

SPACES = 'xmlns:xlink="http://www.w3.org/1999/xlink" ' + " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{path}:1.0"'
    for name, path in (
        ("office", "office"), ("text", "text"), ("style", "style"), ("svg", "svg-compatible"),
        ("draw", "drawing"), ("fo", "xsl-fo-compatible"),
    )
)  # fmt: skip


def style(name, looks="", parent="", family="text"):
    return (
        f'<style:style style:name="{name}" style:family="{family}"'
        f' style:parent-style-name="{parent}">'
        f"<style:text-properties {looks}/></style:style>"
    )


UNDERLINE, HIDDEN = "style:text-underline-style", 'text:display="none"'
NAMED = style("Base", f'{UNDERLINE}="solid"') + style("Source_20_Text") + style("Secret", HIDDEN)
AUTOMATIC = (
    style("U", parent="Base")
    + style("N", f'{UNDERLINE}="none"', "Base")
    + style("I", 'fo:font-style="italic"')
    + style("F", 'style:font-name="Typewriter"')
    + style("C", parent="Source_20_Text")
    + style("P", f'{UNDERLINE}="wave"', family="paragraph")
    + style("H", HIDDEN, family="paragraph")
)


def odt(body, **more):
    made = zipfile.ZipFile(BytesIO(process.run_pandoc(b"x", "-t", "odt", "-o", "-")[0]))
    parts = {name: made.read(name) for name in made.namelist()}
    parts["styles.xml"] = (
        f"<office:document-styles {SPACES}><office:styles>{NAMED}</office:styles>"
        "</office:document-styles>"
    )
    parts["content.xml"] = (
        f"<office:document-content {SPACES}><office:font-face-decls><style:font-face"
        ' style:name="Typewriter" svg:font-family="Courier" style:font-pitch="fixed"/>'
        f"</office:font-face-decls><office:automatic-styles>{AUTOMATIC}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return read_document(zipped(parts | more), "a.odt")


def span(name, words):
    return f'<text:span text:style-name="{name}">{words}</text:span>'


def test_underlined_words_are_underlined_and_a_font_of_fixed_width_is_no_emphasis():
    words = f"a {span('U', 'b<text:s/>c')} {span('N', 'd')} {span('I', 'e')} {span('F', 'f')}"
    second = f'<text:p text:style-name="P">h {span("I", "i")}</text:p>'
    read = odt(f'<text:p>style:font-pitch="x" {words} {span("C", "g")}</text:p>{second}')

    assert blocks(read)[0] == ("paragraph", 'style:font-pitch="x" a b c d e f g')
    assert spans(read) == [("u", "b c"), ("em", "e"), ("code", "g")]
    assert spans(read, 1) == [("u", "h i"), ("em", "i")]


def test_a_link_keeps_its_spaces_and_line_breaks_and_is_not_underlined_as_well():
    link = f"a<text:s/>b<text:line-break/>{span('U', 'c')}"
    read = odt(f'<text:p><text:a xlink:href="http://x.y/">{link}</text:a></text:p>')

    assert blocks(read) == [("paragraph", "a b\nc")]
    assert [tag for tag, _words in spans(read) if tag != "br"] == ["a"]


def test_a_field_is_what_it_shows():
    fields = (
        '<text:chapter text:display="name">One</text:chapter>, '
        "<text:author-name>Ann</text:author-name>, <text:user-field-get>42</text:user-field-get>, "
        "<text:meta-field>m</text:meta-field>"
    )

    assert blocks(odt(f"<text:p>See {fields}.</text:p>")) == [("paragraph", "See One, Ann, 42, m.")]


def test_words_in_drawings_stand_behind_the_paragraph_in_their_order():
    box = "<draw:frame><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>"
    shape = "<draw:g><draw:custom-shape><text:p>{}</text:p></draw:custom-shape></draw:g>"
    first = f"<text:p>One{box.format('two')}{shape.format('three')} line.</text:p>"
    read = odt(f"{first}<text:p>Four.</text:p>{shape.format('five')}")

    assert [text for _type, text in blocks(read)] == ["One line.", "two", "three", "Four.", "five"]


def test_hidden_words_are_left_out_and_said():
    read = odt(
        f"<text:p>Seen{span('Secret', 'not this')}<text:hidden-text text:string-value='nor this'/>"
        '<text:variable-set text:display="none">nor that</text:variable-set>.</text:p>'
        '<text:p text:style-name="H">Nobody sees it.</text:p>'
    )

    assert blocks(read) == [("paragraph", "Seen.")]
    words = ("not this", "nor this", "nor that", "Nobody sees it.")
    assert left_out(read) == {"hidden text": (4, words)}


def test_a_part_may_name_its_document_type_but_not_declare_entities():
    named = (
        '<?xml version="1.0"?>\n<!DOCTYPE math:math PUBLIC "-//O//DTD M 1.01//EN" "math.dtd"><a/>'
    )

    assert blocks(odt("<text:p>Words.</text:p>", **{"Object 1/content.xml": named}))
    declared = '<!DOCTYPE a [<!ENTITY b "c">]><a/>'
    with pytest.raises(UnreadableText, match="not allowed"):
        odt("<text:p>Words.</text:p>", **{"Object 1/content.xml": declared})
