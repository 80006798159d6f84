"""The project serves one app; its table of contents is `annotations/urls.py`."""

from django.urls import include, path

from config.health import health

urlpatterns = [path("health/", health), path("", include("annotations.urls"))]

handler400 = "config.errors.handle_bad_request"
handler500 = "config.errors.handle_server_error"
