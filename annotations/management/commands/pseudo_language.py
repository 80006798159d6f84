"""`manage.py pseudo_language`: compile the two pseudo-languages from the English catalogue."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand

from annotations.management.pseudo_translation import pseudo_translation

CATALOGUE = Path(settings.BASE_DIR, "annotations", "locale", "en", "LC_MESSAGES")
DOMAINS = ("django", "djangojs")
# The names of their folders: accented from left to right, and the same from right to left.
LOCALES = ("en_XA", "ar_XB")


class Command(BaseCommand):
    """Write compiled catalogues of pseudo-translated messages."""

    help = (
        "Makes the pseudo-languages en-xa (accented, 40 per cent longer) and ar-xb (the same from "
        "right to left) from the English messages. Start the site in one of them with "
        "COUNTERPOINT_LANGUAGE=en-xa or ar-xb."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the folder that the catalogues are written to."""
        parser.add_argument("--output", type=Path, default=Path(settings.LOCALE_PATHS[-1]))

    def handle(self, *arguments: Any, output: Path, **options: Any) -> None:
        """Compile each domain for both languages."""
        for locale in LOCALES:
            for domain in DOMAINS:
                target = output / locale / "LC_MESSAGES" / f"{domain}.mo"
                target.parent.mkdir(parents=True, exist_ok=True)
                pseudo_catalogue(CATALOGUE / f"{domain}.po").save_as_mofile(str(target))
        self.stdout.write(f"Written to {output}: {', '.join(LOCALES)}.")


def pseudo_catalogue(file: Path) -> polib.POFile:
    """Return the messages of a catalogue, each pseudo-translated."""
    catalogue = polib.pofile(str(file))
    catalogue.metadata["Plural-Forms"] = "nplurals=2; plural=(n != 1);"
    for entry in catalogue:
        if entry.msgid_plural:
            forms = (entry.msgid, entry.msgid_plural)
            entry.msgstr_plural = {n: pseudo_translation(form) for n, form in enumerate(forms)}
        else:
            entry.msgstr = pseudo_translation(entry.msgid)
    return catalogue
