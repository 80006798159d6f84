"""What a test begins with is the same whether it was built or its writes were repeated."""

from typing import Any

from django.apps import apps
from django.db import transaction

from tests.cast import ESSAY, begin_reading, create_accounts
from tests.recorded_writes import repeat


def rows() -> dict[str, list[dict[str, Any]]]:
    """Every row of ours, without the numbers that the database gives."""
    found = {}
    for model in apps.get_app_config("annotations").get_models():
        columns = [each.attname for each in model._meta.concrete_fields if not each.db_returning]
        found[model.__name__] = sorted(model._default_manager.values(*columns), key=str)
    return {name: each for name, each in found.items() if each}


def test_repeated_writes_leave_the_same_rows_and_return_an_equal_copy(db: None) -> None:
    calls = []

    def build() -> Any:
        calls.append("built")
        return begin_reading(create_accounts(), ESSAY, slug="twice", pseudonyms=True)

    left, returned = [], []
    for _ in range(2):
        with transaction.atomic():
            returned.append(repeat("this test", build))
            left.append(rows())
            transaction.set_rollback(True)
    assert calls == ["built"]
    assert {"User", "Seminar", "Member", "Reading", "Block", "Entry"} <= left[0].keys()
    assert left[0] == left[1]
    assert returned[0] == returned[1]
    assert returned[0] is not returned[1]
    assert returned[0].seminar == returned[1].seminar
