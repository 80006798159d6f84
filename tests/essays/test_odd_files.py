"""Odd files through the doors that people use: the set-up page, and the command."""

import html
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from annotations.essays.models import Essay
from tests.prose.test_documents import (
    CONTAINER,
    HOSTILE,
    docx,
    epub,
    word_paragraph,
)

NEW = "/seminars/new/"
WORDS = [
    "1517. In that year it began.",
    "- Bonjour",
    "# 5 on the list",
    "[1]: Smith",
    "---",
    "~~x~~ and *y*",
]
XHTML = '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body>{}</body></html>'
CLOSED = "<p>Before.</p>{}<p>After.</p>"
CLOSING = ("script", "style", "textarea")
LOCKED = (
    '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"'
    ' xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData><e:EncryptionMethod'
    ' Algorithm="http://www.w3.org/2001/04/xmlenc#aes256-cbc"/></e:EncryptedData></encryption>'
)
ODD = {
    "words.docx": (docx("".join(map(word_paragraph, WORDS))), WORDS),
    "words.html": ("".join(f"<p>{each}</p>" for each in WORDS).encode(), WORDS),
    "closed.xhtml": (
        XHTML.format("".join(CLOSED.format(f"<{tag}/>") for tag in CLOSING)),
        ["Before.", "After."] * 3,
    ),
    "chapters.epub": (
        epub(**{"EPUB/chapter 1.xhtml": XHTML.format('<script src="x.js"/><p>One.</p>')}),
        ["One.", "Two."],
    ),
    "depth.html": (f"<p>{'<span/>' * 60}Seen.</p><div>Para one.</div><div>Para two.</div>",
                   ["Seen.", "Para one.", "Para two."]),
    "controls.html": ("<p>On\x07e two\x00.</p><p>Three.</p>", ["One two.", "Three."]),
    "controls.md": ("On\x07e <!-- draft --> two.\n\nThree.\n", ["One two.", "Three."]),
}  # fmt: skip
REFUSED = {
    "bomb.docx": (HOSTILE["a bomb"], ""),
    "entities.docx": (HOSTILE["an endless entity"], "not allowed here"),
    "entities.jats": (HOSTILE["an entity in XML"], "not allowed here"),
    "half.docx": (HOSTILE["half a document"], "damaged"),
    "locked.epub": (epub(**{"META-INF/encryption.xml": LOCKED}), "locked against copying (DRM)"),
    "outside.epub": (
        epub(**{"META-INF/container.xml": CONTAINER.replace("EPUB/book.opf", "../x")}), "",
    ),
    "old.doc": (HOSTILE["an old Word file"], "save it as DOCX"),
    "picture.png": (HOSTILE["a picture"], "a picture, not a text"),
}  # fmt: skip


def test_the_words_of_odd_files_arrive_by_the_page_and_by_the_command(
    signed_in, stranger, tmp_path, capsys
):
    browser = signed_in(stranger)
    for name, (content, expected) in ODD.items():
        content = content.encode() if isinstance(content, str) else content
        path = tmp_path / name
        path.write_bytes(content)
        call_command("import_essay", path, dry_run=True)
        read = json.loads(capsys.readouterr().out)
        assert (name, [block["text"] for block in read["blocks"]]) == (name, expected)

        sent = {"name": "New", "file": SimpleUploadedFile(name, content)}
        page = browser.post(NEW, sent).content.decode()
        assert (name, [each for each in expected if html.escape(each) not in page]) == (name, [])
    assert read["left_out"] == [
        {"what": "unreadable character", "count": 1, "where": []},
        {"what": "comment", "count": 1, "where": ["draft"]},
    ]


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_refused_is_so_in_one_sentence_at_both_doors(
    name, signed_in, stranger, tmp_path
):
    content, words = REFUSED[name]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(CommandError) as refused:
        call_command("import_essay", path, dry_run=True)
    told = str(refused.value).partition(": ")[2]
    assert words in told
    assert "\n" not in told

    sent = {"name": "New", "file": SimpleUploadedFile(name, content), "begin": "1"}
    answer = signed_in(stranger).post(NEW, sent)
    assert answer.status_code == 422
    assert told in html.unescape(answer.content.decode())
    assert not Essay.objects.exists()
