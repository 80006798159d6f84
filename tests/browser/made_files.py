"""One small text as a file in each format that set-up takes, written at test time: PDF by hand,
the others by pandoc."""

import tempfile
from pathlib import Path

import pypandoc

from tests.prose.pdf_files import PlacedText, pdf, width

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
# Each ending, with what pandoc calls the format; it does not write the last three.
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
    "pdf": "",
}


def made_file(ending: str, word: str) -> bytes:
    """Return the text as a file with this ending; `word` stands in two places of it."""
    if ending == "pdf":
        return pdf(_placed_text(word))
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


def _placed_text(word: str) -> list[PlacedText]:
    """Return the text on a page of a PDF; plain words are lines of size 10 at the left margin."""
    lines = [
        (740, "First one begins here. Then the second begins there."),
        (710, f"A third {word} of it."),
        (680, "Share this page with all."),
        (650, "Town"),
        (635, "Paris"),
        (620, "Lyon"),
        (590, f"Tyger Tyger, {word} bright,"),
        (578, "in the forests of the night;"),
        (566, "what immortal hand or eye"),
        (554, "could frame thy symmetry?"),
        (524, "The last one ends here."),
    ]
    cells = [(650, 1, "Price"), (635, 0, "nine sous"), (620, 0, "ten sous")]
    return [
        (160, 770, 18, 0, "On Margins"),
        *((100, baseline, 10, 1 if words == "Town" else 0, words) for baseline, words in lines),
        *((220, baseline, 10, font, words) for baseline, font, words in cells),
        # The mark of the footnote, raised behind the first paragraph, and the note.
        (100 + width(lines[0][1], 10) + 0.5, 744, 6, 0, "1"),
        (100, 100, 6, 0, "1"),
        (105, 97, 8, 0, "A note on seeing."),
    ]
