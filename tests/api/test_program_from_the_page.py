"""A program that knows what stands on the page at `/api/` and nothing else, over the network."""

import html
import json
import re
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from django.core.management import call_command

from annotations.margin.models import Annotation


def ask(address, method="GET", body=None, **headers):
    """Send a request; return the status, the headers and the JSON of the answer."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    data = None if body is None else json.dumps(body).encode()
    request = Request(address, data=data, method=method, headers=named)  # noqa: S310
    try:
        with urlopen(request, timeout=20) as answer:  # noqa: S310
            content, status, said = answer.read(), answer.status, answer.headers
    except HTTPError as refused:
        with refused:
            content, status, said = refused.read(), refused.code, refused.headers
    return status, said, json.loads(content) if content[:1] == b"{" else content.decode()


@pytest.mark.django_db(transaction=True)
def test_it_lists_creates_updates_and_deletes(reading, live_server, capsys):
    call_command("token", "reader", "--scope", "write")
    token = {"Authorization": f"Bearer {capsys.readouterr().out.strip()}"}
    site = live_server.url
    _status, _headers, page = ask(f"{site}/api/", Accept="text/html")
    shown = [html.unescape(each) for each in re.findall(r"<code>(\{.*?\})</code>", page, re.S)]
    note = next(json.loads(each) for each in shown if '"motivation": "commenting"' in each)
    answer = next(json.loads(each) for each in shown if '"motivation": "replying"' in each)

    # The entry point leads to the readings, their text and their containers.
    _status, _headers, entry = ask(f"{site}/api/", Accept="application/json", **token)
    assert entry["you"] == {"name": "reader", "writes": True}
    (there,) = entry["seminars"][0]["readings"]
    assert there["writable"]
    assert there["annotations"] in page
    _status, _headers, text = ask(there["text"], **token)
    words = text["paragraphs"][1]["text"][:20]

    # The example of the page, about words of this text.
    note["target"] = {"source": there["page"], "selector": note["target"]["selector"]}
    note["target"]["selector"] |= {"exact": words, "prefix": "", "suffix": ""}
    json_ld = {"Content_Type": "application/ld+json", **token}
    status, headers, made = ask(there["annotations"], "POST", note, **json_ld)
    assert (status, made["body"]["value"]) == (201, note["body"]["value"])
    assert headers["Location"] == made["id"]
    assert ask(there["annotations"], "POST", note, **json_ld)[2] == made
    answer["target"] = made["id"]
    assert ask(there["annotations"], "POST", answer, **json_ld)[0] == 201

    _status, _headers, container = ask(there["annotations"], **token)
    assert container["total"] == 2
    assert container["first"]["items"][0]["id"] == made["id"]

    made["body"]["value"] = "Changed."
    status, headers, changed = ask(made["id"], "PUT", made, If_Match=headers["ETag"], **json_ld)
    assert (status, changed["body"]["value"]) == (200, "Changed.")
    assert ask(made["id"], "DELETE", **token)[0] == 428
    assert ask(made["id"], "DELETE", If_Match=headers["ETag"], **token)[0] == 204
    status, _headers, refused = ask(made["id"], **token)
    assert (status, refused["status"]) == (404, 404)
    assert Annotation.objects.filter(state="published").count() == 1


def test_the_examples_are_what_the_api_takes(reading, program, client):
    """Those of the page, sent to this seminar's text."""
    page = client.get("/api/", headers={"Accept": "text/html"}).content.decode()
    shown = [html.unescape(each) for each in re.findall(r"<code>(\{.*?\})</code>", page, re.S)]
    sent = [json.loads(each) for each in shown if '"type": "Annotation"' in each]
    kinds = []
    for document in sent:
        if isinstance(document["target"], str) and "#" in document["target"]:
            document["target"] = "http://testserver/s/together/on-reading/#p2"
        elif isinstance(document["target"], str):
            document["target"] = kinds[0]
        else:
            document["target"]["source"] = "http://testserver/s/together/on-reading/"
            document["target"]["selector"] = {"type": "TextQuoteSelector", "exact": "comfortable"}
        response = program().post(document)
        assert response.status_code == 201, response.content
        kinds.append(response["Location"])
    assert sorted(Annotation.objects.values_list("kind", flat=True)) == [
        *("counterpoint", "note", "note", "source")
    ]
