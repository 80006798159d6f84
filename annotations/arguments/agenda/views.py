"""The agenda: to read, to print, to arrange, and in large type for the wall."""

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from annotations.arguments import rules
from annotations.arguments.agenda import actions
from annotations.arguments.agenda.forms import AgendaLineForm, ArrangeLineForm
from annotations.arguments.agenda.queries import OWN_MINUTES, Agenda, load_agenda
from annotations.arguments.reading_context import reading_context
from annotations.margin.posting_rules.link_rules import check_links
from annotations.margin.posting_rules.rate_limits import PostingLimitReached, check_change_limit
from annotations.people.interrupted_posts import sign_in_to_send
from annotations.seminars.models import Member, Reading
from annotations.seminars.queries import OpenedReading, open_reading


@require_safe
def agenda(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """Show the agenda; with `?wall` in large type, line by line."""
    opened = open_reading(seminar, essay, request.user)
    if "wall" in request.GET:
        return agenda_wall(request, opened, request.GET["wall"])
    return render_agenda(request, opened, load_agenda(opened))


def render_agenda(
    request: HttpRequest,
    opened: OpenedReading,
    plan: Agenda,
    wrong: Form | None = None,
    *,
    status: int = 422,
) -> HttpResponse:
    """Render the agenda, with the rejected form if there is one; `status` is for that case."""
    arranging = wrong if isinstance(wrong, ArrangeLineForm) else None
    keys = ["", *(item.key for item in plan.items), ""]
    context = {
        **reading_context(opened, "agenda"),
        "agenda": plan,
        # each line with the keys of its neighbours
        "lines": list(zip(plan.items, keys, keys[2:], strict=False)),
        "may_arrange": rules.may_arrange_agenda(opened.reader),
        "add_form": wrong if isinstance(wrong, AgendaLineForm) else None,
        "arrange_form": arranging,
        "wrong_line": arranging and arranging["key"].value() in keys and arranging["key"].value(),
    }
    return render(request, "arguments/agenda.html", context, status=status if wrong else 200)


def agenda_wall(request: HttpRequest, opened: OpenedReading, number: str) -> HttpResponse:
    """Show all lines in large type, or one line with links to its neighbours."""
    items = load_agenda(opened).items
    at = int(number) if number.isdecimal() and len(number) < 4 else 0
    item = items[at - 1] if 0 < at <= len(items) else None
    context = {
        **reading_context(opened, "agenda"),
        "items": items,
        "item": item,
        "number": at,
        "before": at - 1 if item else None,
        "following": at + 1 if item and at < len(items) else None,
    }
    return render(request, "arguments/agenda_wall.html", context)


def open_agenda_as_leader(
    request: HttpRequest, seminar: str, essay: str
) -> tuple[OpenedReading, Member]:
    """The reading and the leader. Raises PermissionDenied if the visitor may not arrange its
    agenda."""
    opened = open_reading(seminar, essay, request.user)
    if opened.member is None or not rules.may_arrange_agenda(opened.reader):
        raise PermissionDenied
    return opened, opened.member


@sign_in_to_send(gettext_lazy("Do you still want to add this line to the agenda?"))
@require_http_methods(["GET", "HEAD", "POST"])
def agenda_lines(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """Add a line of the leader's own: by the rules about links, and within the limit."""
    if request.method != "POST":
        return redirect("agenda", seminar, essay)
    opened, leader = open_agenda_as_leader(request, seminar, essay)
    plan = load_agenda(opened)
    keys = [item.key for item in plan.items]
    form = AgendaLineForm(request.POST, keys=keys)
    if not (form.is_valid() and check_links(form, opened.reading.seminar)):
        return render_agenda(request, opened, plan, form)
    try:
        check_change_limit(leader)
    except PostingLimitReached as limit:
        form.add_error("title", " ".join([limit.words, _("What you wrote is kept here.")]))
        response = render_agenda(request, opened, plan, form, status=429)
        response["Retry-After"] = str(limit.seconds)
        return response
    line = form.cleaned_data
    actions.add_agenda_line(
        opened.reading,
        title=line["title"],
        minutes=line["minutes"] or OWN_MINUTES,
        by=leader,
        among=keys,
        place=line["where"],
    )
    return redirect_to_line(line["where"] or len(keys) + 1, seminar, essay)


@sign_in_to_send(gettext_lazy("Do you still want to change the agenda?"))
@require_http_methods(["GET", "HEAD", "POST"])
def agenda_order(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """Move, hide, show or delete a line, or set its place and duration."""
    if request.method != "POST":
        return redirect("agenda", seminar, essay)
    opened, leader = open_agenda_as_leader(request, seminar, essay)
    plan = load_agenda(opened)
    keys = [item.key for item in plan.items]
    form = ArrangeLineForm(request.POST, keys={*keys, *(item.key for item in plan.hidden)})
    if not form.is_valid():
        return render_agenda(request, opened, plan, form)
    key = form.cleaned_data["key"]
    keys = apply_arrangement(opened.reading, form, keys, leader)
    # Back to that line, so that a leader who moves it again need not look for it.
    return redirect_to_line(keys.index(key) + 1 if key in keys else 0, seminar, essay)


def apply_arrangement(
    reading: Reading, form: ArrangeLineForm, keys: list[str], leader: Member
) -> list[str]:
    """Apply a valid form. Returns the keys in their new order."""
    data = form.cleaned_data
    key = data["key"]
    match data["deed"]:
        case "up" | "down" as way:
            neighbour = data.get("above" if way == "up" else "below", "")
            keys = actions.move_past_neighbour(keys, key, way, neighbour)
            actions.set_agenda_order(reading, keys, by=leader)
        case "hide" | "show" as choice:
            actions.update_agenda_line(reading, key, hidden=choice == "hide", by=leader)
        case "drop":
            actions.delete_agenda_line(reading, key, by=leader)
        case "set":
            actions.update_agenda_line(reading, key, minutes=data["minutes"], by=leader)
            if form.target_place is not None and key in keys:
                keys = actions.move_to_place(keys, key, form.target_place)
                actions.set_agenda_order(reading, keys, by=leader)
    return keys


def redirect_to_line(number: int, seminar: str, essay: str) -> HttpResponse:
    """Redirect to the line with this number; to the top of the agenda for 0."""
    fragment = f"#line-{number}" if number else ""
    return redirect(reverse("agenda", args=[seminar, essay]) + fragment)
