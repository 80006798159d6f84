"""Where a passage is in a text, and where it is after a revision. Pure: no Django in this room.

How a passage is found again, and which module decides it:

1. Both texts are divided into words and signs (`matching.tokens`), each weighed by how rare and
   how long it is (`matching.word_weights`). Characters that nobody sees are left out; a word that
   only one text writes with a hyphen or a space in it is one word (`matching.compounds`).
2. Old and new paragraphs are paired: equal ones first (`matching.exact_matches`), then by an
   assignment of greatest total similarity, in which the same neighbours count (`matching.pairing`).
3. Inside each pair the words are aligned with affine gaps (`matching.word_alignment`,
   `matching.gotoh`). What is left over on both sides is paired again sentence by sentence, wherever
   it stands: moves, splits, mergers (`matching.correspondence`). So every old word has one new
   place or none, and a copy of a passage cannot take the place of the original, which is matched
   already.
4. A passage becomes the words from its first surviving word to its last, with what replaced the
   words lost at its ends (`span`).
5. The place has a confidence: log odds of how much of the passage survived, how much of its
   neighbourhood is still near by, and how much of its sentence is left (`confidence`). Below 0.4
   it is an orphan: a wrong place is worse than none. Cross-validated by document, of the places
   given 0.5 to 0.7 82 % were right, of those above 0.97 99.9 %.

Without the old text (`quotation`) the quotation with its context is that old text: copies of it
and what resembles it (edlib) are aligned with it in the same way and judged by the same odds.
`alignment` tells which block became which; `selectors`, `selection` and `folding` make passages
and find quotations within one revision. The package `benchmarks` measures all of it.

Measured with `manage.py reanchor_bench` on 2,372 passages in revisions by hand (real) and 1,483
in made ones; in brackets Hypothesis's cascade in the same run; per cent:

| class | right | identical | wrong | orphaned | false, of the gone |
|---|---|---|---|---|---|
| real, all living | 99.6 (98.0) | 98.9 (88.4) | 0.2 (2.0) | 0.2 (0.0) | 0.5 (21.6) |
| real, edited | 99.1 (95.1) | 97.2 (67.6) | 0.5 (4.9) | 0.4 (0.0) | |
| real, verbatim near an edit | 99.8 (99.3) | 99.5 (99.3) | 0.0 (0.7) | 0.2 (0.0) | |
| real, verbatim far from edits, or moved | 100 (99.9) | 100 (99.9) | 0 (0.1) | 0 (0) | |
| made, all living | 99.8 (83.7) | 99.8 (67.8) | 0.0 (14.0) | 0.2 (2.3) | 1.5 (47.6) |
| made, heavily reworded | 97.5 (37.0) | 97.5 (0.0) | 0.0 (29.6) | 2.5 (33.3) | |
| made, several edits | 98.1 (96.3) | 98.1 (51.9) | 0.0 (1.9) | 1.9 (1.9) | |
| made, edited while a copy stands elsewhere | 100 (5.1) | 100 (2.6) | 0 (94.9) | 0 (0) | |
| made, a copy takes the old place | 100 (0) | 100 (0) | 0 (100) | 0 (0) | |
| made, deleted with a look-alike left | | | | | 4.9 (88.9) |
| made, deleted otherwise or replaced | | | | | 0.0 (30.2) |
| made, the fourteen other classes | 100 | 100 | 0 | 0 | |

Without the old text, on the same cases: real 99.3 right, 98.3 identical, 0.5 wrong, 0.5 false; made
98.7 right, 98.3 identical, 0.6 wrong, 1.8 false (`--without-old`).

Still weak: a look-alike that kept most of a deleted sentence's words (it reads like a sentence that
moved and was reworded); a passage of which no word is left, or only common ones, is an orphan even
where its sentence lives on; where an edit begins in mid-sentence, readers may draw the border one
word further in or out. All cases are English prose: other scripts are held by laws, not measured.
"""

from annotations.anchoring.alignment import Alignment, BlockOrigin, align_revisions
from annotations.anchoring.passages import AnchoredRange, Orphan, Passage
from annotations.anchoring.reanchoring import reanchor

__all__ = [
    "Alignment",
    "AnchoredRange",
    "BlockOrigin",
    "Orphan",
    "Passage",
    "align_revisions",
    "reanchor",
]
