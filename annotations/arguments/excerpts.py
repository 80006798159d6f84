"""What one line of a longer text is: its question, or as much of its beginning as fits."""

import re
from itertools import pairwise

# After a full stop a small letter or a digit goes on with the sentence ("p. 12", "e.g. this");
# Chinese and Japanese leave no space after theirs.
_END = re.compile(r"(?<=[.!?…؟।])[\"”’»)\]]*\s+(?![a-z0-9])|(?<=[。！？])[”’」』）]*")
_QUESTION_MARKS = ("?", "؟", "？")
_CLOSING = '"”’»)]」』）'


def split_sentences(text: str) -> list[str]:
    """The sentences of `text`, each on one line."""
    plain = " ".join(text.split())
    cuts = [0, *(match.end() for match in _END.finditer(plain)), len(plain)]
    return [one for start, end in pairwise(cuts) if (one := plain[start:end].strip())]


def first_question(text: str) -> str | None:
    """The first sentence of `text` that asks something, or None."""
    asked = (one for one in split_sentences(text) if one.rstrip(_CLOSING).endswith(_QUESTION_MARKS))
    return next(asked, None)


def one_line_excerpt(text: str, limit: int = 140) -> str:
    """As many whole sentences of `text` as fit in `limit` code points, or else as many words."""
    line = ""
    for sentence in split_sentences(text):
        longer = f"{line} {sentence}".strip()
        if len(longer) > limit:
            return line or _cut(sentence, limit)
        line = longer
    return line


def _cut(sentence: str, limit: int) -> str:
    words, space, _ = sentence[:limit].rpartition(" ")
    return (words if space else sentence[: limit - 1]).rstrip(" ,;:–—-") + "…"
