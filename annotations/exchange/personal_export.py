"""What a leader takes away of a seminar, and what anybody takes along of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from textwrap import indent
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from annotations.margin import rules
from annotations.margin.choices import Visibility
from annotations.margin.models import Annotation, ReadMark
from annotations.margin.threads.summary import cited, entries_cited
from annotations.moderation.models import Appeal, Flag
from annotations.moderation.queries import decisions_about
from annotations.people.models import User
from annotations.people.visitors import signed_in_account
from annotations.prose.documents.plain_text import plain_to_markdown
from annotations.seminars.choices import POLICY_FIELDS
from annotations.seminars.models import Member, Reading, Seminar
from annotations.seminars.queries import open_seminar_as_leader
from annotations.seminars.rules import Reader

SAID = (
    *("kind", "body", "attack", "relation", "citation", "csl", "quotation", "locator", "exact"),
)


@require_safe
def seminar_export(request: HttpRequest, seminar: str, format: str) -> HttpResponse:
    """A seminar as its leader sees it: to read again elsewhere, or simply to read."""
    found, reader, _ = open_seminar_as_leader(seminar, request.user)
    write = WRITERS.get(format)
    if write is None:
        raise Http404
    response = write(found, reader)
    response["Content-Disposition"] = f'attachment; filename="{found.slug}.{ENDINGS[format]}"'
    return response


def as_json(seminar: Seminar, reader: Reader) -> HttpResponse:
    """All of it: texts, policies, members by the names they go by, and what was written."""
    return JsonResponse(
        {
            "seminar": seminar.name,
            "policies": {name: getattr(seminar, name) for name in (*POLICY_FIELDS, "closes_at")},
            "members": [
                {"id": member.pk, "name": member.name, "role": member.role}
                for member in seminar.members.order_by("joined_at")
            ],
            "readings": [reading_of(each, reader) for each in readings_of(seminar)],
        },
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )


def readings_of(seminar: Seminar) -> Iterable[Reading]:
    """With their texts."""
    return seminar.readings.select_related("essay__current")


def reading_of(reading: Reading, reader: Reader) -> dict[str, Any]:
    """One reading with everything written in it."""
    numbers = numbers_in(reading)
    return {
        "title": reading.essay.title,
        "byline": reading.essay.byline,
        "language": reading.essay.language,
        "prompt": reading.prompt,
        "opens_at": reading.opens_at,
        "due_at": reading.due_at,
        "text": reading.essay.current.markdown if reading.essay.current else "",
        "annotations": [
            {
                "author": annotation.author.name,
                "paragraph": numbers.get(annotation.paragraph_id),
                **said_by(annotation),
            }
            for annotation in written_in(reading, reader)
        ],
    }


def numbers_in(reading: Reading) -> dict[Any, int | None]:
    """The number of each paragraph today."""
    if reading.essay.current is None:
        return {}
    return dict(reading.essay.current.blocks.values_list("paragraph", "number"))


def written_in(reading: Reading, reader: Reader) -> Iterable[Annotation]:
    """What was posted to the seminar and may be seen, the oldest first."""
    shown = Annotation.objects.visible_to(reader).filter(reading=reading)
    return shown.filter(visibility=Visibility.SEMINAR).for_display().order_by("created_at", "id")


def said_by(annotation: Annotation) -> dict[str, Any]:
    """What an annotation says, what it is about, and what has become of it."""
    return {
        "id": annotation.pk,
        "about": annotation.about_id,
        "created_at": annotation.created_at,
        "edited_at": annotation.edited_at,
        "visibility": annotation.visibility,
        "state": annotation.state,
        **{name: getattr(annotation, name) for name in SAID if getattr(annotation, name)},
    }


def as_markdown(seminar: Seminar, reader: Reader) -> HttpResponse:
    """To read: each text, then what was written on it, by paragraph."""
    parts = [f"# {plain(seminar.name)}\n"]
    for reading in readings_of(seminar):
        parts.append(f"\n## {plain(reading.essay.title)}\n")
        parts.append(reading.essay.current.markdown if reading.essay.current else "")
        parts.append("\n## In the margin\n")
        numbers = numbers_in(reading)
        listed = sorted(
            written_in(reading, reader), key=lambda each: numbers.get(each.paragraph_id) or 0
        )
        entries = entries_cited(listed, reader)
        for each in listed:
            entry = cited(each, reading.essay.language, entries)
            parts.append(item_of(each, numbers.get(each.paragraph_id), entry))
    return HttpResponse("\n".join(parts), content_type="text/markdown; charset=utf-8")


def item_of(annotation: Annotation, number: int | None, entry: str) -> str:
    """One annotation as an item of a list: a line of who and where, and under it, as blocks of
    the same item, the entry of the work cited and the body, whatever Markdown that begins with."""
    place = f"¶ {number}" if number else "a heading"
    state = "" if annotation.state == rules.PUBLISHED else f" ({annotation.get_state_display()})"
    quoted = f" on “{plain(annotation.exact)}”" if annotation.exact else ""
    kind, who = annotation.get_kind_display(), plain(annotation.author.name)
    said = filter(None, (plain(entry), annotation.body))
    blocks = [f"**{kind}** by {who}, {place}{quoted}{state}", *said]
    return "- " + indent("\n\n".join(blocks), "  ").lstrip() + "\n"


def plain(text: str) -> str:
    """Words on one line of Markdown, none of them a mark."""
    return plain_to_markdown(" ".join(text.split())).replace("|", r"\|")


WRITERS: dict[str, Callable[[Seminar, Reader], HttpResponse]] = {
    "json": as_json,
    "markdown": as_markdown,
}
ENDINGS = {"json": "json", "markdown": "md"}


@login_required
@require_safe
def my_export(request: HttpRequest) -> HttpResponse:
    """Everything kept here about whoever asks, private notes and the trash included."""
    user = signed_in_account(request.user)
    response = JsonResponse(all_of(user), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = 'attachment; filename="my-counterpoint.json"'
    return response


def all_of(user: User) -> dict[str, Any]:
    """One person's data; nothing that others wrote."""
    members = Member.objects.of(user).select_related("seminar")
    written = Annotation.objects.filter(author__user=user).select_related(
        "reading__essay", "seminar"
    )
    return {
        "name": user.get_username(),
        "email": user.email,
        "since": user.date_joined,
        "memberships": [
            {
                "seminar": member.seminar.name,
                "as": member.name,
                "role": member.role,
                "joined_at": member.joined_at,
                "left_at": member.left_at,
            }
            for member in members
        ],
        "annotations": [
            {
                "seminar": each.seminar.name,
                "essay": each.reading.essay.title,
                **said_by(each),
            }
            for each in written.order_by("created_at", "id")
        ],
        "read": list(
            ReadMark.objects.filter(member__user=user).values_list("annotation", flat=True)
        ),
        "flags": list(
            Flag.objects.filter(member__user=user).values("annotation", "reason", "words", "at")
        ),
        "appeals": list(
            Appeal.objects.filter(annotation__author__user=user).values("annotation", "words", "at")
        ),
        "decisions": [
            {
                "annotation": decision.annotation_id,
                "at": decision.at,
                "step": decision.step,
                "reason": decision.reason,
                "statement": decision.statement,
            }
            for decision in decisions_about(user)
        ],
    }
