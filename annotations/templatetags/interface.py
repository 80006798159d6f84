"""Template tags about the language of the interface, as opposed to that of a text."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_bidi

register = template.Library()


@register.simple_tag
def interface_language() -> SafeString:
    """The attributes `lang` and `dir` of our own words, for an element within a text that may be
    in another language. No query."""
    direction = "rtl" if get_language_bidi() else "ltr"
    return format_html('lang="{}" dir="{}"', get_language() or "en", direction)
