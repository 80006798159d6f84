"""Links count wherever they stand, and a leader's rules about domains hold at every door."""

import importlib
from html import unescape

import pytest
from django.apps import apps
from django.contrib.messages import get_messages

from annotations.identifiers import derive_uuid, uuid7
from annotations.margin.models import Annotation
from annotations.seminars.models import Seminar
from tests.reading.composers import COUNTERPOINT, NOTE, P1, SOURCE, said_beside

SETTINGS = "/s/together/settings/"
KEPT = {"name": "Reading together", "who_may_read": "everyone", "moderation": "after"}
ONE, TWO = "https://a.example/1", "https://b.example/2"
REFUSED = "This seminar takes no links to bad.example. Please take the address out."


@pytest.fixture
def rule(signed_in, leader):
    """Change the rules as the leader does: `rule(held_domains="a.example")`."""

    def rule(**rules):
        return signed_in(leader).post(SETTINGS, KEPT | rules)

    return rule


@pytest.fixture
def compose(reading, people, signed_in):
    """Post as the reader; the states of everything that stands then."""
    browser = signed_in(people["reader"])

    def compose(form, **said):
        answer = browser.post(P1, form | said)
        assert answer.status_code == 302, said
        return list(Annotation.objects.order_by("depth", "id").values_list("state", flat=True))

    return compose


@pytest.fixture
def edit(people, signed_in):
    """Edit the only annotation as the reader."""

    def edit(**said):
        annotation = Annotation.objects.get()
        form = {"version": annotation.version, "body": annotation.body, **said}
        return signed_in(people["reader"]).post(f"/a/{annotation.pk}/edit/", form)

    return edit


def test_a_counterpoint_held_for_its_links_holds_its_evidence(compose):
    form = COUNTERPOINT | {"body": f"{ONE} {TWO} https://c.example/3"}
    assert compose(form, evidence="A plain title") == ["pending", "pending"]


def test_a_counterpoint_with_few_links_stands_with_its_evidence(compose):
    form = COUNTERPOINT | {"body": f"{ONE} {TWO}"}
    assert compose(form, evidence="A plain title") == ["published", "published"]


def test_links_of_a_counterpoint_and_of_its_evidence_count_together(compose):
    form = COUNTERPOINT | {"body": f"{ONE} {TWO}"}
    assert compose(form, evidence="https://c.example/3") == ["pending", "pending"]


def test_the_same_links_again_are_no_more(compose):
    form = COUNTERPOINT | {"body": f"{ONE} {TWO}"}
    assert compose(form, evidence=f"{ONE}\n{TWO}") == ["published"] * 3


@pytest.mark.parametrize(("number", "state"), [(2, "published"), (4, "pending")])
def test_several_addresses_in_one_citation_are_as_many_links(compose, number, state):
    citation = "\n".join(f"https://a.example/{each}" for each in range(number))
    assert compose(SOURCE, citation=citation) == [state] * number


@pytest.mark.parametrize(
    "said",
    [
        {"quotation": f"{ONE} {TWO}", "body": "https://c.example"},
        {"locator": f"{ONE} {TWO} https://c.example"},
        {"citation": f"A. Author, A Title, 2001, {ONE} {TWO}", "quotation": "mailto:me@c.example"},
        {"citation": f"@book{{x, title={{T}}, note={{{ONE} {TWO}}}, url={{https://c.example}}}}"},
        {"body": f"[x](https&#58;//c.example) {ONE} `{TWO}`"},
        {"claim": f"{ONE} {TWO} https://c.example"},
    ],
)
def test_links_count_wherever_they_stand(compose, said):
    assert compose(SOURCE, **said) == ["pending"]


def test_identifiers_of_works_are_no_links(compose):
    identifiers = "10.1000/1 https://doi.org/10.1000/2 http://dx.doi.org/10.1000/3"
    assert compose(SOURCE, body=f"{identifiers} 978-3-16-148410-0") == ["published"]


def test_an_edit_with_links_in_its_citation_waits(compose, edit):
    compose(SOURCE)
    said = {"relation": "supports", "citation": f"{ONE}", "quotation": f"{TWO} https://c.example"}
    assert edit(**said).status_code == 302
    source = Annotation.objects.get()
    assert (source.state, source.citation) == ("published", SOURCE["citation"])
    assert source.proposal.citation == ONE


def test_a_seminar_says_how_many_links_stand_at_once(compose, rule):
    assert rule(most_links="0").status_code == 302
    assert compose(NOTE, body=f"One: {ONE}") == ["pending"]
    rule(most_links="3")
    assert compose(NOTE, body=f"{ONE} {TWO} https://c.example")[1:] == ["published"]
    rule(most_links="")
    assert Seminar.objects.get().most_links is None
    assert rule(most_links="many").status_code == 422


@pytest.mark.parametrize(
    "said",
    [
        {"body": "http://BAD.example./x"},
        {"body": "<https://www.deep.bad.example>"},
        {"quotation": "https://good.example@bad.example"},
        {"citation": "https://b%61d.example/paper"},
        {"body": "mailto:me@bad.example"},
    ],
)
def test_a_post_that_links_to_a_held_domain_waits(compose, rule, said):
    rule(held_domains="bad.example")
    assert compose(SOURCE, **said) == ["pending"]
    assert compose(SOURCE, citation="Another", body="https://notbad.example")[1:] == ["published"]


