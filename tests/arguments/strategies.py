"""Random forests of annotations and graphs of claims for the tests of this room."""

from hypothesis import strategies as st

from annotations.arguments.standing.semantics import ArgumentNode, NodeKind
from annotations.arguments.standing.standing import ClaimNode

RELATIONS = ("supports", "disputes", "context")


@st.composite
def forests(draw, max_nodes: int = 12, claims: int = 3) -> list[ArgumentNode]:
    """Annotations in the order they were made: each answers an earlier one, or bears on a claim."""
    nodes: list[ArgumentNode] = []
    for number in range(draw(st.integers(0, max_nodes))):
        kind = draw(
            st.sampled_from([NodeKind.COUNTERPOINT, NodeKind.COUNTERPOINT, NodeKind.SOURCE])
        )
        about = draw(st.sampled_from([None, *nodes])) if nodes else None
        nodes.append(
            ArgumentNode(
                id=f"a{number}",
                kind=kind,
                about=about and about.id,
                claim=None if about else f"c{draw(st.integers(0, claims - 1))}",
                relation=draw(st.sampled_from(RELATIONS)) if kind == NodeKind.SOURCE else "",
            )
        )
    return nodes


@st.composite
def graphs(draw, max_claims: int = 8) -> list[ClaimNode]:
    """Claims resting on any others, on themselves, and on one that is not there."""
    names = [f"c{number}" for number in range(draw(st.integers(1, max_claims)))]
    premises = st.lists(st.sampled_from([*names, "elsewhere"]), unique=True, max_size=3)
    return [ClaimNode(name, tuple(draw(premises))) for name in names]
