"""When two wordings of a claim count as the same."""

FULL_STOPS = (".", "。", "．", "।", "۔")


def same_wording(one: str, other: str) -> bool:
    """True if two wordings differ at most in case, white space and a final full stop."""
    return normalised_wording(one) == normalised_wording(other)


def normalised_wording(wording: str) -> str:
    """Case-folded wording with single spaces and without a final full stop."""
    words = " ".join(wording.casefold().split())
    for stop in FULL_STOPS:
        if words.endswith(stop) and words != stop:
            return words.removesuffix(stop).rstrip()
    return words
