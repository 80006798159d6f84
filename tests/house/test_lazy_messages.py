"""Sentences from modules without Django are translated when they are shown.

Django's own sentences stand in for ours, since they have translations.
"""

import pytest
from django.utils.translation import override

from annotations.lazy_messages import gettext_lazy, ngettext_lazy, pgettext_lazy

REQUIRED = gettext_lazy("This field is required.")


def test_a_message_is_in_the_language_in_which_it_is_shown():
    assert str(REQUIRED) == "This field is required."
    with override("de"):
        assert str(REQUIRED) == "Dieses Feld ist zwingend erforderlich."
    assert f"{REQUIRED}" == "This field is required."


def test_values_are_filled_in_after_the_translation():
    message = gettext_lazy("%(model_name)s with this %(field_label)s already exists.")
    message %= {"model_name": "Work", "field_label": "DOI"}
    assert str(message) == "Work with this DOI already exists."
    with override("es"):
        assert str(message) == "Ya existe Work con este DOI."


def test_numbers_are_grouped_as_the_language_does_and_words_are_not():
    message = gettext_lazy("%(count)s of %(line)s") % {"count": 2_000_001, "line": "2000"}
    assert str(message) == "2,000,001 of 2000"
    with override("de"):
        assert str(message) == "2.000.001 of 2000"


@pytest.mark.parametrize(("count", "shown"), [(1, "1 day"), (3, "3 days")])
def test_a_count_chooses_between_singular_and_plural(count, shown):
    message = ngettext_lazy("%(count)s day", "%(count)s days", count) % {"count": count}
    assert str(message) == shown


def test_a_context_chooses_between_two_meanings():
    with override("de"):
        assert str(pgettext_lazy("alt. month", "May")) == "Mai"
        assert str(pgettext_lazy("no such context", "May")) == "May"


def test_a_message_equals_what_it_reads_like():
    assert REQUIRED == "This field is required."
    assert gettext_lazy("This field is required.") == REQUIRED
    assert REQUIRED != "Dieses Feld ist zwingend erforderlich."
    assert REQUIRED != 3
    with override("de"):
        assert REQUIRED == "Dieses Feld ist zwingend erforderlich."
