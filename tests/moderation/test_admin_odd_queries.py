"""No address in the admin, whatever stands behind its question mark, is answered with a 500."""

from collections.abc import Iterator
from itertools import product

import pytest
from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver

# What the admin itself reads from a query, beside the fields of its models.
PARAMETERS = [
    *("_changelist_filters", "_to_field", "_popup", "_facets", "e", "all", "p", "o", "q", "next"),
    *("app_label", "model_name", "field_name", "term", "flags", "mine", "state", "pk"),
]
ODD = [
    *("", "erase", "a\0", "1.5", "9" * 20, "9999-12-31T23:59:59-14:00", "2026-01-01 10:00", "["),
    "01890000-0000-7000-8000-000000000000",
]
LOOKUPS = ("", "__isnull", "__in", "__gte", "__regex", "__id__exact")


def addresses(resolver: URLResolver, before: str = "/") -> Iterator[tuple[str, str]]:
    """Every address under this resolver, with its name."""
    for each in resolver.url_patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLPattern):
            yield route, each.name or ""
        else:
            yield from addresses(each, route)


def admin_pages() -> dict[str, list[tuple[str, str]]]:
    """Addresses and names of the admin's pages by the label of their model; "" for the rest."""
    labels = [model._meta.label_lower for model in admin.site._registry]
    pages: dict[str, list[tuple[str, str]]] = {label: [] for label in ["", *labels]}
    for route, name in addresses(get_resolver()):
        if route.startswith("/admin/") and "^" not in route and name != "logout":
            label = ".".join(route.split("/")[2:4])
            pages[label if label in labels else ""].append((route, name))
    return pages


PAGES = admin_pages()


def filled(route: str, target: object) -> str:
    for part in ("<path:object_id>", "<uuid:id>", "<id>", "<path:content_type_id>"):
        route = route.replace(part, str(target))
    return route


@pytest.fixture
def target(reading, people, write):
    """The key of an object of the model with this label, or what is none."""
    keys = {
        "annotations.annotation": write(reading).pk,
        "annotations.essay": reading.essay_id,
        "annotations.seminar": reading.seminar_id,
        "annotations.user": people["reader"].pk,
    }
    return lambda label: keys.get(label, "1")


def test_every_model_of_the_admin_has_its_pages():
    assert len(PAGES[""]) >= 8
    assert {len(pages) >= 6 for label, pages in PAGES.items() if label} == {True}


@pytest.mark.slow
@pytest.mark.parametrize("label", PAGES)
def test_no_parameter_of_the_admin_itself_is_a_server_error(label, target, people, signed_in):
    client = signed_in(people["superuser"])
    queries = [dict.fromkeys(PARAMETERS, value) for value in ODD]
    queries += [{name: value} for name in ("_to_field", "p", "o") for value in ("", ODD[4])]
    for route, _ in PAGES[label]:
        address = filled(route, target(label))
        for query in queries:
            assert client.get(address, query).status_code in (200, 302, 400, 403, 404), query


@pytest.mark.slow
@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model.__name__)
@pytest.mark.parametrize("page", ["add", "changelist"])
def test_no_value_for_a_field_is_a_server_error(model, page, reading, people, write, signed_in):
    write(reading)
    client = signed_in(people["superuser"])
    ((address, _),) = [
        (route, name) for route, name in PAGES[model._meta.label_lower] if name.endswith(f"_{page}")
    ]
    own = set(model._meta.fields) | set(model._meta.many_to_many)
    own = {field for field in own if field.name != "password"}  # which Django refuses
    others = set(model._meta.get_fields()) - own
    for value in ODD:
        for lookup in LOOKUPS if page == "changelist" else LOOKUPS[:1]:
            query = {field.name + lookup: value for field in own}
            assert client.get(address, query).status_code in (200, 302, 403), (value, lookup)
            query = {field.name + lookup: value for field in others}  # some are not allowed
            assert client.get(address, query).status_code in (200, 302, 400, 403), (value, lookup)


@pytest.mark.slow
@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model.__name__)
def test_no_selected_row_is_a_server_error(model, target, people, signed_in):
    client = signed_in(people["superuser"])
    label = model._meta.label_lower
    ((address, _),) = [page for page in PAGES[label] if page[1].endswith("_changelist")]
    key = str(target(label))
    for action, selected in product(("decide_about", "delete_selected"), ("zz", *ODD)):
        for more, index in product(([], [key]), ({}, {"index": "0"}, {"index": "zz"})):
            form = {"action": action, "_selected_action": [selected, *more], **index}
            assert client.post(address, form).status_code in (200, 302), form


def test_what_was_selected_is_decided_about_without_what_is_no_key(
    reading, write, people, signed_in
):
    note, client = write(reading, body="Selected."), signed_in(people["moderator"])
    page = "/admin/annotations/annotation/"
    form = {"action": "decide_about", "index": 0, "_selected_action": ["zz", str(note.pk)]}
    answer = client.post(page, form)
    assert f'name="item" value="{note.pk} 1 published"' in answer.content.decode()
    none = client.post(page, form | {"_selected_action": "zz"}, follow=True)
    assert "Items must be selected" in none.content.decode()


def test_what_a_filter_can_hold_still_filters(reading, people, write, signed_in):
    write(reading, "reader")
    write(reading, "leader", kind="counterpoint")
    client, page = signed_in(people["superuser"]), "/admin/annotations/annotation/"

    def shown(**query: str) -> int:
        return client.get(page, query).context["cl"].result_count

    kinds = {"kind__exact": "note"}, {"kind__in": "note,source"}, {"about__isnull": "True"}
    assert [shown(**each) for each in kinds] == [1, 1, 2]
    author = reading.seminar.members.get(user=people["leader"])
    assert shown(author__id__exact=str(author.pk)) == 1
    since = {"created_at__gte": "2020-01-01 00:00:00+00:00"}
    assert [shown(**since), shown(created_at__gte="2100-01-01 00:00:00+00:00")] == [2, 0]


def test_what_a_form_can_hold_still_fills_it(reading, people, signed_in):
    client = signed_in(people["superuser"])
    query = {"name": "Margins", "closes_at": "2026-01-01T00:00Z", "who_may_read": "link"}
    page = client.get("/admin/annotations/seminar/add/", query)
    initial = page.context["adminform"].form.initial
    assert initial == {"name": "Margins", "who_may_read": "link"}
