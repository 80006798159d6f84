"""The cast of the tests, and the small seminar that most of them read.

`leader`, `moderator`, `reader`, `another_reader` and `observer` belong to the seminar; `former`
left it; `stranger` is signed in and belongs nowhere; `nobody` is anonymous; `superuser` runs the
site. Each is an account; `signed_in` gives a browser of theirs.
"""

import gc
import os
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from _pytest import runner
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import AnonymousUser
from django.db import connection, connections
from django.test import Client, override_settings
from hypothesis import settings as hypothesis_settings

from annotations.identifiers import uuid7
from annotations.margin.actions import post_annotation
from annotations.margin.models import Annotation
from annotations.moderation.decisions import append_only
from annotations.moderation.models import Decision
from annotations.seminars.models import Reading
from tests.cast import ESSAY, begin_reading, block_of, create_accounts, member_of, selected
from tests.migrated_database import copy_database, source_digest
from tests.recorded_writes import repeat

# Property tests run without a deadline, since a busy machine must not fail them. With `CI` set they
# try a hundred examples, always the same ones (Hypothesis's own profile "ci"); else twenty new ones
# each time, which find more over many runs than they cost in one.
hypothesis_settings.register_profile("everyday", max_examples=20, deadline=None)
if not os.environ.get("CI"):
    hypothesis_settings.load_profile("everyday")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect without looking for garbage: modules, classes and tests stay until the end, and no
    later search looks at them again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """Run a test as pytest does, but with room on the stack: a tenth of the time was spent there.

    Python keeps its frames in chunks of 16 kB, and gives a chunk back to the system as soon as
    nothing is in it. Deep in Django a loop that calls functions across the end of a chunk maps and
    unmaps memory with every call. A frame too large for one makes Python take a chunk of 1 MB.
    """
    return _call_with_room(lambda: runner.pytest_runtest_protocol(item, nextitem))


def _call_with_room(function: Callable[[], bool]) -> bool:
    return function()


_call_with_room.__code__ = _call_with_room.__code__.replace(co_stacksize=70_000)


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """Argon2 is slow on purpose; the tests have no secrets."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session", autouse=True)
def _our_address() -> Iterator[None]:
    """What links in mails begin with, as in the pages that the test client asks for."""
    with override_settings(SITE_ORIGIN="http://testserver"):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_modify_db_settings_parallel_suffix: None,
) -> None:
    """SQLite in a file, as it is really used: in memory several writers don't wait in line.

    It need not survive a power failure, nor its savepoints be written to a disk.
    """
    default = connections.settings["default"]
    if default["ENGINE"].endswith("sqlite3"):
        default["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        default["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;PRAGMA temp_store=MEMORY;"


@pytest.fixture(scope="session")
def migrated(
    request: pytest.FixtureRequest,
    django_db_use_migrations: bool,
    django_db_modify_db_settings: None,
) -> Path | None:
    """Where the migrated database is kept between runs; None on PostgreSQL.

    If one is kept there, it is copied to where the tests will find it.
    """
    default = connections.settings["default"]
    cache = getattr(request.config, "cache", None)
    if cache is None or not django_db_use_migrations or not default["ENGINE"].endswith("sqlite3"):
        return None
    kept = Path(cache.mkdir("migrated")) / f"{source_digest()}.sqlite3"
    if kept.exists():
        copy_database(kept, Path(default["TEST"]["NAME"]))
    return kept


@pytest.fixture(scope="session")
def django_db_keepdb(migrated: Path | None, django_db_keepdb: bool) -> bool:
    """Where a kept database was copied, Django need not make one."""
    return django_db_keepdb or bool(migrated and migrated.exists())


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker, migrated: Path | None) -> None:
    """What has just been migrated is kept, instead of what was kept before."""
    if migrated and not migrated.exists():
        for older in migrated.parent.iterdir():
            older.unlink(missing_ok=True)
        copy_database(Path(connections.settings["default"]["NAME"]), migrated)


@pytest.fixture(autouse=True)
def _decisions_can_be_swept_away(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that commits is cleaned up after by emptying all tables, which decisions refuse."""
    marker = request.node.get_closest_marker("django_db")
    commits = bool(marker and marker.kwargs.get("transaction")) or bool(
        {"transactional_db", "live_server"} & set(request.fixturenames)
    )
    if commits:
        request.getfixturevalue("transactional_db")
    yield
    if commits:
        append_only.drop_triggers(connection)
        Decision.objects.all().delete()
        append_only.install_triggers(connection)


@pytest.fixture
def people(db: None) -> dict[str, Any]:
    """Everybody's account by name; `nobody` has none."""
    return {**repeat("people", create_accounts), "nobody": AnonymousUser()}


def _person(name: str) -> Any:
    @pytest.fixture(name=name)
    def person(people: dict[str, Any]) -> Any:
        return people[name]

    return person


leader = _person("leader")
moderator = _person("moderator")
reader = _person("reader")
another_reader = _person("another_reader")
observer = _person("observer")
former = _person("former")
stranger = _person("stranger")
superuser = _person("superuser")
nobody = _person("nobody")


@pytest.fixture
def begin(people: dict[str, Any]) -> Callable[..., Reading]:
    """Begin a seminar with the whole cast and one essay: `begin(moderation="before")`."""

    def begin(slug: str = "together", essay: str = ESSAY, **policies: Any) -> Reading:
        policies = {"who_may_read": "everyone", "slug": slug, **policies}
        key = ("reading", people["leader"].pk, essay, repr(sorted(policies.items())))
        return repeat(key, lambda: begin_reading(people, essay, **policies))

    return begin


@pytest.fixture
def reading(begin: Callable[..., Reading]) -> Reading:
    """The essay in a seminar that everyone may read and that moderates after publication."""
    return begin()


@pytest.fixture
def write(people: dict[str, Any]) -> Callable[..., Annotation]:
    """Post an annotation as its author would: `write(reading, "reader", words="margin")`."""

    def write(
        reading: Reading,
        author: str = "reader",
        *,
        number: int = 1,
        words: str = "",
        about: Annotation | None = None,
        kind: str = "note",
        **more: Any,
    ) -> Annotation:
        block = block_of(reading, number)
        said = {"body": f"What {author} says."}
        said |= {"counterpoint": {"attack": "rebut"}, "source": {"relation": "supports"}}.get(
            kind, {}
        )
        return post_annotation(
            **{
                "id": uuid7(),
                "reading": reading,
                "paragraph": about.paragraph if about else block.paragraph,
                "author": member_of(reading, people[author]),
                "kind": kind,
                "visibility": "seminar",
                "state": "published",
                "about": about,
                "passage": selected(block, words) if words else None,
                **said,
                **more,
            }
        )

    return write


def _cookies_of_new_session(user: Any) -> SimpleCookie:
    client = Client()
    client.force_login(user)
    # As signing in at the sign-in page does.
    key = client.session.session_key
    UserSession.objects.create(user=user, session_key=key, ip="127.0.0.1")
    return client.cookies


@pytest.fixture
def signed_in() -> Callable[..., Client]:
    """A browser in which this person is signed in; nobody's is just a browser."""
    times: Counter[Any] = Counter()

    def signed_in(user: Any, **options: Any) -> Client:
        client = Client(**options)
        if user.is_authenticated:
            times[user.pk] += 1  # each browser has a session of its own
            key = ("session", user.pk, user.get_session_auth_hash(), times[user.pk])
            client.cookies = repeat(key, lambda: _cookies_of_new_session(user))
        return client

    return signed_in
