"""Sent annotations as the forms that the pages use, and what the forms refuse as problems."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from annotations.api.problems import Problem
from annotations.margin.composing.forms import ComposerForm
from annotations.margin.models import Annotation, Proposal
from annotations.web_annotation.annotation_documents import work_description
from annotations.web_annotation.parsing.sent_documents import SentAnnotation
from annotations.web_annotation.vocabulary_terms import PREFIX

# Where in the document a field of the forms comes from.
POINTERS = {
    "body": "/body",
    "kind": "/motivation",
    "attack": f"/{PREFIX}attack",
    "relation": f"/{PREFIX}relation",
    "visibility": f"/{PREFIX}visibility",
    "citation": "/body/citation",
    "quotation": f"/body/{PREFIX}quotation",
    "locator": f"/body/{PREFIX}locator",
    "exact": "/target/selector",
    "about": "/target",
    "id": "/id",
}


class SentForm(ComposerForm):
    """A new annotation out of a document: a source is one work."""

    most_works = 1


def refuse_invalid(form: forms.Form) -> None:
    """Raise Problem (422) with all that a form refuses."""
    errors = [
        {"pointer": POINTERS.get(name, ""), "detail": strip_tags(str(message))}
        for name, messages in form.errors.items()
        for message in messages
    ]
    if errors:
        detail = " ".join(each["detail"] for each in errors)
        raise Problem(422, "invalid", detail, errors=errors)


def edited_content(sent: SentAnnotation, shown: Annotation | Proposal) -> dict[str, Any]:
    """Return the fields of an edit. A citation that is the one that was shown stays as it was
    typed, so that it goes on citing what it was described as since."""
    content: dict[str, Any] = dict(sent.content)
    if "citation" in content and _cites_the_same(sent, shown):
        content["citation"] = shown.citation
    return content


def _cites_the_same(sent: SentAnnotation, shown: Annotation | Proposal) -> bool:
    """True if a document says nothing of the work, or describes it as it was shown, without the
    words in which it was cited."""
    words = sent.content["citation"]
    is_description = sent.citation is not None and words == json.dumps(
        sent.citation, ensure_ascii=False
    )
    return not words or (is_description and sent.citation == work_description(shown))


def kind_differs(sent: SentAnnotation, annotation: Annotation) -> Problem | None:
    """Return the problem that an edit would make an annotation another kind; None if it doesn't."""
    if sent.kind == annotation.kind:
        return None
    detail = _("What an annotation is stays: withdraw it, and send the other kind as a new one.")
    return Problem(409, "conflict", detail)
