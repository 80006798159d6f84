"""The files of Hypothesis's client, from the folder that the host installed it in.

Nothing of the client is part of this project: `npm install hypothesis` brings it, as it is
published, and the setting `HYPOTHESIS_CLIENT_DIR` names the package's folder.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

# What the client loads: no maps of its sources.
CONTENT_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".woff2": "font/woff2",
}


def client_is_installed() -> bool:
    """True if the folder that the setting names holds the client as it is published."""
    return (_build_folder() / "boot.js").is_file()


def _build_folder() -> Path:
    return Path(settings.HYPOTHESIS_CLIENT_DIR or "/nowhere") / "build"


@require_safe
def client_file(request: HttpRequest, path: str) -> HttpResponse:
    """Send a file of the client. One whose address says which version it is may be kept."""
    folder = _build_folder().resolve()
    try:
        file = (folder / path).resolve()
        inside = file.is_relative_to(folder) and file.is_file()
    except (OSError, ValueError):  # too long, or a null character
        inside = False
    if not inside or file.suffix not in CONTENT_TYPES:
        raise Http404
    response = HttpResponse(file.read_bytes(), content_type=CONTENT_TYPES[file.suffix])
    kept = "max-age=31536000, immutable" if request.META.get("QUERY_STRING") else "max-age=300"
    response["Cache-Control"] = f"public, {kept}"
    return response
