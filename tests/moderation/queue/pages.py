"""The queue's items, and the decisions that its forms send."""

import re

from annotations.margin.models import Annotation

QUEUE = "/admin/annotations/annotation/queue/"

HTMX = {"HTTP_HX_REQUEST": "true"}


def now(annotation):
    return Annotation.objects.get(pk=annotation.pk)


def listed(answer):
    """The annotations of a page or a part of one, in its order."""
    return re.findall(r'data-item="([0-9a-f-]+)"', answer.content.decode())


def decide(client, annotation, step, *, queue="all", **more):
    form = {"step": step, "version": annotation.version, "state": annotation.state, "queue": queue}
    headers = {name: more.pop(name) for name in list(more) if name.startswith("HTTP_")}
    address = f"/admin/annotations/annotation/{annotation.pk}/decide/"
    return client.post(address, form | more, **headers)
