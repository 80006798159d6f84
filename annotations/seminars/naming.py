"""The page on which a member chooses what to be called in a seminar."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from annotations.prose.normalising import UnreadableText, normalise_line
from annotations.seminars.names import LONGEST, Taken, rename
from annotations.seminars.queries import open_seminar


class NameForm(forms.Form):
    """A name to be called by."""

    shown_as = forms.CharField(
        label="Name",
        max_length=LONGEST,
        strip=True,
        error_messages={"required": "Choose a name to be called by."},
    )

    def clean_shown_as(self) -> str:
        """The name as it is shown: on one line, with nothing in it that can't be seen."""
        try:
            name = normalise_line(self.cleaned_data["shown_as"])
        except UnreadableText as problem:
            raise forms.ValidationError(str(problem)) from None
        if not any(character.isalnum() for character in name):
            raise forms.ValidationError("Choose a name with letters in it.")
        return name


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_name(request: HttpRequest, seminar: str) -> HttpResponse:
    """Choose what to be called in this seminar."""
    found, _, member = open_seminar(seminar, request.user)
    if member is None:
        raise PermissionDenied
    form = NameForm(request.POST or None, initial={"shown_as": member.shown_as})
    if form.is_valid():
        try:
            rename(member, shown_as=form.cleaned_data["shown_as"])
        except Taken:
            form.add_error("shown_as", "Somebody here is called so already. Choose another.")
        else:
            messages.success(request, f"In {found.name} you are now {member.shown_as}.")
            return redirect("me")
    status = 422 if form.is_bound else 200
    return render(request, "seminars/name.html", {"seminar": found, "form": form}, status=status)
