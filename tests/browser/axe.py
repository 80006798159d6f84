"""What axe finds on a page, by the rules of WCAG 2.2 AA and best practice."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {
    "runOnly": TAGS,
    # This one counts as experimental, and has to be asked for.
    "rules": {"label-content-name-mismatch": {"enabled": True}},
    "resultTypes": ["violations"],
    # It would put style elements into shadow trees, which our policy forbids; only a rule about
    # locked orientation, which is experimental, needs it.
    "preload": False,
}
COLOURS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}
# A colour that is on its way to another is none that a theme has; what is scrolled inside a box is
# covered by the head of the box.
STILL = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`*, *::before, *::after {
    transition: none !important; animation: none !important
  }`);
  document.adoptedStyleSheets = [sheet];
  for (const element of document.querySelectorAll("*"))
    if (element.scrollTop) element.scrollTop = 0;
}"""


# What the templates and scripts of Django's admin break on pages for superusers, by rule and by the
# beginning of the element. To mend these we would have to keep copies of its files.
DJANGO_ADMIN = [
    # The cell above the column of names in edit_inline/tabular.html, and that of "Delete?".
    ("empty-table-header", '<th class="original"></th>'),
    ("empty-table-header", "<th></th>"),
    # A choice of Select2 in which nothing is chosen yet: it is named by what is chosen.
    ("aria-input-field-name", '<span class="select2-selection select2-selection--single"'),
    ("aria-input-field-name", '<span class="select2-selection__rendered"'),
    # The magnifying glass in the filter above two lists of choices, of SelectFilter2.js.
    ("aria-prohibited-attr", '<span class="help-tooltip search-label-icon"'),
]


def axe_problems(page: Page, *, colours_only: bool = False, within: str | None = None) -> list[str]:
    """Return what is wrong with a page as it is, one line for each rule and place; with
    `colours_only`, what is wrong with its colours, which is all that a scheme changes; `within` a
    part of it, such as what covers the rest."""
    page.evaluate(STILL)
    options = COLOURS if colours_only else OPTIONS
    found = Axe().run(page, context=within, options=options).response["violations"]
    in_admin = "/admin/" in page.url
    return [
        f"{rule['id']}: {rule['help']} at {node['target']}: {node['html'][:120]}"
        for rule in found
        for node in rule["nodes"]
        if not (in_admin and is_of_django(rule["id"], node["html"]))
    ]


def is_of_django(rule: str, html: str) -> bool:
    """Return whether this is a known problem of Django's admin."""
    return any(rule == name and html.startswith(start) for name, start in DJANGO_ADMIN)
