"""The URLs of the app, and those of allauth and the admin."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.cache import cache_control
from django.views.i18n import JavaScriptCatalog

from annotations.people.views import SignUp

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("annotations.essays.urls")),
    path("", include("annotations.seminars.urls")),
    path("", include("annotations.margin.urls")),
    path("", include("annotations.moderation.urls")),
    path("", include("annotations.editions.urls")),
    path("", include("annotations.arguments.urls")),
    path("", include("annotations.exchange.urls")),
    path("", include("annotations.reading.urls")),
    path("", include("annotations.search.urls")),
    path("", include("annotations.live.urls")),
    path("", include("annotations.api.urls")),
    path("", include("annotations.notices.urls")),
    path("accounts/signup/", SignUp.as_view(), name="account_signup"),
    path("accounts/", include("allauth.urls")),
    # The translated words of our JavaScript.
    path(
        "jsi18n/",
        cache_control(public=True, max_age=3600)(
            JavaScriptCatalog.as_view(packages=["annotations"])
        ),
        name="javascript-catalog",
    ),
    path("admin/", admin.site.urls),
]