def test_who_moderates_waits_for_nobody(rule, reading, people, signed_in):
    rule(held_domains="bad.example")
    signed_in(people["moderator"]).post(P1, NOTE | {"body": "https://bad.example"})
    assert Annotation.objects.get().state == "published"


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (NOTE, "body"),
        (SOURCE, "citation"),
        (SOURCE, "quotation"),
        (SOURCE, "locator"),
        (COUNTERPOINT, "evidence"),
        (COUNTERPOINT, "claim"),
    ],
)
def test_a_refused_domain_is_told_beside_its_field_and_nothing_is_lost(
    rule, reading, people, signed_in, form, field
):
    rule(refused_domains="bad.example")
    typed = f"{form.get(field, 'See')} https://www.bad.example/x"
    answer = signed_in(people["reader"]).post(P1, form | {field: typed})
    assert answer.status_code == 422
    assert said_beside(answer, field) == REFUSED
    assert typed in unescape(answer.content.decode())
    assert not Annotation.objects.exists()
    assert (
        said_beside(
            signed_in(people["reader"]).post(P1, form | {field: typed, "preview": "1"}), field
        )
        == REFUSED
    )


def test_words_of_the_essay_and_of_another_kind_are_not_looked_at(rule, compose, begin):
    rule(refused_domains="bad.example")
    stray = {"citation": "https://bad.example", "evidence": "https://bad.example"}
    assert compose(NOTE, **stray) == ["published"]


def test_an_edit_keeps_to_the_rules(rule, compose, edit):
    compose(NOTE)
    rule(refused_domains="bad.example", held_domains="slow.example")
    answer = edit(body="Now https://bad.example")
    assert answer.status_code == 422
    assert REFUSED in answer.content.decode()
    assert "Now https://bad.example</textarea>" in answer.content.decode()
    assert edit(body="Now https://slow.example").status_code == 302
    note = Annotation.objects.get()
    assert (note.body, note.proposal.body) == (NOTE["body"], "Now https://slow.example")


def test_what_is_private_meets_the_rules_when_it_is_posted(rule, compose, people, signed_in, edit):
    rule(refused_domains="bad.example", held_domains="slow.example")
    compose(COUNTERPOINT, visibility="private", body="Words.", evidence="https://bad.example/paper")
    main = Annotation.objects.get(about=None)
    browser = signed_in(people["reader"])
    answer = browser.post(f"/a/{main.pk}/publication/")
    assert [str(each) for each in get_messages(answer.wsgi_request)] == [REFUSED]
    assert set(Annotation.objects.values_list("visibility", flat=True)) == {"private"}
    rule(refused_domains="", held_domains="bad.example")
    browser.post(f"/a/{main.pk}/publication/")
    found = set(Annotation.objects.values_list("visibility", "state"))
    assert found == {("seminar", "pending")}


def test_domains_are_normalised_and_kept_once(rule, reading):
    lines = "https://Bad.example/x?y\n\n*.bad.example \nmünchen.example\nbad.example:80"
    assert rule(held_domains=lines).status_code == 302
    assert Seminar.objects.get().held_domains == ["bad.example", "xn--mnchen-3ya.example"]


def test_each_line_that_is_no_domain_is_told(rule, reading):
    answer = rule(refused_domains="good.example\nnot one\n\norg")
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "Line 2: “not one” is not a domain. Write it like example.org." in page
    assert "Line 4: “org” is not a domain." in page
    assert "Line 1" not in page
    assert "not one\n\norg</textarea>" in page
    assert Seminar.objects.get().refused_domains == []


def test_at_most_two_hundred_lines(rule, reading):
    lines = [f"{each}.example" for each in range(201)]
    assert rule(held_domains="\n".join(lines[:200])).status_code == 302
    answer = rule(held_domains="\n".join(lines))
    assert answer.status_code == 422
    assert "At most 200 lines, please; these are 201." in answer.content.decode()


def test_the_rules_come_along_to_a_new_seminar(rule, reading, people, signed_in):
    rule(most_links="5", held_domains="slow.example", refused_domains="bad.example")
    signed_in(people["leader"]).post("/s/together/copy/", {"name": "Once more"})
    new = Seminar.objects.get(name="Once more")
    assert (new.most_links, new.held_domains, new.refused_domains) == (
        5,
        ["slow.example"],
        ["bad.example"],
    )


@pytest.mark.parametrize(("who", "shown"), [("leader", True), ("reader", False)])
def test_only_who_leads_reads_the_rules(rule, reading, people, signed_in, who, shown):
    rule(held_domains="slow.example")
    browser = signed_in(people[who])
    pages = [browser.get(page) for page in ("/s/together/", "/s/together/transparency/", SETTINGS)]
    assert any("slow.example" in page.content.decode() for page in pages) == shown


def test_earlier_evidence_is_tied_to_its_counterpoint(reading, write):
    counterpoint = write(reading, kind="counterpoint")
    another = write(reading, kind="counterpoint")
    brought = {"kind": "source", "about": counterpoint}
    source = write(reading, id=derive_uuid(counterpoint.pk, "doi:10.1/x"), **brought)
    write(reading, **brought)
    write(reading, id=derive_uuid(another.pk, "doi:10.1/x"), **brought)
    write(reading, "another_reader", id=derive_uuid(counterpoint.pk, "doi:10.1/y"), **brought)
    write(reading, id=derive_uuid(uuid7(), "doi:10.1/x"), kind="source")
    earlier = importlib.import_module("annotations.migrations.0012_came_with_earlier")
    earlier.tie_earlier_sources(apps, None)
    tied = Annotation.objects.exclude(came_with=None).values_list("pk", "came_with")
    assert list(tied) == [(source.pk, counterpoint.pk)]
