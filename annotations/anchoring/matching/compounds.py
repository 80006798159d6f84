"""Words that one text writes apart and the other as one: "co-operation", "web site"."""

from collections import Counter
from collections.abc import Container, Iterator

from annotations.anchoring.matching.tokens import TokenizedText, is_punctuation

_HYPHEN = "-"


def join_compounds(old: TokenizedText, new: TokenizedText) -> tuple[TokenizedText, TokenizedText]:
    """Return both texts with their compounds as one word each, wherever these are written apart.

    Such is what one text writes apart more often, and the other as one word: then a spelling was
    changed. Other words are left alone: "a part" is no "apart".
    """
    whole_before, whole_after = Counter(old.keys), Counter(new.keys)
    known = whole_before.keys() | whole_after.keys()
    apart_before, apart_after = (
        Counter(key for _, _, key in _compounds(words, known) if not key.isnumeric())
        for words in (old, new)
    )
    respelt = {
        key
        for key in apart_before.keys() | apart_after.keys()
        if (apart_before[key] - apart_after[key]) * (whole_before[key] - whole_after[key]) < 0
    }
    return (_joined(old, respelt), _joined(new, respelt)) if respelt else (old, new)


def _compounds(words: TokenizedText, known: Container[str]) -> Iterator[tuple[int, int, str]]:
    """Yield the first and the last of the words that make a known one, and that one's key."""
    keys = words.keys
    for paragraph in range(len(words.paragraphs)):
        own = words.words_in(paragraph)
        for i in own[:-1]:
            last = i + 2 if _is_hyphenated(words, own, i) else i + 1
            compound = keys[i] + keys[last]
            if compound in known and not (is_punctuation(keys[i]) or is_punctuation(keys[last])):
                yield i, last, compound


def _is_hyphenated(words: TokenizedText, own: range, i: int) -> bool:
    """True if a hyphen joins the word to the next one, without space around it."""
    return (
        i + 2 in own
        and words.keys[i + 1] == _HYPHEN
        and words.ends[i] == words.starts[i + 1]
        and words.ends[i + 1] == words.starts[i + 2]
    )


def _joined(words: TokenizedText, respelt: Container[str]) -> TokenizedText:
    last_words = {i: (last, key) for i, last, key in _compounds(words, respelt)}
    joined = TokenizedText(words.paragraphs)
    for paragraph in range(len(words.paragraphs)):
        own = words.words_in(paragraph)
        i = own.start
        while i < own.stop:
            last, key = last_words.get(i, (i, words.keys[i]))
            joined.keys.append(key)
            joined.starts.append(words.starts[i])
            joined.ends.append(words.ends[last])
            joined.paragraph_of.append(paragraph)
            i = last + 1
        joined.first_words.append(len(joined.keys))
    return joined
