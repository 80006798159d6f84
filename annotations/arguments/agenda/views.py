"""The agenda: to read, to print, to arrange, and for the wall of the room."""

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from annotations.arguments import rules
from annotations.arguments.agenda import actions
from annotations.arguments.agenda.forms import ArrangingForm, LineForm
from annotations.arguments.agenda.queries import OWN_MINUTES, Meeting, meeting_of
from annotations.arguments.context import around
from annotations.margin.kept import signed_in
from annotations.seminars.models import Member, Reading
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
    arranging = wrong if isinstance(wrong, ArrangingForm) else None
    keys = ["", *(item.key for item in meeting.items), ""]
    context = {
        **around(opened, "agenda"),
        "meeting": meeting,
        # each line with the keys of those above and below it
        "lines": list(zip(meeting.items, keys, keys[2:], strict=False)),
        "may_arrange": rules.may_arrange(opened.reader),
        "adding": wrong if isinstance(wrong, LineForm) else None,
        "arranging": arranging,
        "wrong_line": arranging and arranging["key"].value() in keys and arranging["key"].value(),
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
    meeting = meeting_of(opened)
    keys = [item.key for item in meeting.items]
    form = LineForm(request.POST, keys=keys)
    if not form.is_valid():
        return agenda_page(request, opened, meeting, form)
    said = form.cleaned_data
    actions.add_line(
        opened.reading,
        title=said["title"],
        minutes=said["minutes"] or OWN_MINUTES,
        by=leader,
        among=keys,
        place=said["where"],
    )
    return to_line(said["where"] or len(keys) + 1, seminar, essay)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """Move, hide, show or take off a line, or give it its place and its time."""
    if request.method != "POST":
        return redirect("agenda", seminar, essay)
    opened, leader = led(request, seminar, essay)
    meeting = meeting_of(opened)
    keys = [item.key for item in meeting.items]
    form = ArrangingForm(request.POST, keys={*keys, *(item.key for item in meeting.hidden)})
    if not form.is_valid():
        return agenda_page(request, opened, meeting, form)
    key = form.cleaned_data["key"]
    keys = arrange(opened.reading, form, keys, leader)
    # Back to that line, or to what follows it: who arranges more shall not have to look for it.
    return to_line(keys.index(key) + 1 if key in keys else 0, seminar, essay)


def arrange(reading: Reading, form: ArrangingForm, keys: list[str], leader: Member) -> list[str]:
    """Do what the form says to a line; the order that comes of it."""
    said = form.cleaned_data
    key = said["key"]
    match said["deed"]:
        case "up" | "down" as way:
            neighbour = said.get("above" if way == "up" else "below", "")
            keys = actions.stepped(keys, key, way, neighbour)
            actions.arrange(reading, keys, by=leader)
        case "hide" | "show" as deed:
            actions.set_line(reading, key, hidden=deed == "hide", by=leader)
        case "drop":
            actions.drop_line(reading, key, by=leader)
        case "set":
            actions.set_line(reading, key, minutes=said["minutes"], by=leader)
            if form.goes_to is not None and key in keys:
                keys = actions.placed(keys, key, form.goes_to)
                actions.arrange(reading, keys, by=leader)
    return keys


def to_line(number: int, seminar: str, essay: str) -> HttpResponse:
    """The way back to the line with this number; to the head of the agenda for 0."""
    there = f"#line-{number}" if number else ""
    return redirect(reverse("agenda", args=[seminar, essay]) + there)
