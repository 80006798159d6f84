"""Names: a search for one finds one thing."""

import ast
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What each URLconf, each command and each citation style defines under the same name.
CONVENTIONS = {"urlpatterns", "Command", "reference", "in_text"}

# Names that end like a participle and are terms: of Python and Django, of publishing, typography,
# of information retrieval and of the design.
TERMS = {
    *("anchoring", "reanchoring", "alignment", "matching", "pairing", "parsing", "encoding"),
    *("decoding", "folding", "formatting", "normalising", "streaming", "phrasing", "drawing"),
    *("reading", "standing", "composing", "posting", "leaving", "unassigned"),
}
# What modules were once called, of which nobody could say what was inside.
RIDDLES = {
    *(
        "meant",
        "loose",
        "matters",
        "voices",
        "foremost",
        "because",
        "keeping",
        "carrying",
        "taking",
    ),
    *("settling", "sealing", "farewell", "endings", "founding", "meanwhile", "together", "fresh"),
    *("held", "kept", "brief", "looks", "meeting", "touched", "mine", "me", "earlier", "found"),
}


def modules() -> list[Path]:
    return [file for file in (ROOT / "annotations").rglob("*.py") if "migrations" not in file.parts]


def test_a_public_name_stands_in_one_module():
    places = defaultdict(list)
    for file in modules():
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                places[node.name].append(str(file.relative_to(ROOT)))
    assert "visible_to" not in places  # a method: only names of modules are compared
    twice = {
        name: files
        for name, files in places.items()
        if len(files) > 1 and not name.startswith("_") and name not in CONVENTIONS
    }
    assert twice == {}


def test_a_module_or_folder_is_named_by_a_noun():
    """The last word of a name is no bare participle, unless that is the field's term."""
    names = {part for file in modules() for part in file.relative_to(ROOT).with_suffix("").parts}
    assert "reanchoring" in names
    wrong = {
        name
        for name in names
        if name in RIDDLES
        or (re.search(r"(?:ing|[^e]ed)$", name) and name.split("_")[-1] not in TERMS)
    }
    assert wrong == set()
