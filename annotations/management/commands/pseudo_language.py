"""`manage.py pseudo_language`: compile the two pseudo-languages from the English catalogues."""

from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from typing import Any

import django
import polib
from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand

from annotations.management.pseudo_translation import pseudo_translation

DOMAINS = ("django", "djangojs")
# The names of their folders, and whether they are written from right to left.
LOCALES = {"en_XA": False, "ar_XB": True}


class Command(BaseCommand):
    """Write compiled catalogues of pseudo-translated messages."""

    help = (
        "Makes the pseudo-languages en-xa (accented, 40 per cent longer) and ar-xb (the same from "
        "right to left) from the English messages of Counterpoint, Django and allauth. Start the "
        "site in one of them with COUNTERPOINT_LANGUAGE=en-xa or ar-xb."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the folder that the catalogues are written to."""
        parser.add_argument("--output", type=Path, default=Path(settings.LOCALE_PATHS[-1]))

    def handle(self, *arguments: Any, output: Path, **options: Any) -> None:
        """Compile each domain for both languages and print where."""
        for domain in DOMAINS:
            for locale, right_to_left in LOCALES.items():
                catalogue = pseudo_catalogue(domain, right_to_left=right_to_left)
                target = output / locale / "LC_MESSAGES" / f"{domain}.mo"
                target.parent.mkdir(parents=True, exist_ok=True)
                catalogue.save_as_mofile(str(target))
        self.stdout.write(f"Written to {output}: {', '.join(LOCALES)}.")


def pseudo_catalogue(domain: str, *, right_to_left: bool) -> polib.POFile:
    """Every English message of this domain, pseudo-translated: ours and those of the apps in use.

    Where two apps have the same message, the first one in `english_catalogues` stands.
    """
    merged = polib.POFile()
    merged.metadata = {
        "Content-Type": "text/plain; charset=utf-8",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    translated = partial(pseudo_translation, right_to_left=right_to_left)
    seen: set[tuple[str | None, str]] = set()
    for file in english_catalogues(domain):
        for entry in polib.pofile(str(file)):
            if (entry.msgctxt, entry.msgid) in seen or entry.obsolete:
                continue
            seen.add((entry.msgctxt, entry.msgid))
            if entry.msgid_plural:
                forms = (entry.msgid, entry.msgid_plural)
                entry.msgstr_plural = {n: translated(form) for n, form in enumerate(forms)}
            else:
                entry.msgstr = translated(entry.msgid)
            merged.append(entry)
    return merged


def english_catalogues(domain: str) -> list[Path]:
    """The `.po` files in English: our own first, then those of installed apps and of Django."""
    folders = [Path(config.path, "locale") for config in apps.get_app_configs()]
    folders.sort(key=lambda folder: "annotations" not in folder.parts)
    folders.append(Path(django.__file__).parent / "conf" / "locale")
    files = (folder / "en" / "LC_MESSAGES" / f"{domain}.po" for folder in folders)
    return [file for file in files if file.exists()]
