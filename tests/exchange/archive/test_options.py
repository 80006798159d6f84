"""What an archive says of addresses, withdrawn texts and a record that was tampered with; and who
may take it away."""

import asyncio
import json
import zipfile
from io import BytesIO
from threading import Thread
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import AsyncRequestFactory, Client
from django.urls import reverse

from annotations.exchange.archive.row_contents import ArchivedAddresses
from annotations.exchange.archive.seminar_archive import database_snapshot, leaders_archive
from annotations.exchange.archive.seminar_import import import_seminar
from annotations.exchange.archive.views import seminar_archive
from annotations.exchange.works.actions import join_works
from annotations.margin.choices import Kind
from annotations.margin.models import Annotation
from annotations.moderation.actions import withdraw
from annotations.moderation.audit.findings import audit_findings
from annotations.moderation.decisions import append_only
from annotations.moderation.decisions.take_step import take_step
from annotations.moderation.models import Decision
from annotations.moderation.policy.steps import Refused, Step
from annotations.notices.actions import make_notices, position
from annotations.people.models import User
from annotations.seminars.models import Member, Reading, Seminar
from annotations.sources.actions import get_or_create_work
from annotations.web_annotation.models import Origin
from tests.cast import everything_stands, member_of
from tests.exchange.archive.conftest import archive_of, empty_database


def text_of(archive: bytes) -> str:
    with zipfile.ZipFile(BytesIO(archive)) as package:
        return "".join(package.read(name).decode() for name in package.namelist())


def rows_of(archive: bytes, file: str) -> list[dict[str, Any]]:
    with zipfile.ZipFile(BytesIO(archive)) as package:
        return [json.loads(line) for line in package.read(f"{file}.jsonl").splitlines()]


def leaders_archive_of(seminar: Seminar) -> bytes:
    target = BytesIO()
    leaders_archive(seminar).write(target)
    return target.getvalue()


def browser_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_addresses_are_digested_unless_the_host_asks_for_them(reading: Reading) -> None:
    digests = archive_of(reading.seminar)
    assert "@example.org" not in text_of(digests)
    assert '"address":"pbkdf2$' in text_of(digests)
    plain = archive_of(reading.seminar, addresses=ArchivedAddresses.PLAIN)
    assert '"address":"reader@example.org"' in text_of(plain)
    none = archive_of(reading.seminar, addresses=ArchivedAddresses.NONE)
    assert "pbkdf2" not in text_of(none)
    assert "@example.org" not in text_of(none)
    empty_database()
    import_seminar(BytesIO(plain))
    again = Seminar.objects.get()
    assert archive_of(again, addresses=ArchivedAddresses.PLAIN) == plain
    assert "@example.org" not in text_of(archive_of(again))


def test_a_leader_takes_an_archive_away_without_addresses_and_withdrawn_texts(
    reading: Reading, write: Any, people: Any
) -> None:
    withdrawn = write(reading, body="A regretted *wombat*.")
    withdraw(withdrawn, by=member_of(reading, people["reader"]))
    address = reverse("seminar_archive", args=[reading.seminar.slug])
    Seminar.objects.update(who_may_read="members")
    for who, status in (("stranger", 404), ("former", 404), ("reader", 403), ("moderator", 403)):
        assert browser_of(people[who]).get(address).status_code == status, who
    assert Client().get(address).status_code == 404
    response = browser_of(people["leader"]).get(address)
    archive = b"".join(response.streaming_content)
    assert response["Content-Disposition"] == 'attachment; filename="together.zip"'
    assert int(response["Content-Length"]) == len(archive)
    whole = text_of(archive_of(reading.seminar))
    assert "wombat" in whole
    assert "wombat" not in text_of(archive)
    assert "pbkdf2" not in text_of(archive)
    empty_database()
    seminar = import_seminar(BytesIO(archive)).seminar
    assert list(audit_findings(seminar.pk)) == []
    assert leaders_archive_of(seminar) == archive


def test_a_leader_takes_withdrawn_annotations_of_every_kind_to_another_installation(
    reading: Reading, write: Any, people: Any
) -> None:
    for kind in Kind:
        withdraw(write(reading, kind=kind), by=member_of(reading, people["reader"]))
    archive = leaders_archive_of(reading.seminar)
    empty_database()
    import_seminar(BytesIO(archive))
    withdrawn = Annotation.objects.filter(state="withdrawn", body="")
    assert {each.kind for each in withdrawn} == {*Kind}


