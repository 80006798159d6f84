"""Each stored value is defined once, in `annotations.vocabulary`, and has a label."""

import pytest

from annotations.margin.choices import Kind, Relation, State, Visibility
from annotations.moderation.policy import moderation_case
from annotations.vocabulary import (
    AnnotationKind,
    AnnotationState,
    AnnotationVisibility,
    SourceRelation,
)


@pytest.mark.parametrize(
    ("choices", "values"),
    [
        (Kind, AnnotationKind),
        (Relation, SourceRelation),
        (State, AnnotationState),
        (Visibility, AnnotationVisibility),
    ],
)
def test_every_value_has_a_label(choices, values):
    assert choices.values == [value.value for value in values]
    assert all(choices.labels)


def test_the_steps_of_moderation_lead_between_the_same_states():
    assert moderation_case.State is AnnotationState
