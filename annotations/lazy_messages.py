"""Sentences for readers out of modules that import no Django, in the reader's language.

Such a module marks a sentence as any other does, and `makemessages` collects it:

    from annotations.lazy_messages import gettext_lazy as _

    raise UnreadableText(_("This file has more than %(most)s parts.") % {"most": MAX_ENTRIES})

The sentence is translated when it becomes a string, so that one that was made at import time, or
for another reader, still has the language of the request that shows it. `apps.py` says how
sentences are translated; until then they are in English.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace


@dataclass
class _Translation:
    """The functions that turn English into the reader's language; without Django, English."""

    gettext: Callable[[str], str] = lambda message: message
    pgettext: Callable[[str, str], str] = lambda context, message: message
    ngettext: Callable[[str, str, int], str] = lambda one, many, count: one if count == 1 else many
    number: Callable[[int], str] = "{:,}".format


_translation = _Translation()


def translate_with(
    gettext: Callable[[str], str],
    pgettext: Callable[[str, str], str],
    ngettext: Callable[[str, str, int], str],
    number: Callable[[int], str],
) -> None:
    """Set the functions that translate a message and write a number, for the whole process."""
    _translation.gettext, _translation.pgettext = gettext, pgettext
    _translation.ngettext, _translation.number = ngettext, number


@dataclass(frozen=True, eq=False, repr=False)
class LazyMessage:
    """A sentence in English with its values; `str()` is the sentence in the current language.

    Numbers among the values are written with their thousands grouped. A message equals another
    message, or a string, that reads the same in the current language; so it has no hash.
    """

    message: str
    context: str = ""
    plural: str = ""
    count: int = 1
    values: Mapping[str, object] = field(default_factory=dict)

    def __mod__(self, values: Mapping[str, object]) -> "LazyMessage":
        """Return the message with these values for its named placeholders."""
        return replace(self, values=values)

    def __str__(self) -> str:
        if self.plural:
            pattern = _translation.ngettext(self.message, self.plural, self.count)
        elif self.context:
            pattern = _translation.pgettext(self.context, self.message)
        else:
            pattern = _translation.gettext(self.message)
        if not self.values:
            return pattern
        return pattern % {
            name: _translation.number(value) if type(value) is int else value
            for name, value in self.values.items()
        }

    def __repr__(self) -> str:
        return f"<LazyMessage {self.message!r} {dict(self.values)!r}>"

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other) if isinstance(other, str | LazyMessage) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # it would change with the language


def gettext_lazy(message: str) -> LazyMessage:
    """Return the message, to be translated when it is shown."""
    return LazyMessage(message)


def pgettext_lazy(context: str, message: str) -> LazyMessage:
    """Return the message in one of its meanings, which the context names, to be translated when it
    is shown.
    """
    return LazyMessage(message, context=context)


def ngettext_lazy(singular: str, plural: str, count: int) -> LazyMessage:
    """Return the message in the number that `count` asks for, to be translated when it is
    shown.
    """
    return LazyMessage(singular, plural=plural, count=count)
