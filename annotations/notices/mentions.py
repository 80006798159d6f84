"""Finds `@name` in what somebody wrote. Pure, but for how names are folded."""

import re
from collections.abc import Mapping

from annotations.people.names import fold_name

# Not within a word: an e-mail address mentions nobody.
SIGN = re.compile(r"(?<![\w@/])@(?=\S)")
# Where a name may end: before anything that is no letter or digit.
END = re.compile(r"(?<=\w)(?!\w)|(?<=[^\w\s])(?=\s|$)")
LONGEST_NAME = 80


def mentioned_names[T](text: str, names: Mapping[str, T]) -> list[T]:
    """Return the values of the names that the text mentions, each once, in order.

    `names` are by `fold_name` of the display name. Names may have spaces in them; the longest that
    fits is meant. No query.
    """
    found: dict[str, T] = {}
    for sign in SIGN.finditer(text):
        rest = text[sign.end() : sign.end() + LONGEST_NAME + 1].partition("\n")[0]
        ends = [end.start() for end in END.finditer(rest) if end.start() <= LONGEST_NAME]
        folded = (fold_name(rest[:end]) for end in reversed(ends))
        name = next((each for each in folded if each in names), None)
        if name is not None:
            found[name] = names[name]
    return list(found.values())
