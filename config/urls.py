"""The root URLconf: the health check, the one app, and the error handlers."""

from django.urls import include, path

from config.health import health

urlpatterns = [path("health/", health), path("", include("annotations.urls"))]

handler400 = "config.errors.handle_bad_request"
handler500 = "config.errors.handle_server_error"
