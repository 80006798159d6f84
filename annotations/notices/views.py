"""The list of notices, the form in which one chooses mails, and the link that stops them."""

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from annotations.notices.actions import choose_mail, make_notices, mark_seen, stop_mail
from annotations.notices.forms import NoticePreferencesForm
from annotations.notices.mail.messages import user_of_stop_token
from annotations.notices.models import NoticeKind
from annotations.notices.queries import by_seminar, notices_of, preferences_of, show_notices
from annotations.people.visitors import signed_in_account
from annotations.seminars.models import Seminar

PAGE_SIZE = 50
# These say all there is to read. An answer or a mention is read in its place.
READ_IN_LIST = (NoticeKind.DECISION, NoticeKind.DUE, NoticeKind.WAITING)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD"])
def notices_page(request: HttpRequest) -> HttpResponse:
    """Show the notices that the visitor may see now, by seminar, the newest first."""
    user = signed_in_account(request.user)
    make_notices()
    page = Paginator(notices_of(user), PAGE_SIZE).get_page(request.GET.get("page"))
    shown = show_notices(user, list(page))
    context = {
        "page": page,
        "seminars": by_seminar(shown),
        "unread": any(each.unread for each in shown),
    }
    response = render(request, "notices/notices_page.html", context)
    mark_seen(user, [each.notice for each in shown if each.notice.kind in READ_IN_LIST])
    return response


@login_required
@require_POST
def mark_all_read(request: HttpRequest) -> HttpResponse:
    """Mark all of the visitor's notices as seen."""
    mark_seen(signed_in_account(request.user))
    return redirect("notices")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_preferences(request: HttpRequest) -> HttpResponse:
    """Show the form, or store the choices and go back to the notices."""
    user = signed_in_account(request.user)
    mine = user.memberships.active().values("seminar")
    form = NoticePreferencesForm(
        request.POST if request.method == "POST" else None,
        seminars=list(Seminar.objects.filter(pk__in=mine).order_by("name", "pk")),
        now=preferences_of([user.pk])[user.pk],
    )
    if form.is_valid():
        choose_mail(user, choices=form.choices)
        messages.success(request, _("Saved."))
        return redirect("notices")
    confirmed = EmailAddress.objects.filter(user=user, primary=True, verified=True).exists()
    context = {"form": form, "confirmed": confirmed}
    status = 422 if form.is_bound else 200
    return render(request, "notices/preferences.html", context, status=status)


# A mail program posts here by itself, without cookies (RFC 8058); the signed token says whose mails
# it stops. Opening the link changes nothing: programs that check mails open links, too.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_mails(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether mails should stop, or stop them, without signing in. Raises Http404 for a token
    that we did not sign."""
    user = user_of_stop_token(token)
    if user is None:
        raise Http404
    if request.method == "POST":
        stop_mail(user)
    return render(request, "notices/stop_mails.html", {"stopped": request.method == "POST"})
