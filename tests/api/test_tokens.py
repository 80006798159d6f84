"""Tokens: made on a page or by a command, kept as digests, ending, revocable."""

import re
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from annotations.api.tokens.actions import MAX_TOKENS, delete_ended_tokens, make_token
from annotations.api.tokens.models import Token
from config.logs import masked
from tests.api.conftest import CONTAINER, Program, note

FORM = {"name": "My script", "scope": "write", "days": "30"}


def secret_in(page):
    return re.search(r"<code data-token>(\w{4}[\w-]{43})</code>", page.content.decode())[1]


def test_a_token_made_on_the_page_is_shown_once_and_works(reading, people, signed_in):
    browser = signed_in(people["reader"])
    page = browser.post("/me/tokens/", FORM)
    secret = secret_in(page)
    assert Program(secret).post(note()).status_code == 201
    again = browser.get("/me/tokens/").content.decode()
    assert "My script" in again
    assert secret not in again
    assert Token.objects.get().digest != secret
    assert secret not in str(Token.objects.values())
    assert page["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"name": ""}, "Say what the token is for"),
        ({"scope": "everything"}, "Choose what the program may do."),
        ({"days": "9999"}, "Choose when the token ends."),
    ],
)
def test_the_form_says_what_is_missing(people, signed_in, sent, words):
    page = signed_in(people["reader"]).post("/me/tokens/", {**FORM, **sent})
    assert page.status_code == 422
    assert words in page.content.decode()
    assert Token.objects.count() == 0


def test_tokens_are_bounded(people, signed_in):
    browser = signed_in(people["reader"])
    for n in range(MAX_TOKENS):
        make_token(people["reader"], name=f"{n}")
    page = browser.post("/me/tokens/", FORM)
    assert page.status_code == 422
    assert f"You have {MAX_TOKENS} tokens" in page.content.decode()
    Token.objects.first().delete()
    assert browser.post("/me/tokens/", FORM).status_code == 200


def test_a_revoked_token_does_nothing(reading, people, signed_in):
    browser = signed_in(people["reader"])
    call = Program(secret_in(browser.post("/me/tokens/", FORM)))
    assert call.get().status_code == 200
    address = f"/me/tokens/{Token.objects.get().pk}/revocation/"
    assert signed_in(people["leader"]).post(address).status_code == 404
    assert browser.get(address).status_code == 405
    assert call.get().status_code == 200
    assert browser.post(address).status_code == 302
    response = call.get()
    assert response.status_code == 401
    assert 'error="invalid_token"' in response["WWW-Authenticate"]


def test_the_page_is_for_who_is_signed_in(people, client):
    for address in ("/me/tokens/", "/me/tokens/01890000-0000-7000-8000-000000000000/revocation/"):
        response = client.post(address)
        assert (response.status_code, response["Location"]) == (
            *(302, f"/accounts/login/?next={address}"),
        )


def test_an_ended_token_does_nothing(reading, program):
    call = program()
    assert call.get().status_code == 200
    Token.objects.update(expires_at=timezone.now())
    assert call.get().status_code == 401


def test_the_token_of_a_suspended_account_does_nothing(reading, program, people):
    call = program()
    assert call.post(note()).status_code == 201
    people["reader"].is_active = False
    people["reader"].save()
    assert call.get().status_code == 401
    assert call.post(note("More.")).status_code == 401


def test_who_leaves_a_seminar_leaves_it_with_every_token(begin, program, people):
    reading = begin(who_may_read="members")
    call = program()
    assert call.get().status_code == 200
    reading.seminar.members.filter(user=people["reader"]).update(left_at=timezone.now())
    assert call.get().status_code == 404


def test_a_token_that_reads_does_not_write(reading, program):
    call = program("reader", "read")
    assert call.get().status_code == 200
    response = call.post(note())
    assert response.status_code == 403
    assert response["WWW-Authenticate"].endswith('error="insufficient_scope", scope="write"')


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer", "Basic cmVhZGVyOng=", "x"])
def test_what_is_no_token_is_refused_even_to_read(reading, client, header):
    response = client.get(CONTAINER, headers={"Authorization": header})
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith('Bearer realm="Counterpoint"')
    assert response["Content-Type"] == "application/problem+json"


