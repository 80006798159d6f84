"""Which lists are open in a Word document, and how far their numbers are, as pandoc counts them."""

from annotations.prose.documents.office.word.definitions import ListItemLook, ListLevel


class ListNumbers:
    """Counts the items of lists.

    `reached` is the last number of each level of a list that goes on; `counted` how many items
    there were.
    """

    def __init__(self, looks: dict[ListLevel, ListItemLook]) -> None:
        self._looks = looks
        self.reached: dict[ListLevel, int] = {}
        self.counted = 0
        # Deeper levels with which the present part began, and those of them that have ended since:
        # these would begin with the number that the former go on with.
        self._deep: set[ListLevel] = set()
        self._ended: set[ListLevel] = set()

    def begin_part(self, reached: dict[ListLevel, int]) -> None:
        """Note with which numbers a part begins."""
        self._deep = {each for each in reached if each[1] > "0"}
        self._ended = set()

    def is_wrong(self, level: ListLevel | None) -> bool:
        """Tell whether a level would go on with a number in this part that it must not."""
        return level in self._ended

    def count(self, level: ListLevel, *, is_heading: bool = False) -> None:
        """Count an item, which ends all deeper levels; a numbered heading counts too."""
        look = self._looks.get(level)
        if look is None and not is_heading:
            return
        self.counted += 1
        start = look.start if look else 1
        number = self.reached[level] + 1 if level in self.reached else start
        for ended in [each for each in self.reached if each[1] > level[1]]:
            del self.reached[ended]
            if ended in self._deep:
                self._ended.add(ended)
        self.reached[level] = number


class OpenLists:
    """Knows which lists are open, the outermost first; `levels` is None where that is not known."""

    def __init__(self, looks: dict[ListLevel, ListItemLook]) -> None:
        self._looks = looks
        self.levels: list[ListLevel] | None = []

    @property
    def are_none(self) -> bool:
        """Tell whether it is known that none is open."""
        return self.levels == []

    def continued(self) -> tuple[ListLevel, ...] | None:
        """Return the lists around a paragraph that goes on with the item before it.

        None where a part may not begin with one.
        """
        if self.levels is None or (self.levels and self._looks[self.levels[-1]].is_task):
            return None
        return tuple(self.levels)

    def add_item(self, level: ListLevel) -> tuple[tuple[ListLevel, ...] | None, bool]:
        """Return the lists around a new item, and whether it continues one that is open.

        The former are None where a part may not begin with it.
        """
        around = self._around(level)
        own = next((each for each in around if each[1] == level[1]), level)
        continues = own in around
        items = tuple(around[:-1] if continues else around)
        if self.levels is None:
            return None, continues
        self.levels = [*items, own]
        return (items if own == level else None), continues

    def _around(self, level: ListLevel) -> list[ListLevel]:
        """Return those of the open lists that stay open at an item of a level.

        The last one may be its own: one of the same level and number, or of tasks.
        """
        looks, around = self._looks, list(self.levels or ())
        while around and around[-1][1] >= level[1]:
            is_own = around[-1] == level or (
                around[-1][1] == level[1] and looks[around[-1]].is_task and looks[level].may_be_task
            )
            if is_own:
                break
            around.pop()
        return around
