"""The smallest view as an ASGI application, with this project's settings and middleware."""

from django.conf import settings

from config.asgi import application

settings.ROOT_URLCONF = "annotations.benchmarks.served_pages.bare_urls"

__all__ = ["application"]
