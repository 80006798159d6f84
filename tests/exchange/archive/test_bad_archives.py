"""Archives that can't be used: one plain sentence, and nothing is stored."""

import hashlib
import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone

from annotations.exchange.archive import seminar_import
from annotations.exchange.archive.package import MANIFEST
from annotations.exchange.archive.values import write_line
from annotations.identifiers import uuid7
from annotations.margin.models import Annotation
from annotations.moderation.decisions.take_step import take_step
from annotations.moderation.leaving.delete_seminar import delete_seminar
from annotations.moderation.policy.steps import Step
from annotations.people.models import User
from annotations.seminars.models import Reading, Seminar
from annotations.sources.actions import get_or_create_work
from tests.exchange.archive.conftest import archive_of, empty_database
from tests.recorded_writes import repeat

type Members = dict[str, bytes]
OTHER = "00000000-0000-7000-8000-000000000000"


@pytest.fixture
def archive(reading: Reading, write: Callable[..., Annotation]) -> bytes:
    """A small seminar's archive, in an installation that is empty again."""

    def write_and_archive() -> bytes:
        note = write(reading, number=2)
        write(reading, "another_reader", number=2, about=note)
        return archive_of(reading.seminar)

    whole = repeat(("small archive", reading.pk), write_and_archive)
    empty_database()
    return whole


