"""Which block of a revision is which, told by small revisions."""

from annotations.anchoring import BlockOrigin, align_revisions

OLD = [
    "A heading",
    "The first paragraph speaks of rivers, and of the towns that grew beside them long ago.",
    "The second paragraph asks who paid for the bridges. It finds no answer in the archive.",
    "The third is short, but it concludes.",
]


def test_an_edit_keeps_the_blocks_identity() -> None:
    new = [OLD[0], OLD[1].replace("rivers", "streams"), *OLD[2:]]
    assert align_revisions(OLD, new).blocks == (
        BlockOrigin("same", 0, (0,)),
        BlockOrigin("edited", 1, (1,)),
        BlockOrigin("same", 2, (2,)),
        BlockOrigin("same", 3, (3,)),
    )


def test_a_move_keeps_the_blocks_identity() -> None:
    new = [OLD[0], OLD[3], OLD[1], OLD[2]]
    assert [block.identity for block in align_revisions(OLD, new).blocks] == [0, 3, 1, 2]


def test_a_split_leaves_identity_with_the_greater_part() -> None:
    head, tail = OLD[2].split(" It ")
    alignment = align_revisions(OLD, [*OLD[:2], head, "It " + tail, OLD[3]])
    assert alignment.blocks[2:4] == (
        BlockOrigin("edited", 2, (2,)),
        BlockOrigin("part", None, (2,)),
    )
    assert alignment.successors == (0, 1, 2, 4)


def test_a_merger_has_both_sources() -> None:
    alignment = align_revisions(OLD, [OLD[0], OLD[1] + " " + OLD[2], OLD[3]])
    assert alignment.blocks[1].kind == "merged"
    assert sorted(alignment.blocks[1].sources) == [1, 2]
    assert alignment.successors == (0, 1, 1, 2)


def test_a_new_block_has_no_origin_and_a_deleted_one_no_successor() -> None:
    alignment = align_revisions(OLD, [*OLD[:2], "Nothing like it stood here before.", OLD[3]])
    assert alignment.blocks[2] == BlockOrigin("new", None, ())
    assert alignment.successors == (0, 1, None, 3)


def test_equal_blocks_are_distinguished_by_their_neighbours() -> None:
    old = ["Chorus", "verse one", "Chorus", "verse two", "Chorus"]
    new = ["verse one", "Chorus", "verse two", "Chorus"]
    assert [block.identity for block in align_revisions(old, new).blocks] == [1, 2, 3, 4]


def test_nothing_aligns_with_nothing() -> None:
    assert align_revisions([], []).blocks == ()
    assert align_revisions([], ["x"]).blocks == (BlockOrigin("new", None, ()),)
    assert align_revisions(["x"], []).successors == (None,)
