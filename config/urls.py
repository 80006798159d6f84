"""The project serves one app; its table of contents is `annotations/urls.py`."""

from django.urls import include, path

urlpatterns = [path("", include("annotations.urls"))]
