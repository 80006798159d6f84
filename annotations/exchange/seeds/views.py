"""The page that starts a seminar from another."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html_join
from django.views.decorators.http import require_http_methods

from annotations.exchange.seeds.actions import start_seminar_from
from annotations.exchange.seeds.forms import MAX_LISTED, SeedForm
from annotations.exchange.seeds.queries import seeds_of
from annotations.people.visitors import signed_in_account
from annotations.seminars.invitations.link_cookie import redirect_with_link
from annotations.seminars.queries import open_seminar_as_leader
from annotations.seminars.setup.forms import seminar_slug
from annotations.seminars.setup.views import NAME_TAKEN_MEANWHILE


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def copy_seminar(request: HttpRequest, slug: str) -> HttpResponse:
    """Create a seminar with this one's texts, prompts and policies, without its people, and with
    as much of what the leader wrote here as they choose."""
    original, _reader, member = open_seminar_as_leader(slug, request.user)
    seeds = seeds_of(original, member)
    form = SeedForm(request.POST if request.method == "POST" else None, seeds=seeds)
    if form.is_valid():
        name, leader = form.cleaned_data["name"], signed_in_account(request.user)
        try:
            copy, token = start_seminar_from(
                original,
                name=name,
                slug=seminar_slug(name),
                leader=leader,
                seeds=form.chosen_seeds(),
            )
        except IntegrityError:
            form.add_error("name", NAME_TAKEN_MEANWHILE)
        else:
            return redirect_with_link(copy, token)
    titles = original.readings.copied().values_list("essay__title")
    context = {
        "seminar": original,
        "form": form,
        "titles": format_html_join(", ", "<bdi>{}</bdi>", titles),
        "seeds": seeds[:MAX_LISTED],
        "number": len(seeds),
    }
    status = 422 if form.is_bound else 200
    return render(request, "exchange/copy_seminar.html", context, status=status)
