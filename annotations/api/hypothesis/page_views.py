"""The page of a reading for Hypothesis's client, and the sidebar in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.csp import CSP
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from annotations.anchoring.passages import PARAGRAPH_BREAK
from annotations.api.hypothesis.client_files import client_is_installed
from annotations.api.hypothesis.door import Call, open_for_client
from annotations.api.hypothesis.page_tokens import GRANT, page_token
from annotations.api.hypothesis.service_documents import asset_root, sidebar_settings
from annotations.essays.models import Block, BlockType
from annotations.essays.queries import current_blocks
from annotations.margin.choices import Attack, Relation
from annotations.margin.posting_rules.posting_rights import why_may_not_post
from annotations.prose.blocks import spans_from_json
from annotations.prose.highlighted_html import render_highlighted
from annotations.seminars.models import Reading
from annotations.web_annotation.addresses import Addresses, addresses_of

BOOT_SCRIPT = "boot.js"
# Everything from here, and the sidebar in a frame. The client sets styles by script, which needs no
# `unsafe-inline`. Only its formulas would: they are drawn without, since with it any annotation
# could bring styles of its own, which the client lets through.
PAGE_CSP: dict[str, Any] = {**settings.SECURE_CSP, "frame-src": [CSP.SELF]}
SIDEBAR_CSP: dict[str, Any] = {**settings.SECURE_CSP, "frame-ancestors": [CSP.SELF]}
# In JSON inside an element: what could end it, as `json_script` escapes it.
ESCAPED = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@require_safe
@csp_override(PAGE_CSP)
def hypothesis_page(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """Show the text with Hypothesis's client, or what the host has to do for that."""
    opened = open_for_client(request, seminar, essay)
    reading, addresses = opened.reading, addresses_of(request)
    context = {
        "reading": reading,
        "installed": client_is_installed(),
        "why_not": why_may_not_post(opened),
        "canonical": addresses.page(reading),
        "rows": text_rows(reading),
        "attacks": [(f"attack:{code}", label) for code, label in Attack.choices],
        "relations": [(f"relation:{code}", label) for code, label in Relation.choices],
        "client": _as_json(_client_settings(reading, addresses)),
        "boot": reverse("hypothesis_file", args=[BOOT_SCRIPT]),
    }
    return render(request, "api/hypothesis/page.html", context)


@require_safe
@xframe_options_sameorigin
@csp_override(SIDEBAR_CSP)
def hypothesis_sidebar(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """Show the client's sidebar, with the grant of who is signed in, if they are a member."""
    opened = open_for_client(request, seminar, essay)
    grant = page_token(request, opened.reading, GRANT) if opened.member else ""
    call = Call(request, opened, addresses_of(request))
    context = {
        "settings": _as_json(sidebar_settings(call, grant)),
        "boot": reverse("hypothesis_file", args=[BOOT_SCRIPT]),
    }
    response = render(request, "api/hypothesis/sidebar.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@dataclass(frozen=True)
class TextRow:
    """A block of the text, with the element that it stands in and the words drawn before it."""

    block: Block
    separator: str

    @property
    def element(self) -> str:
        """The name of the element."""
        if self.block.type == BlockType.HEADING:
            return "h2" if self.block.level < 3 else "h3"
        return {BlockType.TITLE: "h1", BlockType.PARAGRAPH: "p"}.get(
            BlockType(self.block.type), "div"
        )

    @property
    def direction(self) -> str:
        """The direction of its lines."""
        return "ltr" if self.block.type == BlockType.CODE else "auto"

    @property
    def label(self) -> str:
        """What stands before its text and is no part of it."""
        if self.block.type == BlockType.IMAGE:
            return _("An image:")
        return str(self.block.level) if self.block.type == BlockType.FOOTNOTE else ""

    @property
    def html(self) -> SafeString:
        """Its text."""
        spans = spans_from_json(self.block.spans)
        return mark_safe(render_highlighted(self.block.text, spans))  # noqa: S308


def text_rows(reading: Reading) -> list[TextRow]:
    """Return the blocks of the current text, each with what separates its text from the last. One
    query."""
    rows: list[TextRow] = []
    begun = False
    for block in current_blocks(reading.essay):
        has_text = block.type != BlockType.BREAK
        rows.append(TextRow(block, PARAGRAPH_BREAK if begun and has_text else ""))
        begun = begun or has_text
    return rows


def _client_settings(reading: Reading, addresses: Addresses) -> dict[str, Any]:
    """Return what the client reads on the page. Its pages of another kind are not served here; they
    are named so that it asks for them nowhere else."""
    sidebar = addresses.hypothesis_page(reading) + "app.html"
    return {
        "assetRoot": asset_root(addresses),
        "sidebarAppUrl": sidebar,
        "notebookAppUrl": sidebar,
        "profileAppUrl": sidebar,
    }


def _as_json(document: dict[str, Any]) -> SafeString:
    """Return JSON to stand in an element for scripts."""
    return mark_safe(json.dumps(document).translate(ESCAPED))  # noqa: S308
