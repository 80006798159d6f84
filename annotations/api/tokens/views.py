"""The page on which somebody makes, sees and revokes their tokens."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from annotations.api.tokens.actions import MAX_TOKENS, TooManyTokens, make_token, revoke_token
from annotations.api.tokens.forms import TokenForm
from annotations.people.visitors import signed_in_account


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens_page(request: HttpRequest) -> HttpResponse:
    """Show the visitor's tokens; POST makes one, and shows its secret this once."""
    user = signed_in_account(request.user)
    form = TokenForm(request.POST if request.method == "POST" else None)
    made: dict[str, Any] = {}
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            token, secret = make_token(user, **form.cleaned_data)
        except TooManyTokens:
            form.add_error(
                None,
                _("You have %(number)d tokens, and can’t have more: revoke one first.")
                % {"number": MAX_TOKENS},
            )
        else:
            made, status, form = {"token": token, "secret": secret}, 200, TokenForm()
    context = {
        "form": form,
        "made": made,
        "tokens": user.tokens.order_by("-created_at"),
    }
    return render(request, "api/tokens.html", context, status=status)


@login_required
@require_POST
def token_revocation(request: HttpRequest, id: UUID) -> HttpResponse:
    """Revoke one of the visitor's tokens. Raises Http404 for a token of somebody else."""
    if not revoke_token(signed_in_account(request.user), id):
        raise Http404
    messages.success(request, _("Revoked. Programs that used it are shut out from now on."))
    return redirect("tokens")
