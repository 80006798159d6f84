"""Template tags for the field in which a page begins: those of a page that is one form, and of any
form that came back with an error."""

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput, FileInput, PasswordInput, RadioSelect

register = template.Library()


@register.simple_tag
def focus_first(form: BaseForm, name: str = "") -> str:
    """Give the attribute `autofocus` to the first wrong field of a form; without one to the field
    with this name, else to the first empty one, else to the first. Return nothing. No query.

    A widget that Django renders shows it; for other fields see `autofocus`.
    """
    fields = [each for each in form.visible_fields() if _is_to_be_filled(each)]
    empty = [each for each in fields if _is_empty(each)]
    named = [form[name]] if name else []
    _focus(next(iter([*_wrong(form), *named, *empty, *fields]), None))
    return ""


@register.simple_tag
def focus_wrong(form: BaseForm | None) -> str:
    """Give the attribute `autofocus` to the first wrong field of a form on a page that is mainly
    there to be read. Return nothing. No query."""
    _focus(next(iter(_wrong(form)), None) if form else None)
    return ""


@register.simple_tag
def autofocus(field: BoundField) -> str:
    """The attribute of a field that the template itself renders."""
    return "autofocus" if field and field.field.widget.attrs.get("autofocus") else ""


def _wrong(form: BaseForm) -> list[BoundField]:
    return [each for each in form.visible_fields() if form.is_bound and each.errors]


def _is_to_be_filled(field: BoundField) -> bool:
    disabled = field.field.disabled
    return not disabled and not isinstance(field.field.widget, CheckboxInput | FileInput)


def _is_empty(field: BoundField) -> bool:
    """True if the field is shown empty; a password always is."""
    return isinstance(field.field.widget, PasswordInput) or not field.value()


def _focus(field: BoundField | None) -> None:
    if field is None:
        return
    if isinstance(field.field.widget, RadioSelect):
        field.subwidgets[0].data["attrs"]["autofocus"] = True
    else:
        field.field.widget.attrs["autofocus"] = True
