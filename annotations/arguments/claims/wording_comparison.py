"""When two wordings of a claim say the same, however their writers type."""

FULL_STOPS = (".", "。", "．", "।", "۔")


def same_wording(one: str, other: str) -> bool:
    """These are one claim: they differ in case, spaces or the full stop at the end at most."""
    return normalised_wording(one) == normalised_wording(other)


def normalised_wording(wording: str) -> str:
    """A wording without what makes no other claim of it: equal for all that say the same."""
    words = " ".join(wording.casefold().split())
    for stop in FULL_STOPS:
        if words.endswith(stop) and words != stop:
            return words.removesuffix(stop).rstrip()
    return words
