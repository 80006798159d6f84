"""The addresses of the API, and the page of one's tokens."""

from django.urls import URLPattern, URLResolver, include, path

from annotations.api.guide import views as guide
from annotations.api.protocol import views as protocol
from annotations.api.tokens import views as tokens

READING = "api/s/<slug:seminar>/<slug:essay>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("me/tokens/", tokens.tokens_page, name="tokens"),
    path("me/tokens/<uuid:id>/revocation/", tokens.token_revocation, name="token_revocation"),
    path("api/", guide.entry_point, name="api"),
    path("api/openapi.json", guide.openapi, name="api_openapi"),
    path("api/context.jsonld", guide.context, name="api_context"),
    path(f"{READING}/annotations/", protocol.container, name="api_container"),
    path(f"{READING}/annotations/<uuid:id>/", protocol.annotation, name="api_annotation_of"),
    path(f"{READING}/text/", protocol.text, name="api_text"),
    path("api/a/<uuid:id>/", protocol.annotation, name="api_annotation"),
    path("api/<path:rest>", guide.nothing, name="api_nothing"),
    path("", include("annotations.api.hypothesis.urls")),
]
