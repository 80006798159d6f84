"""The page on which a member chooses a display name in a seminar."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from annotations.seminars.display_names.actions import NameTaken, rename_member
from annotations.seminars.display_names.forms import DisplayNameForm
from annotations.seminars.queries import open_seminar


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_display_name(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the form, or rename the member and go back to their personal page."""
    seminar, _, member = open_seminar(slug, request.user)
    if member is None:
        raise PermissionDenied
    form = DisplayNameForm(request.POST or None, initial={"shown_as": member.shown_as})
    if form.is_valid():
        try:
            rename_member(member, shown_as=form.cleaned_data["shown_as"])
        except NameTaken:
            form.add_error(
                "shown_as", gettext("Somebody here is called so already. Choose another.")
            )
        else:
            names = {"seminar": seminar.name, "name": member.shown_as}
            messages.success(request, gettext("In %(seminar)s you are now %(name)s.") % names)
            return redirect("me")
    status = 422 if form.is_bound else 200
    context = {"seminar": seminar, "form": form}
    template = "seminars/display_names/edit_display_name.html"
    return render(request, template, context, status=status)