def test_a_session_reads_and_does_not_write(begin, people, signed_in):
    begin(who_may_read="members")
    browser = signed_in(people["reader"], enforce_csrf_checks=True)
    assert browser.get(CONTAINER).status_code == 200
    response = browser.post(CONTAINER, data="{}", content_type="application/json")
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="Counterpoint"'
    assert signed_in(people["stranger"]).get(CONTAINER).status_code == 404


def test_a_bad_token_is_not_made_good_by_a_session(begin, people, signed_in):
    begin(who_may_read="members")
    browser = signed_in(people["reader"])
    assert browser.get(CONTAINER, headers={"Authorization": "Bearer x"}).status_code == 401


def test_scripts_of_other_sites_read_with_a_token_and_never_with_a_session(
    reading, program, people, signed_in
):
    asked = signed_in(people["nobody"]).options(
        CONTAINER,
        headers={"Origin": "https://a.example", "Access-Control-Request-Method": "POST"},
    )
    assert asked.status_code == 204
    assert asked["Access-Control-Allow-Origin"] == "*"
    assert "Authorization" in asked["Access-Control-Allow-Headers"]
    assert "POST" in asked["Access-Control-Allow-Methods"]
    with_token = program().get(CONTAINER, Origin="https://a.example")
    assert with_token["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in with_token["Access-Control-Expose-Headers"]
    refused = Program("nonsense").get(CONTAINER, Origin="https://a.example")
    assert refused["Access-Control-Allow-Origin"] == "*"
    for who in ("reader", "nobody"):
        session = signed_in(people[who]).get(CONTAINER, headers={"Origin": "https://a.example"})
        assert session.status_code == 200
        assert "Access-Control-Allow-Origin" not in session
    for response in (asked, with_token, refused):
        assert "Access-Control-Allow-Credentials" not in response


def test_a_preflight_tells_nothing_of_what_is_there(begin, client):
    begin(who_may_read="members")
    there = client.options(CONTAINER)
    missing = client.options("/api/s/nowhere/nothing/annotations/")
    assert dict(there.headers) == dict(missing.headers)


def test_the_day_of_the_last_use_is_noted_and_no_more(reading, program):
    call = program()
    assert Token.objects.get().used_on is None
    call.get()
    assert Token.objects.get().used_on == timezone.now().date()


def test_the_command_prints_a_token_and_nothing_else(reading, people, capsys):
    call_command("token", "Reader", "--scope", "write")
    out = capsys.readouterr().out
    assert re.fullmatch(r"cpt_[\w-]{43}\n", out)
    assert Program(out.strip()).post(note()).status_code == 201
    call_command("token", "reader")
    assert Program(capsys.readouterr().out.strip()).post(note()).status_code == 403


def test_the_command_says_in_one_sentence_why_it_makes_none(people):
    people["former"].is_active = False
    people["former"].save()
    for arguments, words in (
        (["nobody-at-all"], "There is no account named"),
        (["former"], "suspended"),
        (["reader", "--days", "0"], "A token lasts 1 to 366 days."),
    ):
        with pytest.raises(CommandError, match=words):
            call_command("token", *arguments)
    for n in range(MAX_TOKENS):
        make_token(people["reader"], name=f"{n}")
    with pytest.raises(CommandError, match="revoke one"):
        call_command("token", "reader")


def test_tokens_that_ended_long_ago_are_swept_up(people):
    for name, ago in (("old", 31), ("ended", 1)):
        token, _secret = make_token(people["reader"], name=name)
        Token.objects.filter(pk=token.pk).update(expires_at=timezone.now() - timedelta(days=ago))
    make_token(people["reader"], name="valid")
    assert delete_ended_tokens() == 1
    assert set(Token.objects.values_list("name", flat=True)) == {"ended", "valid"}


def test_logs_mask_tokens(people):
    _token, secret = make_token(people["reader"], name="x")
    assert masked(f"sent {secret} here") == "sent *** here"


def test_the_personal_export_tells_of_tokens(people, signed_in):
    make_token(people["reader"], name="My script", scope="write")
    data = signed_in(people["reader"]).get("/me/export/").json()
    assert [(each["name"], each["scope"]) for each in data["tokens"]] == [("My script", "write")]
    assert "digest" not in data["tokens"][0]
