"""Everything that the program stores is archived, or a reason says why not."""

from django.apps import apps
from django.db import models

from annotations.exchange.archive.stored_rows import MORE_KEYS
from annotations.exchange.archive.tables import NOT_ARCHIVED, TABLES
from annotations.seals import SealField


def test_every_model_is_archived_or_a_reason_says_why_not():
    archived = {each.model._meta.model_name for each in TABLES}
    ours = {each._meta.model_name for each in apps.get_app_config("annotations").get_models()}
    ours -= {each for each in ours if "_" in str(each)}  # many-to-many tables made by Django
    assert "annotation" in archived
    assert "user" in NOT_ARCHIVED
    assert archived & set(NOT_ARCHIVED) == set()
    assert archived | set(NOT_ARCHIVED) == ours
    assert all(NOT_ARCHIVED.values())


# The columns of each file. Who adds a column to a model decides whether it is archived: add it here
# and raise `package.VERSION`, or give the reason in `tables`.
COLUMNS = {
    "seminar": (
        "id slug name about who_may_read open_to_join moderation flag_threshold "
        "most_links held_domains refused_domains reasons reasons_said write_first "
        "pseudonyms names_to_leaders closes_at created_at"
    ),
    "members": "id role shown_as joined_at left_at removed guest named_to_leaders",
    "essays": "id title byline language direction current created_at",
    "revisions": "id essay number markdown remark created_at",
    "paragraphs": "id essay",
    "blocks": "revision paragraph position number type level text spans",
    "readings": "id essay slug position prompt opens_at due_at shown tasks off_list_since "
    "hypothesis_client",
    "prompts": "reading paragraph words",
    "openings": "reading paragraph",
    "parts": "reading member name",
    "works": "id identity csl created_at looked_up_at lookup_problem",
    "annotations": (
        "attack relation citation quotation locator csl described_at described_by id "
        "reading paragraph about root depth came_with author work kind body state version "
        "created_at edited_at withdrawn_at withdrawn_from withdrawn_by_leader revision "
        "start end exact prefix suffix"
    ),
    "anchors": "annotation revision paragraph start end reason confidence",
    "wordings": (
        "body work citation quotation locator csl described_at described_by annotation "
        "version visibility state attack relation replaced_at"
    ),
    "waiting_edits": (
        "body attack relation work citation quotation locator csl described_at "
        "described_by annotation version at"
    ),
    "endorsements": "annotation member at",
    "origins": "annotation canonical via",
    "claims": "id reading wording worded_by scheme by created_at merged_into off_since off_by",
    "claim_passages": "claim paragraph revision start end exact wording by at",
    "earlier_wordings": "claim wording worded_by by at merged",
    "premises": "claim rests_on by at",
    "bearings": "claim annotation wording",
    "agenda_lines": "reading key position hidden minutes title",
    "decisions": (
        "id annotation number at who_label version step from_state to_state reason "
        "statement remark salt digest format"
    ),
    "flags": "id annotation member version reason words at settled_by",
    "appeals": "id annotation decision words at answered_by",
    "mutes": "id member began_at began_by ended_at ended_by",
    "entries": "at verb reading_id subject_id details",
}


def test_every_column_is_archived_or_a_reason_says_why_not():
    for table in TABLES:
        stored = {
            each.name
            for each in table.model._meta.concrete_fields
            if not isinstance(each, SealField)
        }
        known = set(COLUMNS[table.name].split())
        archived = {each.name for each in table.columns}
        assert archived == known, table.name
        assert archived | set(table.left_out) == stored, table.name
        assert archived & set(table.left_out) == set(), table.name
        assert all(table.left_out.values()), table.name


def test_many_to_many_tables_are_archived_through_their_models():
    through = {
        each.remote_field.through
        for table in TABLES
        for each in table.model._meta.many_to_many
        if isinstance(each, models.ManyToManyField)
    }
    assert through
    assert through <= {each.model for each in TABLES}


def test_columns_in_another_form_are_those_that_are_left_out_as_they_are():
    names = {each.name for each in TABLES}
    assert MORE_KEYS.keys() <= names
