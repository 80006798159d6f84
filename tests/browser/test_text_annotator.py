"""A client of others, Recogito's text-annotator, on a page of another origin, through the API.

The package is fetched by npm when the test runs (`npm_packages`).
"""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.contrib.auth import get_user_model

from annotations.api.tokens.actions import make_token
from annotations.margin.models import Annotation
from tests.browser.npm_packages import fetch_npm_package

PACKAGE = "@recogito/text-annotator@4.1.1"
READING = "/s/open-seminar/military-cooperation/"
PAGE = """<!doctype html><meta charset="utf-8">
<script>window.process = {env: {}};  // the package's bundle asks for it</script>
<div id="text" style="white-space: pre-wrap"></div>"""
# All that a program has to do: `text-annotator` draws, selects, and speaks the W3C's format.
PROGRAM = """async ({site, token, reading}) => {
  const container = `${site}/api${reading}annotations/`;
  const headers = {Authorization: `Bearer ${token}`};
  const json = {...headers, 'Content-Type': 'application/ld+json'};
  const tags = {};
  const ask = async (address, options = {}) => {
    const answer = await fetch(address, {headers, ...options});
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    return answer;
  };
  const text = document.getElementById('text');
  const plain = {...headers, Accept: 'text/plain'};
  text.textContent = await (await ask(`${site}/api${reading}text/`, {headers: plain})).text();
  const adapter = RecogitoJS.W3CTextFormat(`${site}${reading}`, text);
  const annotator = RecogitoJS.createTextAnnotator(text, {adapter});
  const found = [];
  let page = (await (await ask(container)).json()).first;
  while (page) {
    found.push(...page.items);
    page = page.next && await (await ask(page.next)).json();
  }
  // Answers are about annotations, not about words.
  const placed = found.filter((each) => each.target.selector);
  annotator.setAnnotations(placed);
  window.annotator = annotator;
  window.shown = () => annotator.getAnnotations().map((each) => ({
    id: each.id, quote: [each.target].flat()[0].selector.find((one) => one.exact).exact,
  }));
  window.create = async (annotation, words) => {
    const body = [{type: 'TextualBody', purpose: 'commenting', value: words}];
    const sent = JSON.stringify({...annotation, body});
    const answer = await ask(container, {method: 'POST', headers: json, body: sent});
    const made = await answer.json();
    tags[made.id] = answer.headers.get('ETag');
    annotator.removeAnnotation(annotation.id);
    annotator.addAnnotation(made);
    return made.id;
  };
  window.change = async (id, words) => {
    const annotation = annotator.getAnnotationById(id);
    annotation.body = [{...[annotation.body].flat()[0], value: words}];
    const match = {...json, 'If-Match': tags[id]};
    const sent = JSON.stringify(annotation);
    const answer = await ask(id, {method: 'PUT', headers: match, body: sent});
    tags[id] = answer.headers.get('ETag');
    annotator.removeAnnotation(id);
    annotator.addAnnotation(await answer.json());
  };
  window.remove = async (id) => {
    await ask(id, {method: 'DELETE', headers: {...headers, 'If-Match': tags[id]}});
    annotator.removeAnnotation(id);
  };
  annotator.on('createAnnotation', (annotation) => { window.created = annotation; });
  return [found.length, placed.map((each) => each.id)];
}"""


@pytest.fixture(scope="session")
def script(tmp_path_factory):
    """The package's script for browsers."""
    folder = fetch_npm_package(PACKAGE, tmp_path_factory.mktemp("npm"))
    return (folder / "dist/text-annotator.umd.js").read_text()


class OnePage(BaseHTTPRequestHandler):
    """Answers everything with the page."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(PAGE.encode())

    def log_message(self, *arguments):
        """Say nothing."""


@pytest.fixture
def elsewhere():
    """The address of a page of another origin."""
    server = HTTPServer(("127.0.0.1", 0), OnePage)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.slow
def test_text_annotator_loads_creates_changes_and_deletes(site, browser, script, elsewhere):
    user = get_user_model().objects.get(username="reader")
    _token, secret = make_token(user, name="text-annotator", scope="write")
    page = browser.new_context(locale="en-GB").new_page()
    page.goto(elsewhere)
    page.add_script_tag(content=script)
    start = {"site": site.url, "token": secret, "reading": READING}
    total, placed = page.evaluate(PROGRAM, start)
    shown = {each["id"]: each["quote"] for each in page.evaluate("shown()")}
    assert total > len(placed) > 10
    assert set(shown) == set(placed)
    text = page.locator("#text").text_content()
    assert all(quote in text for quote in shown.values())

    page.locator("#text").dblclick(position={"x": 100, "y": 300})
    page.wait_for_function("window.created")
    quote = page.evaluate("created.target[0].selector[0].exact")
    made = page.evaluate("create(created, 'From another program.')")
    written = Annotation.objects.get(body="From another program.")
    assert (made.split("/")[-2], written.exact) == (str(written.pk), quote.strip())
    assert written.author.user == user

    page.evaluate("id => change(id, 'Changed there.')", made)
    written.refresh_from_db()
    assert (written.body, written.version) == ("Changed there.", 2)
    page.evaluate("id => remove(id)", made)
    written.refresh_from_db()
    assert written.state == "withdrawn"
    assert {each["id"] for each in page.evaluate("shown()")} == set(placed)
    page.context.close()
