"""The agenda: to read, to print, to arrange, and for the wall of the room."""

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from annotations.arguments import actions, rules
from annotations.arguments.forms import ArrangingForm, LineForm
from annotations.arguments.meeting import OWN_MINUTES, Meeting, meeting_of
from annotations.arguments.views import around
from annotations.margin.kept import signed_in
from annotations.seminars.models import Member
from annotations.seminars.queries import Opened, open_reading


@require_safe
def agenda(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """What to talk about when the group meets; with `?wall` in large type, line by line."""
    opened = open_reading(seminar, essay, request.user)
    if "wall" in request.GET:
        return wall(request, opened, request.GET["wall"])
    return agenda_page(request, opened, meeting_of(opened))


def agenda_page(
    request: HttpRequest, opened: Opened, meeting: Meeting, wrong: Form | None = None
) -> HttpResponse:
    """The agenda, with the form that could not be taken as it was sent."""
    context = {
        **around(opened, "agenda"),
        "meeting": meeting,
        "may_arrange": rules.may_arrange(opened.reader),
        "adding": wrong if isinstance(wrong, LineForm) else None,
        "arranging": wrong if isinstance(wrong, ArrangingForm) else None,
    }
    return render(request, "arguments/agenda.html", context, status=422 if wrong else 200)


def wall(request: HttpRequest, opened: Opened, number: str) -> HttpResponse:
    """All lines in large type, or the one with this number and the way to its neighbours."""
    items = meeting_of(opened).items
    at = int(number) if number.isdecimal() and len(number) < 4 else 0
    one = items[at - 1] if 0 < at <= len(items) else None
    context = {
        **around(opened, "agenda"),
        "items": items,
        "item": one,
        "number": at,
        "before": at - 1 if one else None,
        "following": at + 1 if one and at < len(items) else None,
    }
    return render(request, "arguments/wall.html", context)


def led(request: HttpRequest, seminar: str, essay: str) -> tuple[Opened, Member]:
    """The reading, if this visitor may arrange its agenda."""
    opened = open_reading(seminar, essay, request.user)
    if opened.member is None or not rules.may_arrange(opened.reader):
        raise PermissionDenied
    return opened, opened.member


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def lines(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """Add a line of one's own."""
    if request.method != "POST":
        return redirect("agenda", seminar, essay)
    opened, leader = led(request, seminar, essay)
    form = LineForm(request.POST)
    if not form.is_valid():
        return agenda_page(request, opened, meeting_of(opened), form)
    minutes = form.cleaned_data["minutes"] or OWN_MINUTES
    actions.add_line(opened.reading, title=form.cleaned_data["title"], minutes=minutes, by=leader)
    return redirect("agenda", seminar, essay)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """Move, hide, show or take off a line, or give it its time."""
    if request.method != "POST":
        return redirect("agenda", seminar, essay)
    opened, leader = led(request, seminar, essay)
    meeting = meeting_of(opened)
    keys = [item.key for item in meeting.items]
    form = ArrangingForm(request.POST, keys={*keys, *(item.key for item in meeting.hidden)})
    if not form.is_valid():
        return agenda_page(request, opened, meeting, form)
    key, reading = form.cleaned_data["key"], opened.reading
    match form.cleaned_data["deed"]:
        case "up" | "down" as way:
            keys = moved(keys, key, -1 if way == "up" else 1)
            actions.arrange(reading, keys, by=leader)
        case "hide" | "show" as deed:
            actions.set_line(reading, key, hidden=deed == "hide", by=leader)
        case "drop":
            actions.drop_line(reading, key, by=leader)
        case "time":
            actions.set_line(reading, key, minutes=form.cleaned_data["minutes"], by=leader)
    # Back to that line: who moves it twice shall not have to look for it.
    there = f"#line-{keys.index(key) + 1}" if key in keys else ""
    return redirect(reverse("agenda", args=[seminar, essay]) + there)


def moved(keys: list[str], key: str, by: int) -> list[str]:
    """The order once this line went one place up or down; at the end it stays."""
    if key not in keys:
        return keys
    at = keys.index(key)
    rest = [each for each in keys if each != key]
    place = min(max(at + by, 0), len(rest))
    return [*rest[:place], key, *rest[place:]]
