"""A template tag for forms whose work takes long."""

from uuid import UUID, uuid4

from django import template

register = template.Library()


@register.simple_tag
def new_form_token() -> UUID:
    """A new token for a form: `essays.submissions` says what it is for. No query."""
    return uuid4()
