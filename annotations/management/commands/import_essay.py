"""Brings a Markdown file in as an essay, and puts it on a seminar's list if asked to."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.core.validators import validate_slug
from django.db import transaction
from django.utils.text import slugify

from annotations.essays.actions import create_essay
from annotations.essays.models import Essay
from annotations.management.migrated import MigratedCommand
from annotations.prose.blocks import InvalidEssay
from annotations.prose.normalising import UnreadableText, decode_utf8, normalise_line
from annotations.seminars.actions import create_reading
from annotations.seminars.models import Seminar

LONGEST_LINE = 300
LONGEST_SLUG = 80


class Command(MigratedCommand):
    """One file, one essay; nothing is kept of a file that can't be read."""

    help = "Import a Markdown file as an essay, and put it on a seminar's list."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What, and where to."""
        parser.add_argument("file", type=Path, metavar="FILE", help="Markdown in UTF-8")
        parser.add_argument("--seminar", metavar="SLUG", help="whose list it goes on")
        parser.add_argument("--slug", default="", help="its address there; else from its title")
        parser.add_argument("--title", default="", help="else its first heading")
        parser.add_argument("--byline", default="", help="who wrote it")
        parser.add_argument("--language", default="en", help="BCP 47, such as en or de-CH")

    @transaction.atomic
    def handle(self, *arguments: Any, file: Path, **options: Any) -> None:
        """All or nothing."""
        seminar = self._seminar(options["seminar"])
        try:
            essay = create_essay(
                markdown=decode_utf8(read(file)),
                title=line(options["title"], "title"),
                byline=line(options["byline"], "byline"),
                language=language(options["language"]),
            )
        except (UnreadableText, InvalidEssay) as problem:
            raise CommandError(f"{file}: {problem}") from None
        assert essay.current is not None
        blocks = essay.current.blocks.exclude(number=None).count()
        self.stdout.write(f"“{essay}” is in: {blocks} numbered paragraphs.")
        if seminar:
            slug = self._slug(options["slug"], essay, seminar)
            create_reading(seminar, essay=essay, slug=slug)
            self.stdout.write(f"It is on the list of {seminar}: /s/{seminar.slug}/{slug}/")

    def _seminar(self, slug: str | None) -> Seminar | None:
        if slug is None:
            return None
        seminar = Seminar.objects.filter(slug=slug).first()
        if seminar is None:
            known = ", ".join(Seminar.objects.order_by("slug").values_list("slug", flat=True)[:20])
            raise CommandError(f"There is no seminar “{slug}”. There is: {known or 'none yet'}.")
        return seminar

    def _slug(self, asked: str, essay: Essay, seminar: Seminar) -> str:
        slug = asked or slugify(essay.title)[:LONGEST_SLUG].strip("-") or "essay"
        try:
            validate_slug(slug)
        except ValidationError:
            raise CommandError(
                f"“{slug}” can't be an address: letters, digits, hyphens and underscores only."
            ) from None
        if len(slug) > LONGEST_SLUG:
            raise CommandError(f"The address has at most {LONGEST_SLUG} characters.")
        if seminar.readings.filter(slug=slug).exists():
            raise CommandError(
                f"{seminar} reads something at “{slug}” already: give another address with --slug."
            )
        return slug


def read(file: Path) -> bytes:
    """The file's bytes."""
    try:
        return file.read_bytes()
    except IsADirectoryError:
        raise CommandError(f"{file} is a folder; name the file in it.") from None
    except OSError as problem:
        raise CommandError(f"Can't read {file}: {problem.strerror}.") from None


def line(text: str, name: str) -> str:
    """A title or a byline, on one line."""
    try:
        tidied = normalise_line(text)
    except UnreadableText as problem:
        raise CommandError(f"The {name}: {problem}") from None
    if len(tidied) > LONGEST_LINE:
        raise CommandError(f"The {name} has {len(tidied)} characters; at most {LONGEST_LINE} fit.")
    return tidied


def language(tag: str) -> str:
    """A tag that may be one of BCP 47."""
    parts = tag.split("-")
    if not all(part.isascii() and part.isalnum() and len(part) <= 8 for part in parts):
        raise CommandError(f"“{tag}” is no language tag; they look like en, de-CH or ar.")
    if len(tag) > 35 or not parts[0].isalpha():
        raise CommandError(f"“{tag}” is no language tag; they look like en, de-CH or ar.")
    return tag
