"""Names: a search for one finds one thing."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What each URLconf, each command and each citation style defines under the same name.
CONVENTIONS = {"urlpatterns", "Command", "reference", "in_text"}


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