def members_of(archive: bytes) -> Members:
    with zipfile.ZipFile(BytesIO(archive)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(members: Members, *, more: tuple[tuple[str, bytes], ...] = ()) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in (*members.items(), *more):
            package.writestr(name, content)
    return target.getvalue()


def sealed(members: Members) -> bytes:
    """The archive of these files, whose manifest has their digests."""
    manifest = json.loads(members[MANIFEST])
    for name, content in members.items():
        if name != MANIFEST:
            manifest["files"][name] = {
                "rows": content.count(b"\n"),
                "bytes": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
            }
    return packed({**members, MANIFEST: json.dumps(manifest).encode()})


def with_row(archive: bytes, file: str, line: int, **changes: Any) -> bytes:
    """The archive with other values in one row."""
    members = members_of(archive)
    lines = members[f"{file}.jsonl"].splitlines(keepends=True)
    lines[line] = write_line({**json.loads(lines[line]), **changes})
    return sealed({**members, f"{file}.jsonl": b"".join(lines)})


def with_lines(archive: bytes, file: str, content: bytes) -> bytes:
    """The archive with another file."""
    return sealed({**members_of(archive), f"{file}.jsonl": content})


def with_manifest(archive: bytes, **changes: Any) -> bytes:
    members = members_of(archive)
    manifest = {**json.loads(members[MANIFEST]), **changes}
    return packed({**members, MANIFEST: json.dumps(manifest).encode()})


def numbers_of_rows() -> dict[str, int]:
    models = apps.get_app_config("annotations").get_models()
    return {each.__name__: each._default_manager.count() for each in models}


@pytest.fixture
def refusal(tmp_path: Path, capsys: Any) -> Callable[[bytes], str]:
    """What the command says of an archive that it refuses; it has stored nothing then."""

    def refusal(archive: bytes) -> str:
        file = tmp_path / "archive.zip"
        file.write_bytes(archive)
        before = numbers_of_rows()
        with pytest.raises(CommandError) as refused:
            call_command("import_seminar", str(file))
        assert refused.value.returncode == 1
        assert numbers_of_rows() == before
        sentence = str(refused.value)
        assert sentence.endswith(" Nothing was changed.")
        return sentence.removesuffix(" Nothing was changed.")

    return refusal


def test_what_is_no_whole_archive_is_refused(archive, refusal):
    not_whole = "This is no whole archive: it is not a zip file, or a part of it is missing."
    assert refusal(b"") == not_whole
    assert refusal(b"[" * 100_000) == not_whole
    assert refusal(archive[: len(archive) // 2]) == not_whole
    assert refusal(archive[:-10]) == not_whole
    broken = bytearray(archive)
    with zipfile.ZipFile(BytesIO(archive)) as package:
        blocks = package.getinfo("blocks.jsonl")
    broken[blocks.header_offset + 150] ^= 0xFF
    assert refusal(bytes(broken)) == not_whole
    assert refusal(packed({"a.txt": b"a"})) == (
        "This is no archive of a seminar: it has no manifest.json."
    )
    members = members_of(archive)
    missing = {name: content for name, content in members.items() if name != "claims.jsonl"}
    assert refusal(packed(missing)) == "The archive lacks claims.jsonl."


def test_another_format_or_a_newer_version_is_refused(archive, refusal):
    assert refusal(with_manifest(archive, version=2, files={}, new=1)) == (
        "This archive was made by a newer version of Counterpoint: it has format 2, and this "
        "version reads format 1. Upgrade first."
    )
    assert refusal(with_manifest(archive, format="x")) == (
        "This is no archive of a seminar: its manifest says another format."
    )
    unreadable = "The manifest can't be read."
    for changes in ({"version": "1"}, {"heads": [1]}, {"heads": [{"number": 1}]}, {"seminar": 5}):
        assert refusal(with_manifest(archive, **changes)) == unreadable
    members = members_of(archive)
    for content in (b"", b"[" * 100_000, b"[1]", b"\xff"):
        assert refusal(packed({**members, MANIFEST: content})) == unreadable
    large = b'{"format":"' + b"x" * 1_100_000 + b'"}'
    assert refusal(packed({**members, MANIFEST: large})) == "The manifest is too large."


def test_a_changed_line_and_wrong_digests_are_refused(archive, refusal):
    members = members_of(archive)
    changed = members["annotations.jsonl"].replace(b"What reader says", b"What reader said")
    assert changed != members["annotations.jsonl"]
    assert refusal(packed({**members, "annotations.jsonl": changed})) == (
        "annotations.jsonl is not as the manifest says: it was changed since."
    )
    files = json.loads(members[MANIFEST])["files"]
    files["works.jsonl"]["sha256"] = "0" * 64
    assert refusal(with_manifest(archive, files=files)) == (
        "works.jsonl is not as the manifest says: it was changed since."
    )
    del files["works.jsonl"]
    assert refusal(with_manifest(archive, files=files)) == (
        "The manifest does not list the files of the archive."
    )


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_files_that_no_archive_has_are_refused(archive, refusal):
    members = members_of(archive)
    assert refusal(packed({**members, "grades.jsonl": b""})) == (
        "grades.jsonl is no part of an archive."
    )
    for name in ("../x", "/etc/passwd", "a\\b", "..", "a/annotations.jsonl"):
        assert refusal(packed({**members, name: b""})) == (
            f"The archive names a file outside of itself: {name!r}."
        )
    twice = packed(members, more=(("claims.jsonl", b"{}\n"),))
    assert refusal(twice) == "The archive has 'claims.jsonl' twice."
    many = {f"{n}.jsonl": b"" for n in range(1_000)}
    assert refusal(packed({**members, **many})) == (
        "The archive has far more files than it may have."
    )


def test_a_zip_bomb_is_refused(archive, refusal):
    members = members_of(archive)
    bomb = b"0" * 20_000_000
    sentence = refusal(packed({**members, "entries.jsonl": bomb}))
    assert sentence.startswith("entries.jsonl would have 20,000,000 bytes, packed into ")


def test_lines_that_are_no_rows_are_refused(archive, refusal):
    first = "Line 1 of prompts.jsonl "
    for content, wrong in (
        (b"[" * 100_000 + b"\n", "is not JSON."),
        (b"{" + b'"a":{' * 100_000 + b"\n", "is not JSON."),
        (b'{"paragraph":NaN}\n', "is not JSON."),
        (b'{"paragraph":' + b"9" * 5_000 + b"}\n", "is not JSON."),
        (b"\xff\n", "is not JSON."),
        (b"[]\n", "is no row."),
        (b'{"a": 1}\n', "is not written as archives are."),
        (b'{"a":1e999}\n', "is not written as archives are."),
        (b'{"a":1}', "is not written as archives are."),
        (b"{}\n", "does not have the columns of its table."),
        (b'{"a":1}\n', "does not have the columns of its table."),
    ):
        assert refusal(with_lines(archive, "prompts", content)) == first + wrong, content[:50]


WRONG_VALUES: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("annotations", {"kind": "poem"}, "kind is none of the values that it may have"),
    ("annotations", {"state": None}, "state is empty"),
    ("annotations", {"body": "a\0"}, "body is no text"),
    ("annotations", {"body": "x" * 10_001}, "body is longer than 10000 characters"),
    ("annotations", {"version": 2**40}, "version is a number that is too large or too small"),
    ("annotations", {"version": -1}, "version is a number that is too large or too small"),
    ("annotations", {"version": True}, "version is no whole number"),
    ("annotations", {"author": "x"}, "author is no identifier"),
    ("annotations", {"created_at": "2026-01-01"}, "created_at is no time"),
    ("annotations", {"csl": []}, "csl is none of the values that it may have"),
    ("annotations", {"csl": {"a": 2**60}}, "csl is none of the values that it may have"),
    ("readings", {"slug": "a/b"}, "slug is no address"),
    ("readings", {"slug": ""}, "slug is no address"),
    ("members", {"removed": 0}, "removed is neither true nor false"),
    ("members", {"role": "emperor"}, "role is none of the values that it may have"),
    ("anchors", {"confidence": 1}, "confidence is no number"),
)


def test_values_that_a_column_may_not_have_are_refused(archive, refusal):
    whole = with_anchor(archive)
    for file, changes, wrong in WRONG_VALUES:
        assert refusal(with_row(whole, file, 0, **changes)) == (
            f"Line 1 of {file}.jsonl can't be used: {wrong}."
        )


def with_anchor(archive: bytes) -> bytes:
    """The archive with the place of a note."""
    rows = members_of(archive)
    note = json.loads(rows["annotations.jsonl"].splitlines()[0])
    anchor = {
        **{name: note[name] for name in ("revision", "paragraph")},
        "annotation": note["id"],
        "start": None,
        "end": None,
        "reason": "unchanged",
        "confidence": 1.0,
    }
    return with_lines(archive, "anchors", write_line(anchor))


def test_rows_that_refer_to_what_is_not_there_are_refused(archive, refusal):
    for name, target in (
        ("author", "members"),
        ("paragraph", "paragraphs"),
        ("revision", "revisions"),
        ("reading", "readings"),
        ("work", "works"),
        ("about", "annotations"),
    ):
        assert refusal(with_row(archive, "annotations", 1, **{name: OTHER})) == (
            f"annotations.jsonl refers to something that is not in {target}.jsonl."
        )


def test_rows_that_contradict_others_are_refused(archive, refusal):
    first, answer = [
        json.loads(line) for line in members_of(archive)["annotations.jsonl"].splitlines()
    ]
    cases: tuple[tuple[str, dict[str, Any], str], ...] = (
        ("essays", {"current": None}, "a text has no current revision"),
        ("annotations", {"root": None}, "an answer has no thread"),
        ("annotations", {"depth": 5}, "an answer has the wrong depth"),
        ("annotations", {"about": None}, "a thread begins within another"),
        ("annotations", {"about": answer["id"]}, "an answer has the wrong depth"),
    )
    assert (answer["about"], answer["root"]) == (first["id"], first["id"])
    for file, changes, wrong in cases:
        line = 1 if file == "annotations" else 0
        assert refusal(with_row(archive, file, line, **changes)) == (
            f"{file}.jsonl contradicts itself: {wrong}."
        )


@pytest.fixture
def begin_here(
    archive: bytes, people: dict[str, Any], begin: Callable[..., Reading]
) -> Callable[..., Reading]:
    """Begin a seminar in the installation that was empty."""

    def begin_here(slug: str) -> Reading:
        User.objects.bulk_create(each for each in people.values() if each.pk)
        return begin(slug, about="Another seminar.")

    return begin_here


def test_an_annotation_of_another_seminar_is_not_reached(archive, refusal, begin_here, write):
    elsewhere = begin_here("elsewhere")
    theirs = write(elsewhere, number=2)
    for changes in (
        {"about": str(theirs.pk), "root": str(theirs.pk)},
        {"paragraph": str(theirs.paragraph_id)},
        {"author": str(theirs.author_id)},
    ):
        assert "refers to something that is not in" in refusal(
            with_row(archive, "annotations", 1, **changes)
        )
    assert refusal(with_row(archive, "entries", 0, subject_id=str(theirs.pk))) == (
        "The archive says something of an annotation of another seminar."
    )


def test_a_work_of_another_seminar_is_not_reached(archive, refusal, begin_here):
    elsewhere = begin_here("elsewhere")
    theirs = get_or_create_work(elsewhere.seminar, {"type": "book", "title": "Theirs"})
    join = {"verb": "merged", "details": {"work": OTHER, "citations": []}}
    for changes in (
        {**join, "subject_id": str(theirs.pk)},
        {"verb": "merged", "details": {"work": str(theirs.pk), "citations": []}},
        {"verb": "described", "subject_id": str(theirs.pk)},
    ):
        assert refusal(with_row(archive, "entries", 0, **changes)) == (
            "The archive says something of a work of another seminar."
        )


def test_what_no_page_could_show_is_refused(archive, refusal):
    spans = with_row(archive, "blocks", 1, spans=[1])
    reasons = with_row(archive, "seminar", 0, reasons=[1])
    slug = with_row(archive, "readings", 0, slug="settings")
    tasks = with_row(archive, "readings", 0, tasks={"counterpoint": "many"})
    domains = with_row(archive, "seminar", 0, held_domains=[1])
    for wrong in (spans, reasons, slug, tasks, domains):
        assert refusal(wrong) == (
            "The archive describes a work, a paragraph or a reason in a way that can't be shown."
        )


def test_records_that_this_version_does_not_know_are_refused(archive, refusal):
    entries = members_of(archive)["entries.jsonl"].splitlines()
    assert entries
    for changes, wrong in (
        ({"verb": "sang"}, "says that something was done which this version doesn't know"),
        ({"verb": "imported"}, "says that something was done which this version doesn't know"),
        ({"verb": "merged"}, "does not say what it has to"),
        ({"verb": "merged", "details": {"work": 1, "citations": []}}, "is no identifier"),
        ({"details": {"by_member": OTHER}}, "names who acted twice"),
    ):
        assert refusal(with_row(archive, "entries", 0, **changes)) == (
            f"Line 1 of entries.jsonl {wrong}."
        )


def test_a_gap_in_the_chain_of_decisions_is_refused(reading, write, people, refusal):
    for _ in range(2):
        take_step(Step.HIDE, write(reading), by=people["moderator"], reason="spam")
    archive = archive_of(reading.seminar)
    empty_database()
    lines = members_of(archive)["decisions.jsonl"].splitlines(keepends=True)
    gap = "Line 1 of decisions.jsonl is not the next record of the chain of decisions."
    assert refusal(with_lines(archive, "decisions", lines[1])) == gap
    assert refusal(with_lines(archive, "decisions", lines[1] + lines[0])) == gap
    assert refusal(with_row(archive, "decisions", 0, step="sing")) == (
        "Line 1 of decisions.jsonl is a decision that this version doesn't know."
    )


def test_no_account_of_this_installation_is_said_to_have_decided(reading, write, people, refusal):
    take_step(Step.HIDE, write(reading), by=people["moderator"], reason="spam")
    archive = archive_of(reading.seminar)
    empty_database()
    here = User.objects.create_user("here")
    assert refusal(with_row(archive, "decisions", 0, who=str(here.pk))) == (
        "The archive says that an account of this installation decided."
    )


def test_ends_of_the_chain_that_the_archive_does_not_hold_are_refused(
    reading, write, people, refusal, tmp_path, capsys
):
    take_step(Step.HIDE, write(reading), by=people["moderator"], reason="spam")
    archive = archive_of(reading.seminar)
    empty_database()
    (end,) = json.loads(members_of(archive)[MANIFEST])["heads"]
    assert end["number"] == 1
    for changes in ({"number": 2}, {"number": 0}, {"broken_at": 2}, {"broken_at": -1}):
        assert refusal(with_manifest(archive, heads=[{**end, **changes}])) == (
            "The manifest names a decision that the archive doesn't hold."
        )
    file = tmp_path / "seminar.zip"
    file.write_bytes(with_manifest(archive, heads=[end]))
    call_command("import_seminar", str(file))


def test_details_of_another_type_than_pages_and_the_audit_read_are_refused(archive, refusal):
    for details in ({"version": "x"}, {"version": True}, {"state": 1}, {"visibility": []}):
        (name,) = details
        assert refusal(with_row(archive, "entries", 0, details=details)) == (
            f"Line 1 of entries.jsonl can't be used: {name} is none of the values that it may have."
        )
    decided = {"verb": "decided", "details": {"step": 1}}
    assert refusal(with_row(archive, "entries", 0, **decided)) == (
        "Line 1 of entries.jsonl can't be used: step is none of the values that it may have."
    )


def test_what_happened_in_the_future_is_refused(archive, refusal, tmp_path):
    later = "2999-01-01T00:00:00.000000+00:00"
    for table, column in (
        ("entries", "at"),
        ("seminar", "created_at"),
        ("members", "joined_at"),
        ("members", "left_at"),
        ("readings", "off_list_since"),
        ("revisions", "created_at"),
        ("annotations", "created_at"),
        ("annotations", "edited_at"),
    ):
        assert refusal(with_row(archive, table, 0, **{column: later})) == (
            f"Line 1 of {table}.jsonl can't be used: {column} is in the future."
        )
    file = tmp_path / "planned.zip"
    planned = with_row(archive, "readings", 0, opens_at=later, due_at=later)
    file.write_bytes(with_row(planned, "seminar", 0, closes_at=later))
    call_command("import_seminar", str(file))


def test_a_gap_in_the_blocks_of_a_revision_is_refused(archive, refusal):
    blocks = members_of(archive)["blocks.jsonl"].splitlines(keepends=True)
    last = len(blocks) - 1
    gap = "blocks.jsonl contradicts itself: a revision has a gap."
    assert [json.loads(each)["position"] for each in blocks] == [*range(len(blocks))]
    assert refusal(with_row(archive, "blocks", last, position=last + 1)) == gap
    assert refusal(with_row(archive, "blocks", 0, position=last + 1)) == gap


def test_names_that_no_annotation_has_elsewhere_are_refused(archive, refusal):
    note = json.loads(members_of(archive)["annotations.jsonl"].splitlines()[0])["id"]
    origin = {"annotation": note, "canonical": "urn:x", "via": ["https://example.org/1"]}
    for changes in (
        *({"via": [wrong]} for wrong in (1, {}, "", "a\nb", "x" * 2_001)),
        *({"canonical": wrong} for wrong in ("a\nb", "x" * 2_001)),
    ):
        assert refusal(with_lines(archive, "origins", write_line({**origin, **changes}))) == (
            "Line 1 of origins.jsonl has a name that no annotation has."
        )
    seminar_import.import_seminar(BytesIO(with_lines(archive, "origins", write_line(origin))))


def test_a_guest_who_is_more_than_an_author_is_refused(archive, refusal):
    guest = {"guest": True, "role": "reader", "address": ""}
    left = "2026-01-01T12:00:00.000000+00:00"
    for changes in (
        {"left_at": None},
        {"left_at": left, "role": "leader"},
        {"left_at": left, "address": "wren@example.org"},
    ):
        assert refusal(with_row(archive, "members", 0, **{**guest, **changes})) == (
            "Line 1 of members.jsonl is a guest who is more than a reader who has left."
        )
    seminar_import.import_seminar(BytesIO(with_row(archive, "members", 0, **guest, left_at=left)))


def test_the_same_archive_twice_is_refused(archive, refusal, tmp_path, capsys):
    file = tmp_path / "seminar.zip"
    file.write_bytes(archive)
    call_command("import_seminar", str(file))
    assert Annotation.objects.count() == 2
    assert refusal(archive) == "This seminar is here already."
    renamed = with_row(archive, "seminar", 0, slug="another")
    assert refusal(renamed) == "This seminar is here already."


def test_a_seminar_that_was_deleted_here_is_refused(reading, write, refusal):
    write(reading)
    archive = archive_of(reading.seminar)
    Seminar.objects.update(deleted_from=timezone.now())
    assert delete_seminar(reading.seminar)
    assert not Seminar.objects.exists()
    assert refusal(archive) == (
        "This seminar was here already and was deleted. Its record is still here, and can't be "
        "there twice."
    )


def test_an_address_that_is_taken_is_refused_unless_another_is_given(
    archive, refusal, begin_here, tmp_path, capsys
):
    begin_here("together")
    assert refusal(archive) == (
        "Another seminar has the address “together” here: give this one another with --slug."
    )
    file = tmp_path / "seminar.zip"
    file.write_bytes(archive)
    call_command("import_seminar", str(file), slug="together-again")
    assert {each.slug for each in Seminar.objects.all()} == {"together", "together-again"}


def test_rows_whose_identifiers_are_in_another_seminar_are_refused(archive, refusal):
    """An essay of the archive is here already, though the seminar is not."""
    members = members_of(archive)
    identifier = json.loads(members["seminar.jsonl"])["id"].encode()
    empty_database()
    renamed = {
        name: content.replace(identifier, str(uuid7()).encode())
        for name, content in members.items()
    }
    new = {name: content for name, content in renamed.items() if name != MANIFEST}
    first = json.loads(new["seminar.jsonl"])["id"]
    manifest = json.loads(members[MANIFEST])
    manifest["seminar"]["id"] = first
    seminar_import.import_seminar(BytesIO(archive))
    Seminar.objects.update(slug="renamed")
    sentence = refusal(sealed({**new, MANIFEST: json.dumps(manifest).encode()}))
    assert sentence == (
        "A row of members.jsonl is in this installation already, or twice in the archive, or "
        "contradicts another one."
    )


def test_a_row_that_its_table_may_not_have_is_not_said_to_be_here_already(archive, refusal):
    for changes in ({"kind": "source", "relation": ""}, {"kind": "counterpoint", "attack": ""}):
        assert refusal(with_row(archive, "annotations", 0, **changes)) == (
            "A row of annotations.jsonl lacks something, or contradicts itself."
        )


def test_an_import_that_is_interrupted_stores_nothing(archive, monkeypatch):
    def interrupt(_seminar: Seminar) -> None:
        assert Annotation.objects.exists()
        raise KeyboardInterrupt

    monkeypatch.setattr(seminar_import, "_compute_rest", interrupt)
    before = numbers_of_rows()
    with pytest.raises(KeyboardInterrupt):
        seminar_import.import_seminar(BytesIO(archive))
    assert numbers_of_rows() == before


def test_a_file_that_cant_be_read_or_written_is_named(db, tmp_path):
    with pytest.raises(CommandError, match=r"Can't read .*: No such file or directory\."):
        call_command("import_seminar", str(tmp_path / "none.zip"))
    with pytest.raises(CommandError, match=r"There is no seminar “nowhere”\."):
        call_command("export_seminar", "nowhere", str(tmp_path / "x.zip"))