def test_a_leader_learns_neither_who_flagged_nor_who_endorsed(lively: Reading) -> None:
    whole, archive = archive_of(lively.seminar), leaders_archive_of(lively.seminar)
    asked = {"flagged", "endorsed"}
    assert asked <= {each["verb"] for each in rows_of(whole, "entries")}
    assert not asked & {each["verb"] for each in rows_of(archive, "entries")}
    for file in ("flags", "endorsements"):
        assert (bool(rows_of(whole, file)), rows_of(archive, file)) == (True, [])
    empty_database()
    seminar = import_seminar(BytesIO(archive)).seminar
    assert list(audit_findings(seminar.pk)) == []
    assert leaders_archive_of(seminar) == archive


def test_a_leader_takes_no_works_and_names_away_that_only_withdrawn_texts_have(
    reading: Reading, write: Any, people: Any
) -> None:
    titles = ("Kept", "Joined", "Dropped", "Joined and dropped")
    works = {}
    for title in titles:
        csl = {"type": "book", "title": title}
        works[title] = get_or_create_work(reading.seminar, csl)  # type: ignore[arg-type]
        source = write(reading, kind="source", work=works[title], csl=csl, citation=title)
        name = f"https://example.org/{works[title].pk}"
        Origin.objects.create(seminar=reading.seminar, annotation=source, canonical=name)
        if "ropped" in title:
            withdraw(source, by=member_of(reading, people["reader"]))
    for title in ("Joined", "Joined and dropped"):
        join_works(works[title], into=works["Kept"], by=member_of(reading, people["moderator"]))
    whole, archive = archive_of(reading.seminar), leaders_archive_of(reading.seminar)
    for some, expected in ((whole, titles), (archive, titles[:2])):
        ids = {each["id"] for each in rows_of(some, "works")}
        assert ids == {str(works[each].pk) for each in expected}
        names = {each["canonical"] for each in rows_of(some, "origins")}
        assert names == {f"https://example.org/{works[each].pk}" for each in expected}
        joined = [each for each in rows_of(some, "entries") if each["verb"] == "merged"]
        assert len(joined) == len(expected) / 2
    empty_database()
    assert leaders_archive_of(import_seminar(BytesIO(archive)).seminar) == archive


def test_an_asynchronous_server_gets_the_archive_in_parts(reading: Reading, people: Any) -> None:
    request = AsyncRequestFactory().get("/")
    request.user = people["leader"]
    response = seminar_archive(request, "together")

    async def collected() -> bytes:
        return b"".join([each async for each in response.streaming_content])

    assert asyncio.run(collected()) == leaders_archive_of(reading.seminar)


@pytest.mark.django_db(transaction=True)
def test_an_archive_shows_one_moment_while_others_go_on_writing() -> None:
    def write_meanwhile() -> None:
        User.objects.create_user("meanwhile")
        connection.close()

    with database_snapshot():
        assert not User.objects.exists()
        writer = Thread(target=write_meanwhile)
        writer.start()
        writer.join()
        assert not User.objects.exists()
    assert User.objects.get().username == "meanwhile"


def test_nothing_private_is_archived_and_for_a_leader_nothing_withdrawn(
    reading: Reading, people: Any
) -> None:
    notes = everything_stands(reading, ("reader", "moderator"), people)
    assert {each.visibility for each in notes} == {"private", "seminar"}
    posted = {each.body for each in notes if each.visibility == "seminar"}
    withdrawn = {each.body for each in notes if each.state == "withdrawn"}
    of_leader = leaders_archive_of(reading.seminar)
    for archive, expected in (
        (archive_of(reading.seminar), posted),
        (of_leader, posted - withdrawn),
    ):
        assert {each.body for each in notes if f'"{each.body}"' in text_of(archive)} == expected
    ids = {each.pk for each in notes if str(each.pk) in text_of(of_leader)}
    assert ids == {each.pk for each in notes if each.visibility == "seminar"}


