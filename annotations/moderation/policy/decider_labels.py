"""The labels of who decided, as the record stores them in English, in the interface's language."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

# What `ledger.actor_label` and an erased account leave in the record in place of a name.
NOBODYS_LABELS = {
    "the flags of members": gettext_lazy("the flags of members"),
    "its author, on leaving": gettext_lazy("its author, on leaving"),
}
OFFICES = {
    "leader": pgettext_lazy("role in a seminar", "leader"),
    "moderator": pgettext_lazy("role in a seminar", "moderator"),
    "reader": pgettext_lazy("role in a seminar", "reader"),
    "observer": pgettext_lazy("role in a seminar", "observer"),
    "site": pgettext_lazy("who runs it", "site"),
}
NAME_AND_OFFICE = re.compile(r"(?P<name>.*) \((?P<office>\w+)\)", re.DOTALL)


def decider_name(label: str) -> str:
    """Return the stored label of whoever took a step, with its English words translated."""
    if label in NOBODYS_LABELS:
        return str(NOBODYS_LABELS[label])
    parts = NAME_AND_OFFICE.fullmatch(label)
    if parts is None or parts["office"] not in OFFICES:
        return label
    values = {"name": parts["name"], "office": OFFICES[parts["office"]]}
    return _("%(name)s (%(office)s)") % values
