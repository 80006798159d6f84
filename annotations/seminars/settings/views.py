"""The settings page of a seminar."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from annotations.people.models import User
from annotations.people.visitors import signed_in_account
from annotations.seminars.models import Seminar
from annotations.seminars.queries import open_seminar_as_leader
from annotations.seminars.settings.actions import renew_share_link, save_settings
from annotations.seminars.settings.forms import SettingsForm


@require_http_methods(["GET", "HEAD", "POST"])
def edit_settings(request: HttpRequest, slug: str) -> HttpResponse:
    """Show or change the settings; with `new_link`, replace the share link."""
    seminar, _, member = open_seminar_as_leader(slug, request.user)
    user = signed_in_account(request.user)
    if "new_link" in request.POST:
        renew_share_link(seminar, by=user)
        messages.success(
            request, gettext("There is a new link: the old one opens nothing any more.")
        )
        return redirect("settings", seminar.slug)
    form, status = SettingsForm(instance=Seminar.objects.get(pk=seminar.pk)), 200
    if request.method == "POST":
        form = submit_settings(request.POST, seminar, by=user)
        if form.is_valid():
            messages.success(request, gettext("Kept."))
            return redirect("settings", seminar.slug)
        status = 409 if form.conflicts else 422
    link = reverse("follow", args=[seminar.slug, seminar.link_key])
    context = {
        "seminar": seminar,
        "member": member,
        "form": form,
        "link": request.build_absolute_uri(link),
    }
    return render(request, "seminars/settings/edit_settings.html", context, status=status)


@transaction.atomic
def submit_settings(sent: QueryDict, seminar: Seminar, *, by: User) -> SettingsForm:
    """Bind the form to the locked row and save it if it is valid; return the form."""
    locked = Seminar.objects.select_for_update().get(pk=seminar.pk)
    earlier_reasons = list(locked.reasons)
    form = SettingsForm(sent, instance=locked)
    if form.is_valid():
        save_settings(
            form.instance, changed=form.changed_fields(), earlier_reasons=earlier_reasons, by=by
        )
    return form
