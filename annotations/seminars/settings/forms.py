"""The settings form: a seminar's name, policies and closing date, each with an explanation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from annotations.people.fields import MultilineField, OptionalDateTimeField, SingleLineField
from annotations.prose.addresses.hosts import domain_of
from annotations.seminars.choices import POLICY_FIELDS, Moderation, WhoMayRead
from annotations.seminars.models import Seminar
from annotations.seminars.moderation_reasons import (
    DEFAULT_REASONS,
    MAX_REASON_LENGTH,
    MAX_REASONS,
    reason_code,
    reasons_by_code,
    words_to_store,
)
from annotations.seminars.settings.concurrent_edits import ConcurrentEditForm

MAX_DOMAINS = 200
# Fields that hold a list, shown one item a line.
LIST_FIELDS = ("reasons", "held_domains", "refused_domains")
CHOICE_ERRORS = dict.fromkeys(("required", "invalid_choice"), _("Choose one of these."))


class DomainListField(MultilineField):
    """Domains, one a line, as they were pasted; cleaned to a list of normalised domains."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)

    def clean(self, value: Any) -> list[str]:  # type: ignore[override]
        """Return the domains, each once.

        Raises ValidationError for too many lines, or with a sentence for each line that is no
        domain.
        """
        lines = super().clean(value).splitlines()
        if len(lines) > MAX_DOMAINS:
            message = gettext("At most %(limit)d lines, please; these are %(count)d.")
            raise ValidationError(message % {"limit": MAX_DOMAINS, "count": len(lines)})
        written = {number: line.strip() for number, line in enumerate(lines, 1) if line.strip()}
        domains = {number: domain_of(line) for number, line in written.items()}
        problems = [
            gettext("Line %(line)d: “%(text)s” is not a domain. Write it like example.org.")
            % {"line": number, "text": written[number][:80]}
            for number, domain in domains.items()
            if domain is None
        ]
        if problems:
            raise ValidationError(problems)
        return [*dict.fromkeys(domain for domain in domains.values() if domain)]


class SettingsForm(ConcurrentEditForm):
    """What a leader may change about a seminar."""

    name = SingleLineField(
        label=_("Name"), max_length=120, error_messages={"required": _("A seminar has a name.")}
    )
    about = MultilineField(required=False, max_length=500, label=_("What it is about"))
    who_may_read = forms.ChoiceField(
        choices=WhoMayRead.choices,
        widget=forms.RadioSelect,
        label=_("Who may read"),
        help_text=_("Only members write, whoever may read."),
        error_messages=CHOICE_ERRORS,
    )
    moderation = forms.ChoiceField(
        choices=Moderation.choices,
        widget=forms.RadioSelect,
        label=_("When a moderator looks"),
        help_text=_(
            "Before publication, what readers post waits until a leader or moderator approves it."
        ),
        error_messages=CHOICE_ERRORS,
    )
    flag_threshold = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=100,
        label=_("Flags that hide"),
        help_text=_(
            "So many members’ flags hide an annotation until a moderator has looked. "
            "Empty: 3, and 2 among fewer than ten members."
        ),
        error_messages={
            "invalid": _("Write a whole number, or leave it empty."),
            "min_value": _("At least one flag."),
            "max_value": _("At most 100."),
        },
    )
    most_links = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=100,
        label=_("Links that stand at once"),
        help_text=_(
            "A post with more links than this waits for a moderator. The address of a DOI "
            "is no link. Empty: 2."
        ),
        error_messages={
            "invalid": _("Write a whole number, or leave it empty."),
            "min_value": _("Write a number from 0 to 100."),
            "max_value": _("Write a number from 0 to 100."),
        },
    )
    held_domains = DomainListField(
        label=_("Domains that wait"),
        help_text=_(
            "A post that links to one of these waits for a moderator. One domain a line; "
            "it covers its subdomains."
        ),
    )
    refused_domains = DomainListField(
        label=_("Domains that are refused"),
        help_text=_(
            "Nothing that links to one of these can be posted here; whoever tries is told "
            "so. One domain a line; it covers its subdomains."
        ),
    )
    reasons = MultilineField(
        required=False,
        label=_("Reasons"),
        help_text=_(
            "Why something may be flagged, hidden or removed here, one reason a line: at "
            "most nine, so that each has a key in the queue. Empty: the usual list again. Earlier "
            "decisions keep the reason they gave."
        ),
    )
    closes_at = OptionalDateTimeField(
        label=_("Closing date"),
        help_text=mark_safe(  # noqa: S308  # our own words
            _(
                "From then on everything can be read and nothing added. "
                "In <span data-zone>UTC</span>; empty for none."
            )
        ),
    )

    class Meta:
        model = Seminar
        fields = ("name", *POLICY_FIELDS, "closes_at")
        labels = {
            "open_to_join": _("Open to join"),
            "write_first": _("Write before you read"),
            "pseudonyms": _("Pseudonyms"),
            "names_to_leaders": _("Leaders see the names behind them"),
        }
        help_texts = {
            "open_to_join": _(
                "Whoever is signed in and may read this seminar may join as a reader, "
                "without an invitation."
            ),
            "write_first": _(
                "Readers see what others wrote on a paragraph once they have posted "
                "there, or the reading is due, or you open it."
            ),
            "pseudonyms": _(
                "Everybody gets a made-up name in this seminar, those who are here "
                "already too. It is another one in each seminar, and stays when you turn this off."
            ),
            "names_to_leaders": _(
                "Only for those who join from now on: they are told before they do."
            ),
        }

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for name in LIST_FIELDS:
            self.initial[name] = self.stored_values[name]

    def display_value(self, name: str, value: Any) -> str:
        """Return the items of a list one a line, and other values as the base class does."""
        if name in LIST_FIELDS:
            items = reasons_by_code(value).values() if name == "reasons" else value
            value = "\n".join(items)
        return super().display_value(name, value)

    def clean_reasons(self) -> list[str]:
        """Return the reasons, each once; an empty list for the default ones.

        Raises ValidationError for too many reasons or too long ones.
        """
        lines = [" ".join(line.split()) for line in self.cleaned_data["reasons"].splitlines()]
        reasons = [*dict.fromkeys(words_to_store(line) for line in lines if line)]
        if len(reasons) > MAX_REASONS:
            message = gettext("At most %(limit)d reasons, so that each has a key in the queue.")
            raise ValidationError(message % {"limit": MAX_REASONS})
        for number, line in enumerate(lines, start=1):
            if len(line) > MAX_REASON_LENGTH:
                message = gettext("Line %(line)d is longer than %(limit)d characters.")
                raise ValidationError(message % {"line": number, "limit": MAX_REASON_LENGTH})
        is_default = [reason_code(words) for words in reasons] == [*DEFAULT_REASONS]
        return [] if is_default else reasons
