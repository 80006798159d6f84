"""The site in two languages that nobody speaks: what is not translated, cut off or not mirrored.

The interface is in a pseudo-language, the texts of people in Cyrillic letters. A plain Latin
letter on a page is then a word that did not go through gettext.
"""

from itertools import islice
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django.live_server_helper import LiveServer

from annotations.demo import loader
from tests.browser.conftest import READING, Visit
from tests.browser.foreign_letters import write_demonstration
from tests.browser.site_walk import walk

pytestmark = pytest.mark.slow

# Names that are the same in every language.
NAMES = (
    r"Counterpoint|UTC|BibTeX|RIS|CSL|JSON|PDF|DOI|ISBN|Markdown|Django|APA|MLA|Chicago|ISO|Zotero"
    r"|Argdown|AIF|LD|CSV"
)
# What people wrote in Latin letters (addresses of mail, user names), codes, keys and citations.
CONTENT = "code, kbd, time, .reference, bdi, [data-text], option[lang], .errornote + pre"

SURVEY = """([names, content, dir]) => {
  const bare = [], cut = [], unmirrored = [];
  const rest = text => text.replace(new RegExp(names, "g"), "").match(/[A-Za-z]{2,}/g);
  const ours = node => !node.closest(content + ", script, style, noscript, [hidden]");
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent, element = walker.currentNode.parentElement;
    if (!text.trim() || !ours(element) || !element.checkVisibility()) continue;
    if (rest(text)) bare.push(text.trim());
    if (!text.includes("⟦")) continue;
    const style = getComputedStyle(element);
    // A map is drawn from left to right, whatever the language of its words.
    const turned = style.direction === dir || element.closest("svg");
    if (!turned || (dir === "rtl" && style.textAlign === "left"))
      unmirrored.push(text.trim());
    const hides = element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0 &&
      style.overflowX !== "visible" && style.overflowX !== "auto" && style.overflowX !== "scroll";
    if (hides && !element.closest(".sr, .visually-hidden")) cut.push(text.trim());
  }
  for (const element of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]"))
    if (ours(element))
      for (const name of ["aria-label", "title", "placeholder", "alt"])
        if (rest(element.getAttribute(name) || ""))
          bare.push(`${name}: ${element.getAttribute(name)}`);
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  return {bare, cut, unmirrored, wide};
}"""


@pytest.fixture
def pseudo_language(request, settings, tmp_path: Path, monkeypatch) -> str:
    """Make this language that of the site, and the demonstration's texts Cyrillic."""
    call_command("pseudo_language", output=tmp_path)
    settings.LOCALE_PATHS = [tmp_path]
    settings.LANGUAGE_CODE = request.param
    file = write_demonstration(tmp_path)
    monkeypatch.setattr(loader, "DEMO_FILE", file)
    monkeypatch.setattr(loader, "DEMO_FOLDER", tmp_path)
    return request.param


@pytest.mark.parametrize("who", [None, "reader", "leader", "moderator"])
@pytest.mark.parametrize("pseudo_language", ["en-xa", "ar-xb"], indirect=True)
def test_every_page_is_translated_whole_and_mirrored(
    pseudo_language: str, site: LiveServer, visit: Visit, who: str | None
):
    page = visit(who, "/", width=390)
    odd = {}
    walked = 0
    direction = "rtl" if pseudo_language == "ar-xb" else "ltr"
    for address in islice(walk(page, READING), 150):
        walked += 1
        seen = page.evaluate(SURVEY, [NAMES, CONTENT, direction])
        wrong = {name: seen[name] for name in ("bare", "cut", "unmirrored") if seen[name]}
        if seen["wide"] > 1:
            wrong["wide"] = seen["wide"]
        if wrong:
            odd[address] = wrong
    assert walked > 8
    lines = [
        f"{address} {name}: {found}"
        for address, wrong in odd.items()
        for name, each in wrong.items()
        for found in (dict.fromkeys(each) if isinstance(each, list) else [each])
    ]
    assert not lines, "\n".join(lines)
