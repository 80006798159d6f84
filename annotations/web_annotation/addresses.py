"""The addresses of what annotations are about, and their own."""

from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from annotations.seminars.models import Reading
from annotations.web_annotation.vocabulary_terms import CONTEXT_PATH


@dataclass(frozen=True)
class Addresses:
    """Absolute addresses; `site` is the scheme and the host that they begin with."""

    site: str

    @property
    def context(self) -> str:
        """The context of our own terms."""
        return f"{self.site}{CONTEXT_PATH}"

    def page(self, reading: Reading) -> str:
        """The page of a reading: what its annotations are about."""
        return self._named("read", reading)

    def container(self, reading: Reading) -> str:
        """The container of a reading's annotations."""
        return self._named("api_container", reading)

    def text(self, reading: Reading) -> str:
        """The text of a reading, as JSON."""
        return self._named("api_text", reading)

    def annotation(self, reading: Reading, id: UUID) -> str:
        """An annotation. The Protocol (5.1) asks for the container's address with one part more."""
        return f"{self.container(reading)}{id}/"

    def permalink(self, id: UUID) -> str:
        """The address that leads people to an annotation."""
        return self.site + reverse("annotation", args=[id])

    def hypothesis_page(self, reading: Reading) -> str:
        """The page of a reading for Hypothesis's client."""
        return self._named("hypothesis_page", reading)

    def hypothesis_annotation(self, reading: Reading, id: UUID) -> str:
        """An annotation in Hypothesis's API."""
        return self._named("hypothesis_annotation", reading, id)

    def work(self, reading: Reading, id: UUID) -> str:
        """The entry of a work in a reading's bibliography."""
        return self._named("work", reading, id)

    def _named(self, name: str, reading: Reading, *more: object) -> str:
        return self.site + reverse(name, args=[reading.seminar.slug, reading.slug, *more])

    def path_here(self, address: str) -> str | None:
        """The path of an address on this site, with its fragment; None for one elsewhere."""
        try:
            parts = urlsplit(address)
            here = urlsplit(self.site)
            same = (parts.hostname, parts.port or 0) == (here.hostname, here.port or 0)
        except ValueError:  # no port, or brackets that enclose no address
            return None
        if parts.netloc and not (same and parts.scheme in ("http", "https")):
            return None
        if not parts.netloc and (parts.scheme or not parts.path.startswith("/")):
            return None
        return f"{parts.path}#{parts.fragment}" if parts.fragment else parts.path


def addresses_of(request: HttpRequest) -> Addresses:
    """Return addresses on the host that a request was sent to, which Django has checked."""
    return Addresses(f"{request.scheme}://{request.get_host()}")
