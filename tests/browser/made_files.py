"""One small text as a file in each format that set-up takes, written by pandoc at test time."""

import tempfile
from pathlib import Path

import pypandoc

SOURCE = """---
title: On Margins
lang: en
...

# On Margins

First one begins here. Then the second begins there.[^1]

A third {word} of it.

Share this page with all.

| Town  | Price     |
|-------|-----------|
| Paris | nine sous |
| Lyon  | ten sous  |

| Tyger Tyger, {word} bright,
| in the forests of the night;
| what immortal hand or eye
| could frame thy symmetry?

The last one ends here.

[^1]: A note on seeing.
"""
PLAIN = """On Margins

First one begins here. Then the second begins there.

A third {word} of it.

Share this page with all.

    Tyger Tyger, {word} bright,
    in the forests of the night;
    what immortal hand or eye
    could frame thy symmetry?

The last one ends here.
"""
# Each ending, with what pandoc calls the format.
FORMATS = {
    "html": "html5",
    "docx": "docx",
    "odt": "odt",
    "epub": "epub3",
    "rtf": "rtf",
    "tex": "latex",
    "org": "org",
    "jats": "jats_archiving",
    "dbk": "docbook5",
    "md": "",
    "txt": "",
}


def made_file(ending: str, word: str) -> bytes:
    """Return the text as a file with this ending; `word` stands in two places of it."""
    source = (PLAIN if ending == "txt" else SOURCE).replace("{word}", word)
    if not FORMATS[ending]:
        return source.encode()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"margins.{ending}"
        options = ["--standalone", "--metadata=title:On Margins"]
        pypandoc.convert_text(
            source, FORMATS[ending], "markdown", outputfile=str(path), extra_args=options
        )
        return path.read_bytes()
