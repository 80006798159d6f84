"""What of a saved web page seems to be no part of the text: read, and left to the leader."""

from annotations.prose.documents.document import document_from_json, document_to_json
from annotations.prose.documents.reader import read_document

PAGE = """<!doctype html><html lang=en><head><title>On Margins</title>
<noscript><link rel=stylesheet href=a.css></noscript></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/about">About <img src=x></a></li></ul></nav>
<div id="cookie-banner"><p>We use cookies.</p><button>Accept</button></div>
<h1>On Margins</h1>
<p>First <span hidden>unseen</span> one.<noscript>Turn on scripts.</noscript> And on.</p>
<div style="display:none"><h2>Sign in</h2><p>Your name</p><nav><a href=/>Close</a></nav></div>
<table><tr><td>a</td><td>x</td><td hidden>b</td></tr><tr><td>c</td><td>d</td></tr></table>
<p>Last.</p>
</body></html>"""


def read(page=PAGE):
    return read_document(page.encode(), "page.html")


def test_the_essay_is_without_them_and_each_is_counted():
    document = read()
    assert [(block.type, block.text) for block in document.essay.blocks] == [
        ("title", "On Margins"),
        ("paragraph", "First one. And on."),
        ("table", "a\tx\nc\td"),
        ("paragraph", "Last."),
    ]
    assert {each.kind: each.count for each in document.left_out} == {
        "menu": 1,
        "cookie note": 1,
        "hidden": 3,
        "noscript": 1,
    }


def test_they_are_blocks_at_their_places_for_the_preview():
    blocks = [(each.suspected, each.type, each.text) for each in read().blocks_to_preview]
    assert blocks == [
        ("menu", "list", "Home\nAbout"),
        ("cookie note", "paragraph", "We use cookies."),
        ("", "title", "On Margins"),
        ("", "paragraph", "First one. And on."),
        ("hidden", "paragraph", "unseen"),
        ("noscript", "paragraph", "Turn on scripts."),
        ("hidden", "heading", "Sign in"),
        ("hidden", "paragraph", "Your name"),
        ("hidden", "paragraph", "Close"),
        ("", "table", "a\tx\nc\td"),
        ("hidden", "paragraph", "b"),
        ("", "paragraph", "Last."),
    ]


def test_they_are_kept_with_the_document():
    document = read()
    assert document_from_json(document_to_json(document)) == document


def test_a_page_without_them_has_none():
    assert read("<html><body><p>Words.</p></body></html>").with_suspected == ()
