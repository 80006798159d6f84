"""What readers send with a composer, and how a page that answers it is looked at."""

import html
import re
from html.parser import HTMLParser

BASE = "/s/together/on-reading/"
P1 = BASE + "p/1/"
NOTE = {"kind": "note", "body": "A thought.", "visibility": "seminar"}
COUNTERPOINT = {**NOTE, "kind": "counterpoint", "attack": "rebut"}
SOURCE = {**NOTE, "kind": "source", "relation": "supports", "citation": "A. Author, A Title, 2001"}


def said_beside(page, field):
    """The errors that stand beside a field of the composer."""
    text = html.unescape(page.content.decode())
    form = text[text.index('<form class="composer') :].partition("</form>")[0]
    if field is None:
        form = form.partition("<div data-problems>")[2].partition("</div>")[0]
    else:
        form = form[form.index(f'name="{field}"') :]
    errors = form.partition('<ul class="errorlist')[2].partition("</ul>")[0]
    return re.sub(r"<[^>]+>", "", errors.partition(">")[2]).strip()


class Elements(HTMLParser):
    """Every element of a page as a browser reads it."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page.content.decode())

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def check_clean(page):
    for tag, attributes in Elements(page).found:
        assert tag not in ("img", "svg", "style", "iframe", "object", "embed", "base")
        assert tag != "script" or attributes["src"].startswith(("/static/", "/jsi18n/"))
        assert [name for name in attributes if name.startswith("on")] == []
        for name in ("href", "src", "action", "formaction"):
            assert not re.match(r"\s*(javascript|data|vbscript):", attributes.get(name) or "")
