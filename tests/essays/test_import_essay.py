"""`manage.py import_essay`: a file becomes an essay, or whoever runs it reads why not."""

import json
import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from annotations.essays.models import Essay, Paragraph, UploadedText
from annotations.essays.uploads import delete_old_uploads
from annotations.seminars.models import Reading
from tests.prose.pdf_files import LOCKED, pdf, wrapped

TEXT = "# On Margins\n\nOne paragraph.\n\n## A heading\n\nAnother.\n"


@pytest.fixture
def file(tmp_path):
    """A small essay in a file."""
    path = tmp_path / "margins.md"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_file_becomes_an_essay(db, file, capsys):
    call_command("import_essay", file, byline="A.  Writer", language="de-CH")
    essay = Essay.objects.get()
    assert (essay.title, essay.byline, essay.language, essay.direction) == (
        "On Margins", "A. Writer", "de-CH", "ltr",
    )  # fmt: skip
    assert capsys.readouterr().out == "“On Margins” is in: 2 numbered paragraphs.\n"


def test_an_imported_essay_is_added_to_a_seminar_and_can_be_read(
    reading, file, signed_in, leader, capsys
):
    call_command("import_essay", file, seminar="together", title="Margins, again")
    assert capsys.readouterr().out.endswith(
        "It is on the list of Reading together: /s/together/margins-again/\n"
    )
    page = signed_in(leader).get("/s/together/margins-again/")
    assert page.status_code == 200
    assert "Another." in page.content.decode()


def test_an_arabic_text_runs_from_right_to_left(reading, tmp_path):
    path = tmp_path / "text.md"
    path.write_text("# هوامش\n\nفقرة.\n", encoding="utf-8")
    call_command("import_essay", path, language="ar", seminar="together", slug="hawamish")
    essay = Reading.objects.get(slug="hawamish").essay
    assert (essay.title, essay.direction) == ("هوامش", "rtl")


def test_a_title_that_is_too_long_for_a_list_is_shortened(db, tmp_path):
    path = tmp_path / "text.md"
    path.write_text("# " + "word " * 200 + "\n\nText.\n", encoding="utf-8")
    call_command("import_essay", path)
    title = Essay.objects.get().title
    assert (len(title) <= 300, title[-1]) == (True, "…")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "There is no text here."),
        (b"# Only\n\n## Headings\n", "There is no paragraph in this text, only headings."),
        (b"%PDF-1.7", "This PDF is damaged, or written in a way that is not known here"),
        (b"PK\x03\x04", "This file is damaged: it can’t be unpacked."),
        (b"\xd0\xcf\x11\xe0", "This is an old Word file, or one locked with a password."),
        (b"a\x00\x01b" * 500, "This is not a text file: it contains NUL bytes."),
        (b"> " * 100 + b"x", "nested too deep"),
    ],
)
def test_an_unreadable_file_is_refused_with_a_reason(db, tmp_path, content, words):
    path = tmp_path / "bad.md"
    path.write_bytes(content)
    with pytest.raises(CommandError) as refused:
        call_command("import_essay", path)
    assert words in str(refused.value)
    assert str(path) in str(refused.value)
    assert Essay.objects.count() + Paragraph.objects.count() == 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"seminar": "nowhere"}, "There is no seminar “nowhere”. There is: together."),
        ({"seminar": "together", "slug": "on-reading"}, "reads something at “on-reading” already"),
        ({"seminar": "together", "slug": "a b"}, "“a b” can't be an address"),
        ({"seminar": "together", "slug": "x" * 81}, "at most 80 characters"),
        ({"language": "klingon!"}, "“klingon!” is no language tag"),
        ({"title": "x" * 301}, "The title has 301 characters; at most 300 fit."),
        ({"byline": "a\0"}, "The byline: There is an unreadable character (U+0000)"),
    ],
)
def test_an_invalid_option_is_refused_and_nothing_is_saved(reading, file, options, words):
    with pytest.raises(CommandError) as refused:
        call_command("import_essay", file, **options)
    assert words in str(refused.value)
    assert Essay.objects.count() == 1


def test_a_missing_file_and_a_folder_are_refused_with_a_reason(db, tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_essay", tmp_path / "none.md")
    with pytest.raises(CommandError, match="is a folder; name the file in it"):
        call_command("import_essay", tmp_path)


def test_a_dry_run_keeps_nothing_and_prints_what_a_file_was_read_as(db, tmp_path, capsys):
    path = tmp_path / "margins.html"
    path.write_text(
        "<html lang=en><head><title>On Margins</title><meta name=author content='A. Writer'></head>"
        "<body><nav><a href='/'>Home</a></nav><h1>On Margins</h1><p>Seen"
        "<sup><a id=r href='#n'>1</a></sup>.</p><table><tr><th>a</th><th>b</th></tr><tr><td>1</td>"
        "<td></td></tr></table><p id=n><a href='#r'>1</a> A note.</p></body></html>",
        encoding="utf-8",
    )
    call_command("import_essay", path, dry_run=True)
    assert json.loads(capsys.readouterr().out) == {
        "title": "On Margins",
        "byline": "A. Writer",
        "language": "en",
        "blocks": [
            {"type": "title", "text": "On Margins"},
            {"type": "paragraph", "text": "Seen.", "number": 1},
            {
                "type": "table",
                "text": "a\tb\n1",
                "number": 2,
                "rows": [["a", "b"], ["1", ""]],
            },
        ],
        "notes": [{"block": 1, "text": "A note."}],
        "left_out": [{"what": "menu", "count": 1, "where": ["Home"]}],
    }
    assert Essay.objects.count() == 0


def test_a_dry_run_prints_what_a_pdf_was_read_as(db, tmp_path, capsys):
    path = tmp_path / "on-margins.pdf"
    path.write_bytes(
        pdf(
            [
                (150, 740, 20, 0, "On Margins"),
                *wrapped("A margin waits for those who read with a pencil in the hand.", 700),
            ]
        )
    )
    call_command("import_essay", path, dry_run=True)
    assert json.loads(capsys.readouterr().out) == {
        "title": "On Margins",
        "byline": "",
        "language": "en",
        "blocks": [
            {"type": "title", "text": "On Margins"},
            {
                "type": "paragraph",
                "text": "A margin waits for those who read with a pencil in the hand.",
                "number": 1,
            },
        ],
        "notes": [],
        "left_out": [],
    }


def test_a_dry_run_needs_no_database_and_says_in_one_sentence_what_is_refused(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf([(100, 700, 10, 0, "A secret.")], trailer=LOCKED))
    answer = subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", "import_essay", str(path), "--dry-run"],
        capture_output=True,
        text=True,
        check=False,
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path}/none/there.sqlite3"},
    )
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr.strip().splitlines() == [
        f"CommandError: {path}: This PDF is locked with a password: open it with the password,"
        " print it to a new PDF, and send that."
    ]


def test_uploads_of_which_nothing_was_made_are_swept_up(db):
    for days in (1, 8):
        stored = UploadedText.objects.create(document={}, name=f"{days} days")
        UploadedText.objects.filter(pk=stored.pk).update(
            created_at=timezone.now() - timedelta(days=days)
        )
    assert delete_old_uploads() == 1
    assert UploadedText.objects.get().name == "1 days"
