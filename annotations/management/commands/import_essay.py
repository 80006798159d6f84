"""Imports a file as an essay; with `--seminar`, adds it to a seminar's list."""

import json
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_slug
from django.db import transaction
from django.utils.text import slugify

from annotations.essays.actions import create_essay
from annotations.essays.models import Essay
from annotations.essays.uploads import markdown_of
from annotations.management.migration_check import MigratedCommand
from annotations.prose.blocks import InvalidEssay
from annotations.prose.documents.document import Document, document_report
from annotations.prose.documents.encodings import unknown_encoding
from annotations.prose.documents.reader import read_document
from annotations.prose.normalising import UnreadableText, normalise_line
from annotations.seminars.actions import create_reading
from annotations.seminars.models import Seminar

MAX_LINE_LENGTH = 300
MAX_SLUG_LENGTH = 80


class Command(MigratedCommand):
    """Import one file as one essay, or nothing if it can't be read."""

    help = (
        "Import a file as an essay: Markdown, plain text, HTML, DOCX, ODT, EPUB, PDF, RTF, LaTeX, "
        "Org, JATS or DocBook. With --seminar it goes on that seminar's list. With --dry-run "
        "nothing is kept: what the file was read as is printed as JSON."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the file, the seminar and what the essay is called there."""
        parser.add_argument(
            "file", type=Path, metavar="FILE", help="a text in one of these formats"
        )
        parser.add_argument("--dry-run", action="store_true", help="keep nothing, print JSON")
        parser.add_argument("--seminar", metavar="SLUG", help="the seminar whose list it goes on")
        parser.add_argument("--slug", default="", help="its address there (made from the title)")
        parser.add_argument("--title", default="", help="its title (what the file says)")
        parser.add_argument("--byline", default="", help="who wrote it (what the file says)")
        parser.add_argument(
            "--language", default="", help="its language, such as en or de-CH (what the file says)"
        )
        parser.add_argument(
            "--encoding", default="", help="the encoding of a text file (as recognised)"
        )

    def execute(self, *arguments: Any, **options: Any) -> str | None:
        """Run the command; a dry run needs no database."""
        if options.get("dry_run"):
            return BaseCommand.execute(self, *arguments, **options | {"skip_checks": True})
        return super().execute(*arguments, **options)

    def handle(self, *arguments: Any, file: Path, **options: Any) -> None:
        """Import the file in one transaction; raises CommandError for one that can't be used."""
        title = single_line(options["title"], "title")
        byline = single_line(options["byline"], "byline")
        language = language_tag(options["language"]) if options["language"] else ""
        read = _read(file, options["encoding"])
        document = replace(
            read,
            title=title or read.title,
            byline=byline or read.byline,
            language=language or read.language,
        )
        if options["dry_run"]:
            self.stdout.write(json.dumps(document_report(document), ensure_ascii=False, indent=1))
        else:
            self._import(document, options)

    @transaction.atomic
    def _import(self, document: Document, options: dict[str, Any]) -> None:
        seminar = self._seminar(options["seminar"])
        essay = create_essay(
            markdown=markdown_of(document),
            parsed=document.essay,
            title=document.title,
            byline=document.byline,
            language=document.language or "en",
        )
        assert essay.current is not None
        blocks = essay.current.blocks.exclude(number=None).count()
        self.stdout.write(f"“{essay}” is in: {blocks} numbered paragraphs.")
        if document.left_out:
            listed = ", ".join(map(str, document.left_out))
            self.stdout.write(f"Left out or changed: {listed}.")
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
        slug = asked or slugify(essay.title)[:MAX_SLUG_LENGTH].strip("-") or "essay"
        try:
            validate_slug(slug)
        except ValidationError:
            raise CommandError(
                f"“{slug}” can't be an address: letters, digits, hyphens and underscores only."
            ) from None
        if len(slug) > MAX_SLUG_LENGTH:
            raise CommandError(f"The address has at most {MAX_SLUG_LENGTH} characters.")
        if seminar.readings.filter(slug=slug).exists():
            raise CommandError(
                f"{seminar} reads something at “{slug}” already: give another address with --slug."
            )
        return slug


def _read(file: Path, encoding: str) -> Document:
    """Return the document in a file; raises CommandError for one that can't be read."""
    try:
        if complaint := unknown_encoding(encoding):
            raise UnreadableText(complaint)
        return read_document(read_file(file), file.name, encoding)
    except (UnreadableText, InvalidEssay) as problem:
        raise CommandError(f"{file}: {problem}") from None


def read_file(file: Path) -> bytes:
    """Return the file's bytes; raises CommandError if it can't be read."""
    try:
        return file.read_bytes()
    except IsADirectoryError:
        raise CommandError(f"{file} is a folder; name the file in it.") from None
    except OSError as problem:
        raise CommandError(f"Can't read {file}: {problem.strerror}.") from None


def single_line(text: str, name: str) -> str:
    """Return a title or a byline on one line; raises CommandError if it is too long or no text."""
    try:
        tidied = normalise_line(text)
    except UnreadableText as problem:
        raise CommandError(f"The {name}: {problem}") from None
    if len(tidied) > MAX_LINE_LENGTH:
        raise CommandError(
            f"The {name} has {len(tidied)} characters; at most {MAX_LINE_LENGTH} fit."
        )
    return tidied


def language_tag(tag: str) -> str:
    """Return the tag; raises CommandError if it does not look like one of BCP 47."""
    parts = tag.split("-")
    if not all(part.isascii() and part.isalnum() and len(part) <= 8 for part in parts):
        raise CommandError(f"“{tag}” is no language tag; they look like en, de-CH or ar.")
    if len(tag) > 35 or not parts[0].isalpha():
        raise CommandError(f"“{tag}” is no language tag; they look like en, de-CH or ar.")
    return tag
