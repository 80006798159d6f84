"""HTML that is written in parts, each whole in itself, since pandoc reads one after another."""

PART_LENGTH = 250_000
"""Code points of HTML after which the next part begins, where one can.

For a file of 4.6 MB as a whole, pandoc takes 1,250 MB; for such a part 200 MB, and as much time for
all of them together.
"""


class PartedHtml:
    """Holds the pieces of what is written, and begins another part where one can.

    A part ends only after a block that stands in nothing but divisions: those are closed, and
    opened again in the next part.
    """

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._parts: list[str] = []
        # The length of the pieces up to this index, which were measured already.
        self._length = self._measured = 0
        # How many divisions are open around what is written; None inside of any other block.
        self._divisions: int | None = 0
        # The tags of the inline elements that are open, opening and closing.
        self._inlines: list[tuple[str, str]] = []

    def parts(self) -> list[str]:
        """Return what was written since this was called before."""
        self._end_part("")
        parts, self._parts = self._parts, []
        return parts

    def _end_long_part(self) -> None:
        """Begin another part if this one is long enough, and can end here."""
        self._length += sum(map(len, self.pieces[self._measured :]))
        self._measured = len(self.pieces)
        if self._length >= PART_LENGTH and self._divisions is not None and not self._inlines:
            self.pieces.append("</div>" * self._divisions)
            self._end_part("<div>" * self._divisions)

    def _end_part(self, begin: str) -> None:
        self._parts.append("".join(self.pieces))
        self.pieces = [begin]
        self._length = self._measured = 0
