"""Small PDFs for tests, written by hand: each line of text at its place."""

from collections.abc import Sequence

FONTS = ("Times-Roman", "Times-Bold", "Times-Italic", "Courier")
WIDTHS = {
    **dict.fromkeys(" ,.ijlt:;’'|", 250),
    **dict.fromkeys("fIr-()[]s", 340),
    **dict.fromkeys("mMwW", 750),
}
PlacedText = tuple[float, float, float, int, str]
"""Left, baseline, size, index of the font, words."""


def width(text: str, size: float) -> float:
    """Return how wide the words are, with the widths that the fonts of `pdf` state."""
    return sum(WIDTHS.get(letter, 500) for letter in text) * size / 1000


LOCKED = f"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{'41' * 32}>/U<{'42' * 32}>>>/ID[<00><00>]"
"""What the trailer of a file that needs a password says."""


def pdf(
    *pages: Sequence[PlacedText],
    catalog: str = "",
    page_entries: str = "",
    trailer: str = "",
    drawn: bytes = b"",
) -> bytes:
    """Return a PDF of these pages; `drawn` are further commands on each."""
    objects = [f"<</Type/Catalog/Pages 2 0 R{catalog}>>".encode()]
    first_page = 3 + len(FONTS)
    kids = " ".join(f"{first_page + 2 * index} 0 R" for index in range(len(pages)))
    objects.append(f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode())
    widths = " ".join(str(WIDTHS.get(chr(code), 500)) for code in range(32, 256))
    objects += [
        (
            f"<</Type/Font/Subtype/Type1/BaseFont/{name}/Encoding/WinAnsiEncoding/FirstChar 32"
            f"/LastChar 255/Widths[{widths}]>>"
        ).encode()
        for name in FONTS
    ]
    fonts = "".join(f"/F{index} {3 + index} 0 R" for index in range(len(FONTS)))
    for index, page in enumerate(pages):
        objects.append(
            (
                f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<<{fonts}>>>>"
                f"/Contents {first_page + 2 * index + 1} 0 R{page_entries}>>"
            ).encode()
        )
        stream = b"\n".join([*(_shown(*each) for each in page), drawn])
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream))
    return _file(objects, trailer)


def picture(left: float, bottom: float, width: float, height: float) -> bytes:
    """Return the commands that draw a grey picture."""
    return b"q %g 0 0 %g %g %g cm BI/W 1/H 1/CS/G/BPC 8 ID \x80 EI Q" % (
        width,
        height,
        left,
        bottom,
    )


def _shown(left: float, baseline: float, size: float, font: int, text: str) -> bytes:
    escaped = text.encode("cp1252").replace(b"\\", rb"\\").replace(b"(", rb"\(")
    words = escaped.replace(b")", rb"\)")
    return b"BT /F%d %g Tf %g %g Td (%s) Tj ET" % (font, size, left, baseline, words)


def _file(objects: Sequence[bytes], trailer: str) -> bytes:
    content, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size, start = len(objects) + 1, len(content)
    entries = b"/Size %d/Root 1 0 R%s" % (size, trailer.encode())
    return content + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<<%s>>\nstartxref\n%d\n%%%%EOF"
        % (size, table, entries, start)
    )


def wrapped(
    text: str,
    top: float,
    *,
    left: float = 100,
    right: float = 400,
    size: float = 10,
    indent: float = 0,
    font: int = 0,
) -> list[PlacedText]:
    """Return the lines of a paragraph; its first is indented. A `-` may end a line."""
    lines: list[PlacedText] = []
    words, line, begin = text.split(), "", left + indent
    for word in words:
        longer = f"{line} {word}".strip()
        if line and begin + width(longer, size) > right:
            lines.append((begin, top, size, font, line))
            line, begin, top = word, left, top - 1.2 * size
        else:
            line = longer
    return [*lines, (begin, top, size, font, line)]
