"""The span of a passage in the new text: from its first surviving word to its last."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from annotations.anchoring.matching.correspondence import UNMATCHED, Correspondence
from annotations.anchoring.matching.tokens import ends_sentence


@dataclass(frozen=True, slots=True)
class WordSpan:
    """Words of the new text, all in one paragraph; never empty."""

    paragraph: int
    words: range


def find_span(found: Correspondence, passage: range) -> WordSpan | None:
    """Return the new words that the old words became, or None if there are none.

    Words put in the place of the passage's first or last words belong to it; a passage spread over
    several paragraphs is where most of it is.
    """
    home, inside = _where_most_is(found, passage)
    if not inside:
        return None
    cluster = _heaviest_cluster(found, passage, inside)
    first = min(cluster, key=lambda i: found.to_new[i])
    last = max(cluster, key=lambda i: found.to_new[i])
    start, end = found.to_new[first], found.to_new[last]
    if first <= last:
        start -= _reach(found, cluster[0], cluster[0] - passage.start, -1) * (first == cluster[0])
        end += _reach(found, cluster[-1], passage.stop - 1 - cluster[-1], 1) * (last == cluster[-1])
    return WordSpan(home, range(start, end + 1))


def _where_most_is(found: Correspondence, passage: range) -> tuple[int, list[int]]:
    """Return the new paragraph that holds most of the passage, and the old words it holds."""
    held: defaultdict[int, list[int]] = defaultdict(list)
    for i in passage:
        if found.to_new[i] != UNMATCHED:
            held[found.new.paragraph_of[found.to_new[i]]].append(i)
    if not held:
        return UNMATCHED, []
    return max(held.items(), key=lambda item: _weight(found, item[1]))


def _weight(found: Correspondence, old_words: Iterable[int]) -> float:
    return sum(found.matched_weight(i) for i in old_words)


def _heaviest_cluster(found: Correspondence, passage: range, inside: list[int]) -> list[int]:
    """Drop words that stand apart, with more weight of other passages between than
    the passage has.
    """
    ordered = sorted(inside, key=lambda i: found.to_new[i])
    most = _weight(found, ordered)
    clusters = [[ordered[0]]]
    for before, after in pairwise(ordered):
        between = (found.to_old[j] for j in range(found.to_new[before] + 1, found.to_new[after]))
        if _weight(found, (i for i in between if i != UNMATCHED and i not in passage)) > most:
            clusters.append([])
        clusters[-1].append(after)
    return sorted(max(clusters, key=lambda cluster: _weight(found, cluster)))


def _reach(found: Correspondence, inner: int, lost: int, step: int) -> int:
    """Count the new words beyond `inner` that stand for the passage's `lost` words there.

    They fill the hole between `inner` and the next word that survived, and are divided as the old
    words of the hole were; where the hole's far side moved away, they are counted one for one.
    """
    image = found.to_new[inner]
    home, target = found.old.paragraph_of[inner], found.new.paragraph_of[image]
    whole = _run(found.to_new, found.old.words_in(home), inner, step)
    lost = min(lost, whole)
    if not lost:
        return 0
    room = _run(found.to_old, found.new.words_in(target), image, step)
    far, far_image = inner + step * (whole + 1), image + step * (room + 1)
    if far in found.old.words_in(home):
        attached = found.to_new[far] == far_image
    else:
        attached = (
            far_image not in found.new.words_in(target)
            and found.paragraph_pairs.get(home) == target
        )
    if not attached:
        return min(room, lost)
    return room if lost == whole else min(room, round(room * lost / whole))


def _run(match: Sequence[int], paragraph: range, word: int, step: int) -> int:
    """Count the unmatched words next to `word`."""
    length = 0
    while (
        word + step * (length + 1) in paragraph and match[word + step * (length + 1)] == UNMATCHED
    ):
        length += 1
    return length


def words_added_before(found: Correspondence, first: int) -> int:
    """Count the words added before a sentence's first word, back to where the sentence begins now.

    "However, you can" is where "You can" is, if that was how the sentence began.
    """
    own, image = found.old.words_in(found.old.paragraph_of[first]), found.to_new[first]
    if first > own.start and not ends_sentence(found.old.keys[first - 1]):
        return 0
    home = found.new.words_in(found.new.paragraph_of[image])
    added = 0
    while image - added > home.start:
        before = image - added - 1
        if ends_sentence(found.new.keys[before]):
            return added
        if found.to_old[before] != UNMATCHED:
            return 0
        added += 1
    return added
