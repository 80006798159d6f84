"""The table of contents of the site."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("annotations.seminars.urls")),
    path("", include("annotations.margin.urls")),
    path("", include("annotations.moderation.urls")),
    path("", include("annotations.editions.urls")),
    path("", include("annotations.arguments.urls")),
    path("", include("annotations.exchange.urls")),
    path("", include("annotations.reading.urls")),
    path("", include("annotations.search.urls")),
    path("", include("annotations.live.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
