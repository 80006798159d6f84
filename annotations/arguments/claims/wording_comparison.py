"""When two wordings of a claim count as the same."""

from annotations.character_folding.invisible_characters import without_invisible

FULL_STOPS = (".", "。", "．", "।", "۔")


def same_wording(one: str, other: str) -> bool:
    """True if two wordings differ at most in case, white space, a final full stop and in what
    nobody sees.
    """
    return normalised_wording(one) == normalised_wording(other)


def normalised_wording(wording: str) -> str:
    """Case-folded visible wording with single spaces and without a final full stop."""
    words = " ".join(without_invisible(wording).casefold().split())
    for stop in FULL_STOPS:
        if words.endswith(stop) and words != stop:
            return words.removesuffix(stop).rstrip()
    return words
