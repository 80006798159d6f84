"""Why a look-up of a work came to nothing.

`Work.lookup_problem` stores these sentences in English; they are translated when they are shown.
"""

from django.utils.translation import gettext_noop

LOOKUP_RETRIED_LATER = gettext_noop(
    "This work could not be looked up just now; it is tried again. Or fill it in."
)
"""The registry gave no answer."""

# The registry's answer, or what kept us from asking: it is not asked again.
NO_IDENTIFIER = gettext_noop(
    "Could not look this up. Only works with a DOI or an ISBN can be looked up: please fill it in."
)
ELSEWHERE = gettext_noop(
    "Could not look this up. The registry pointed to an address that we do not follow."
)
CIRCULAR = gettext_noop("Could not look this up. The registry sent us round in a circle.")
UNKNOWN = gettext_noop("Could not look this up. The registry does not know it: please fill it in.")
NONSENSE = gettext_noop(
    "Could not look this up. The registry’s answer made no sense: please fill it in."
)
UNTITLED = gettext_noop(
    "Could not look this up. The registry knows it, but not its title: please fill it in."
)
UNKNOWN_ISBN = gettext_noop(
    "Could not look this up. Open Library does not know this ISBN: please fill it in."
)
OPEN_LIBRARY_NONSENSE = gettext_noop(
    "Could not look this up. Open Library’s answer made no sense: please fill it in."
)
ANSWER_TOO_LONG = gettext_noop(
    "Could not look this up. The registry’s answer was too long: please fill it in."
)


class NotFound(Exception):
    """The service does not know the work, or answered nonsense; `str()` says which, in English."""


class NoAnswer(Exception):
    """The service could not be reached in time, or could not answer; `str()` says why, in English.

    Readers do not see it: `LOOKUP_RETRIED_LATER` is stored instead.
    """
