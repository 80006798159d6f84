"""A seminar's policies: each explained in a sentence where it is chosen, and what a change of one
brings about at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods

from annotations.activity import Verb, record
from annotations.people.fields import MultilineField, SingleLineField
from annotations.people.models import User
from annotations.seminars.actions import assign_pseudonyms
from annotations.seminars.choices import POLICY_FIELDS, Moderation, WhoMayRead
from annotations.seminars.models import Seminar, new_key
from annotations.seminars.moderation_reasons import (
    DEFAULT_REASONS,
    MAX_REASON_LENGTH,
    MAX_REASONS,
    reasons_by_code,
)
from annotations.seminars.queries import account_of, open_as_leader
from annotations.seminars.readings.forms import OptionalDateTimeField
from annotations.seminars.settings.concurrent_edits import ConcurrentEditForm

CHOICE_ERRORS = {"required": "Choose one of these.", "invalid_choice": "Choose one of these."}


class PoliciesForm(ConcurrentEditForm):
    """What a leader may change about a seminar."""

    name = SingleLineField(max_length=120, error_messages={"required": "A seminar has a name."})
    about = MultilineField(required=False, max_length=500, label="What it is about")
    who_may_read = forms.ChoiceField(
        choices=WhoMayRead.choices,
        widget=forms.RadioSelect,
        label="Who may read",
        help_text="Only members write, whoever may read.",
        error_messages=CHOICE_ERRORS,
    )
    moderation = forms.ChoiceField(
        choices=Moderation.choices,
        widget=forms.RadioSelect,
        label="When a moderator looks",
        help_text="Before publication, what readers post waits until a leader or moderator "
        "approves it.",
        error_messages=CHOICE_ERRORS,
    )
    flag_threshold = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=100,
        label="Flags that hide",
        help_text="So many members’ flags hide an annotation until a moderator has looked. "
        "Empty: 3, and 2 among fewer than ten members.",
        error_messages={
            "invalid": "Write a whole number, or leave it empty.",
            "min_value": "At least one flag.",
            "max_value": "At most 100.",
        },
    )
    reasons = MultilineField(
        required=False,
        label="Reasons",
        help_text="Why something may be flagged, hidden or removed here, one reason a line: at "
        "most nine, so that each has a key in the queue. Empty: the usual list again. Earlier "
        "decisions keep the reason they gave.",
    )
    closes_at = OptionalDateTimeField(
        label="Closing date",
        help_text=mark_safe(
            "From then on everything can be read and nothing added. "
            "In <span data-zone>UTC</span>; empty for none."
        ),
    )

    class Meta:
        model = Seminar
        fields = ("name", *POLICY_FIELDS, "closes_at")
        labels = {
            "open_to_join": "Open to join",
            "write_first": "Write before you read",
            "pseudonyms": "Pseudonyms",
            "names_to_leaders": "Leaders see the names behind them",
        }
        help_texts = {
            "open_to_join": "Whoever is signed in and may read this seminar may join as a reader, "
            "without an invitation.",
            "write_first": "Readers see what others wrote on a paragraph once they have posted "
            "there, or the reading is due, or you open it.",
            "pseudonyms": "Everybody gets a made-up name in this seminar, those who are here "
            "already too. It is another one in each seminar, and stays when you turn this off.",
            "names_to_leaders": "Only for those who join from now on: they are told before they "
            "do.",
        }

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.initial["reasons"] = self.now["reasons"]

    def shown(self, name: str, value: Any) -> str:
        """Of reasons, a line for each."""
        return super().shown(
            name, "\n".join(reasons_by_code(value).values()) if name == "reasons" else value
        )

    def clean_reasons(self) -> list[str]:
        """Each line a reason, once; nothing where it is the usual list."""
        lines = [" ".join(line.split()) for line in self.cleaned_data["reasons"].splitlines()]
        reasons = [*dict.fromkeys(filter(None, lines))]
        if len(reasons) > MAX_REASONS:
            raise ValidationError(
                f"At most {MAX_REASONS} reasons, so that each has a key in the queue."
            )
        for number, line in enumerate(lines, start=1):
            if len(line) > MAX_REASON_LENGTH:
                raise ValidationError(
                    f"Line {number} is longer than {MAX_REASON_LENGTH} characters."
                )
        return [] if reasons == [*DEFAULT_REASONS.values()] else reasons


@require_http_methods(["GET", "HEAD", "POST"])
def edit_settings(request: HttpRequest, seminar: str) -> HttpResponse:
    """The policies, to read with their explanation and to change."""
    found, _, member = open_as_leader(seminar, request.user)
    user = account_of(request.user)
    assert user is not None
    if "new_link" in request.POST:
        renew_share_link(found, by=user)
        messages.success(request, "There is a new link: the old one opens nothing any more.")
        return redirect("settings", found.slug)
    form, status = PoliciesForm(instance=Seminar.objects.get(pk=found.pk)), 200
    if request.method == "POST":
        form = update_policies(request.POST, found, by=user)
        if form.is_valid():
            messages.success(request, "Kept.")
            return redirect("settings", found.slug)
        status = 409 if form.overtaken else 422
    link = reverse("follow", args=[found.slug, found.link_key])
    context = {
        "seminar": found,
        "member": member,
        "form": form,
        "link": request.build_absolute_uri(link),
    }
    return render(request, "seminars/settings.html", context, status=status)


@transaction.atomic
def update_policies(sent: QueryDict, seminar: Seminar, *, by: User) -> PoliciesForm:
    """Keep what the form holds, if it is valid, and do what follows from it."""
    locked = Seminar.objects.select_for_update().get(pk=seminar.pk)
    reasons, pseudonyms = reasons_by_code(locked.reasons), locked.pseudonyms
    form = PoliciesForm(sent, instance=locked)
    if form.is_valid():
        form.instance.reasons_said |= reasons
        form.save()
        if locked.pseudonyms and not pseudonyms:
            assign_pseudonyms(locked)
        for field, now in form.said().items():
            if now != form.now[field]:
                record(Verb.CONFIGURED, by=by, seminar=locked.pk, subject=locked.pk, what=field)
    return form


@transaction.atomic
def renew_share_link(seminar: Seminar, *, by: User) -> None:
    """Another key for who reads by the link: whoever came by the old one is out."""
    seminar.link_key = new_key()
    seminar.save(update_fields=["link_key"])
    record(Verb.CONFIGURED, by=by, seminar=seminar.pk, subject=seminar.pk, what="link_key")
