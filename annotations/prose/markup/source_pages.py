"""On which pages of its source a passage stands, by the pages that the spans of its block name."""

from collections.abc import Iterable, Mapping, Sequence

type StoredSpan = Sequence[int | str | Mapping[str, str]]


def source_pages(spans: Iterable[StoredSpan], start: int = 0, end: int | None = None) -> str:
    """Return the pages of `text[start:end]`, “12” or “12–13”; "" where the source has none.

    `spans` are as `spans_to_json` writes them.
    """
    named = [(at, attributes) for at, _end, tag, attributes in spans if tag == "page"]
    labels = [(at, each.get("label", "")) for at, each in named if isinstance(each, Mapping)]
    begun = [label for at, label in labels if isinstance(at, int) and at <= start]
    within = [
        label
        for at, label in labels
        if isinstance(at, int) and start < at and (end is None or at < end)
    ]
    found = [label for label in [*begun[-1:], *within] if label]
    if not found:
        return ""
    return found[0] if found[0] == found[-1] else f"{found[0]}–{found[-1]}"