def test_what_has_no_text_is_not_brought_back(reading: Reading, write: Any, people: Any) -> None:
    withdrawn = write(reading)
    withdraw(withdrawn, by=member_of(reading, people["reader"]))
    Annotation.objects.filter(pk=withdrawn.pk).update(withdrawn_at=None)
    with pytest.raises(Refused):
        take_step(Step.RETURN, withdrawn, by=people["reader"])


def test_a_row_that_was_tampered_with_is_found_after_the_move_too(
    reading: Reading, write: Any
) -> None:
    note = write(reading)
    Annotation.objects.filter(pk=note.pk).update(body="Forged.")
    found = list(audit_findings(reading.seminar_id))
    assert found == [f"Annotation {note.pk} is not as it was sealed."]
    archive = archive_of(reading.seminar)
    empty_database()
    seminar = import_seminar(BytesIO(archive)).seminar
    assert list(audit_findings(seminar.pk)) == found
    assert archive_of(seminar) == archive


def test_a_chain_that_was_tampered_with_is_told(
    reading: Reading, write: Any, people: Any, tmp_path: Any, capsys: Any
) -> None:
    take_step(Step.HIDE, write(reading), by=people["moderator"], reason="spam")
    append_only.drop_triggers(connection)
    Decision.objects.update(remark="Forged.")
    append_only.install_triggers(connection)
    file = tmp_path / "seminar.zip"
    call_command("export_seminar", "together", str(file))
    assert "record 1 is not as it was sealed" in capsys.readouterr().err
    with zipfile.ZipFile(file) as package:
        heads = json.loads(package.read("manifest.json"))["heads"]
    assert [(each["number"], each["broken_at"]) for each in heads] == [(1, 1)]
    empty_database()
    call_command("import_seminar", str(file))
    assert "its record was not whole: record 1." in capsys.readouterr().out
    again = tmp_path / "again.zip"
    call_command("export_seminar", "together", str(again))
    assert again.read_bytes() == file.read_bytes()


def test_decisions_taken_after_the_move_lengthen_the_same_chain(
    reading: Reading, write: Any, people: Any
) -> None:
    note = write(reading)
    take_step(Step.HIDE, note, by=people["moderator"], reason="spam")
    archive = archive_of(reading.seminar)
    empty_database()
    seminar = import_seminar(BytesIO(archive)).seminar
    site = User.objects.create_superuser("site", "s@example.org", "x")
    take_step(Step.RESTORE, note.pk, by=site)
    assert list(audit_findings(seminar.pk)) == []
    with zipfile.ZipFile(BytesIO(archive_of(seminar))) as package:
        heads = json.loads(package.read("manifest.json"))["heads"]
    assert [each["number"] for each in heads] == [1, 2]


def test_nobody_is_told_of_what_happened_before_the_move(
    reading: Reading, write: Any, people: Any
) -> None:
    note = write(reading, number=2)
    write(reading, "another_reader", number=2, about=note)
    archive = archive_of(reading.seminar)
    position()
    assert make_notices() == 1
    empty_database()
    there = Reading.objects.get(seminar=import_seminar(BytesIO(archive)).seminar)
    for name in ("reader", "another_reader"):
        User.objects.bulk_create([people[name]])
        Member.objects.filter(shown_as=name).update(user=people[name])
    assert make_notices() == 0
    note = Annotation.objects.get(about=None)
    write(there, "another_reader", number=2, about=note)
    assert make_notices() == 1


def test_who_is_named_leads_the_seminar(reading: Reading, tmp_path: Any, people: Any) -> None:
    file = tmp_path / "seminar.zip"
    call_command("export_seminar", "together", str(file))
    empty_database()
    User.objects.create_user("newcomer")
    with pytest.raises(CommandError, match=r"There is no account named nobody\."):
        call_command("import_seminar", str(file), leader="nobody")
    call_command("import_seminar", str(file), leader="newcomer")
    seminar = Seminar.objects.get()
    assert [(each.role, each.user.username) for each in seminar.members.exclude(user=None)] == [
        ("leader", "newcomer")
    ]
    assert seminar.members.filter(user=None).count() == 6


def test_an_archive_that_nobody_reads_leaves_no_file_open(reading: Reading, signed_in: Any) -> None:
    response = signed_in("leader").get(reverse("seminar_archive", args=["together"]))
    file = response._file
    assert not file.closed
    response.close()
    assert file.closed
