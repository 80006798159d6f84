"""The benchmark of pages asks for pages that are there, and reads their answers whole."""

from dataclasses import replace

import pytest

from annotations.benchmarks.served_pages import goals, load, seeds
from annotations.margin.models import Annotation


@pytest.mark.django_db(transaction=True)
def test_each_request_of_the_benchmark_is_answered(live_server):
    member, (seeded,) = seeds.seed_readings([100])
    cookie = seeds.session_cookie(member)
    written = Annotation.objects.count()
    port = live_server.thread.port
    sizes = {}
    for goal in goals.goals_of(seeded, cookie):
        headers = {name: value for name, value in goal.target.headers.items() if name != "Origin"}
        answer = load.request_once(port, replace(goal.target, headers=headers))
        sizes[goal.name] = answer.size
    assert Annotation.objects.count() == written + 1
    assert sizes["search"] > 1_000
    assert sizes["reading page, signed in"] > sizes["reading page, visitor"] > 10_000


@pytest.mark.django_db(transaction=True)
def test_another_answer_than_expected_is_a_problem(live_server):
    with pytest.raises(ValueError, match="/nowhere/ answers 404"):
        load.seconds_of_each(live_server.thread.port, load.Target("/nowhere/"), times=1)
