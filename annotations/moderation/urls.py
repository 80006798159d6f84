"""What readers do about moderation; deciding is in the admin site."""

from django.urls import path

from annotations.moderation import views
from annotations.moderation.leaving import (
    delete_account,
    delete_reading,
    delete_seminar,
    remove_member,
)

urlpatterns = [
    path("me/deletion/", delete_account.account_deletion, name="farewell"),
    path("s/<slug:seminar>/deletion/", delete_seminar.seminar_deletion, name="deletion"),
    path(
        "s/<slug:seminar>/readings/<uuid:id>/deletion/",
        delete_reading.reading_deletion,
        name="reading_deletion",
    ),
    path(
        "s/<slug:seminar>/members/<uuid:id>/removal/", remove_member.member_removal, name="removal"
    ),
    path("a/<uuid:id>/flag/", views.flag_page, name="flag"),
    path("a/<uuid:id>/withdrawal/", views.withdrawal, name="withdrawal"),
    path("a/<uuid:id>/return/", views.undo_withdrawal, name="bring_back"),
    path("a/<uuid:id>/publication/", views.publication, name="publication"),
    path("a/<uuid:id>/appeal/", views.appeal_page, name="appeal"),
    path("s/<slug:seminar>/transparency/", views.transparency_page, name="transparency"),
]
