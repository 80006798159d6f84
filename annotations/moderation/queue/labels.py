"""The names of states, steps, kinds and reasons to wait, as the pages for moderators write them.

States and steps are stored as codes. Their names stand within sentences: “It is now *hidden*”,
“took the step *reopen flags*”.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from annotations.margin.choices import Kind
from annotations.moderation.policy.moderation_case import State
from annotations.moderation.policy.steps import STATE_NAMES, Step
from annotations.moderation.queue.queries import QueueOrder, WaitingReason

STEP_NAMES: Mapping[str, Promise] = {
    Step.POST: pgettext_lazy("step of moderation", "post"),
    Step.APPROVE: pgettext_lazy("step of moderation", "approve"),
    Step.HIDE: pgettext_lazy("step of moderation", "hide"),
    Step.RESTORE: pgettext_lazy("step of moderation", "restore"),
    Step.REMOVE: pgettext_lazy("step of moderation", "remove"),
    Step.REINSTATE: pgettext_lazy("step of moderation", "reinstate"),
    Step.TAKE_BACK: pgettext_lazy("step of moderation", "take back the removal"),
    Step.WITHDRAW: pgettext_lazy("step of moderation", "withdraw"),
    Step.RETURN: pgettext_lazy("step of moderation", "bring back"),
    Step.ERASE: pgettext_lazy("step of moderation", "erase"),
    Step.DISMISS_FLAGS: pgettext_lazy("step of moderation", "dismiss flags"),
    Step.KEEP: pgettext_lazy("step of moderation", "keep hidden or removed"),
    Step.REOPEN_FLAGS: pgettext_lazy("step of moderation", "reopen flags"),
    Step.APPEAL: pgettext_lazy("step of moderation", "appeal"),
    Step.UPHOLD: pgettext_lazy("step of moderation", "uphold"),
    Step.REOPEN_APPEAL: pgettext_lazy("step of moderation", "reopen the appeal"),
}
KIND_PLURALS: Mapping[str, Promise] = {
    Kind.NOTE: pgettext_lazy("kind of annotation", "Notes"),
    Kind.COUNTERPOINT: pgettext_lazy("kind of annotation", "Counterpoints"),
    Kind.SOURCE: pgettext_lazy("kind of annotation", "Sources"),
}
#: The filters of the queue by why something waits; "all" is no reason, but all of them.
WAITING_NAMES: Mapping[str, Promise] = {
    "all": pgettext_lazy("what waits for a moderator", "All"),
    WaitingReason.PENDING: pgettext_lazy("what waits for a moderator", "Pending"),
    WaitingReason.FLAGGED: pgettext_lazy("what waits for a moderator", "Flagged"),
    WaitingReason.APPEALED: pgettext_lazy("what waits for a moderator", "Appealed"),
}
ORDER_NAMES: Mapping[str, Promise] = {
    QueueOrder.OLDEST: _("Oldest first"),
    QueueOrder.FLAGS: _("Most flagged first"),
}


def state_name(state: str) -> str:
    """Return the name of an annotation's state; of what is no state, the text itself."""
    return str(STATE_NAMES[State(state)]) if state in list(State) else state


def step_name(step: str) -> str:
    """Return the name of a step of moderation. Raises KeyError if there is no such step."""
    return str(STEP_NAMES[step])
