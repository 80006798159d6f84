"""An essay in two versions, and helpers to annotate it, publish and check the result."""

from typing import Any

from annotations.anchoring.passages import ORPHAN_REASONS
from annotations.editions.actions import publish_revision
from annotations.editions.revision_plan import RevisionPlan
from annotations.essays.models import Block
from annotations.identifiers import uuid7
from annotations.margin.actions import post_annotation
from annotations.margin.models import Anchor, Annotation, Tally
from annotations.margin.passages.anchors import passage_at
from annotations.margin.precomputed_tallies import store
from annotations.seminars.models import Member, Reading

FIRST = """# On Reading Together

Reading alone is comfortable. Nobody contradicts you, and nothing is ever settled by it.

## Why argue

A margin is an argument that waits. It waits for a second reader, and *then* it **begins** anew.

The river rose in April and carried the old wooden bridge away before anybody could cross it.

The last word is never the last, whatever the printers of the seventeenth century believed.
"""

# The second paragraph is corrected, the bridge is gone, the last one stands first.
SECOND = """# On Reading Together

The last word is never the last, whatever the printers of the seventeenth century believed.

Reading alone is comfortable. Nobody contradicts you, and nothing is ever settled by it.

## Why argue

A margin, then, is an argument that waits. It waits for a second reader, and *then* it **starts**.
"""


def block_of(reading: Reading, number: int) -> Block:
    """The paragraph with this number, as it reads today."""
    return reading.essay.current.blocks.select_related("paragraph").get(number=number)


def write(
    reading: Reading,
    author: Member,
    *,
    number: int = 1,
    words: str = "",
    about: Annotation | None = None,
    **more: Any,
) -> Annotation:
    """Post an annotation: a note of its author to the seminar, if nothing else is said."""
    block = block_of(reading, number)
    start = block.text.index(words)
    said = {"kind": "note", "visibility": "seminar", "state": "published", "body": "So I think."}
    return post_annotation(
        **{
            "id": uuid7(),
            "reading": reading,
            "paragraph": about.paragraph if about else block.paragraph,
            "author": author,
            "about": about,
            "passage": passage_at(block, start, start + len(words)) if words else None,
            **said,
            **more,
        }
    )


def reload(reading: Reading) -> Reading:
    """The reading as the database has it."""
    return Reading.objects.select_related("essay__current", "seminar").get(pk=reading.pk)


def revise(reading: Reading, markdown: str, **more: Any) -> RevisionPlan:
    """Publish a text as whoever saw the present one."""
    now = reload(reading)
    seen = now.essay.current_id
    return publish_revision(
        now, **{"markdown": markdown, "by": None, "expected_current": seen, **more}
    )


def placement_of(annotation: Annotation, revision: Any = None) -> tuple[int | None, str, str]:
    """Where it is: the paragraph's number, the words, and why."""
    reading = reload(annotation.reading)
    anchor = Anchor.objects.get(
        annotation=annotation, revision=revision or reading.essay.current_id
    )
    block = Block.objects.get(revision=anchor.revision, paragraph=anchor.paragraph)
    words = "" if anchor.start is None else block.text[anchor.start : anchor.end]
    return block.number, words, anchor.reason


def snapshot(reading: Reading) -> dict[str, Any]:
    """Everything that publishing changes, to be compared."""
    now = reload(reading)
    return {
        "current": now.essay.current_id,
        "title": now.essay.title,
        "homes": sorted(now.annotations.values_list("pk", "paragraph")),
        "anchors": sorted(
            Anchor.objects.filter(annotation__reading=now, revision=now.essay.current).values_list(
                "annotation", "paragraph", "start", "end", "reason"
            ),
            key=str,
        ),
        "tallies": sorted(
            Tally.objects.filter(reading=now).values_list(
                "paragraph", "note", "counterpoint", "source", "waiting_note", "marks"
            ),
            key=str,
        ),
    }


def assert_consistent(reading: Reading) -> None:
    """Each has one place, in the text or as an orphan; its thread stands there; counts agree."""
    current = reload(reading).essay.current
    blocks = {block.paragraph_id: block for block in current.blocks.all()}
    anchors = {each.annotation_id: each for each in Anchor.objects.filter(revision=current)}
    for annotation in Annotation.objects.filter(reading=reading).select_related("root"):
        root = annotation.root or annotation
        assert annotation.paragraph_id == root.paragraph_id
        assert blocks[root.paragraph_id].type != "break"
        anchor = anchors.get(root.pk)
        if anchor is None:  # since this text, about a whole paragraph
            assert (root.revision_id, root.start) == (current.pk, None)
        else:
            assert anchor.paragraph_id == root.paragraph_id
            if anchor.reason in ORPHAN_REASONS:
                assert (anchor.start, anchor.end) == (None, None)
            elif root.start is not None:
                assert 0 <= anchor.start < anchor.end <= len(blocks[anchor.paragraph_id].text)
    assert store.tally_differences(reload(reading)) == {}
