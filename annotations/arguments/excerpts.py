"""Short excerpts of longer texts: sentences, the first question, one line."""

import re
from itertools import pairwise

# A full stop before a small letter or a digit does not end a sentence ("p. 12", "e.g. this").
# Chinese and Japanese full stops are not followed by a space.
_END = re.compile(r"(?<=[.!?…؟।])[\"”’»)\]]*\s+(?![a-z0-9])|(?<=[。！？])[”’」』）]*")
_QUESTION_MARKS = ("?", "؟", "？")
_CLOSING = '"”’»)]」』）'


def split_sentences(text: str) -> list[str]:
    """Split `text` into sentences, each without line breaks."""
    plain = " ".join(text.split())
    cuts = [0, *(match.end() for match in _END.finditer(plain)), len(plain)]
    return [one for start, end in pairwise(cuts) if (one := plain[start:end].strip())]


def first_question(text: str) -> str | None:
    """The first sentence of `text` that ends in a question mark, or None."""
    asked = (one for one in split_sentences(text) if one.rstrip(_CLOSING).endswith(_QUESTION_MARKS))
    return next(asked, None)


def one_line_excerpt(text: str, limit: int = 140) -> str:
    """As many whole sentences as fit in `limit` code points; if none fits, as many words."""
    line = ""
    for sentence in split_sentences(text):
        longer = f"{line} {sentence}".strip()
        if len(longer) > limit:
            return line or _cut(sentence, limit)
        line = longer
    return line


def _cut(sentence: str, limit: int) -> str:
    """The beginning of a sentence that is too long, with an ellipsis, cut between words if
    possible."""
    words, space, _ = sentence[:limit].rpartition(" ")
    return (words if space else sentence[: limit - 1]).rstrip(" ,;:–—-") + "…"
