"""Seminars."""

from django.urls import path

from annotations.seminars import share_links, views
from annotations.seminars.display_names import views as display_names
from annotations.seminars.members import views as members
from annotations.seminars.readings import views as readings
from annotations.seminars.settings import forms as settings
from annotations.seminars.setup import views as setup

urlpatterns = [
    path("", views.home, name="home"),
    path("seminars/new/", setup.set_up, name="set_up"),
    path("join/<str:token>/", members.invitation, name="join_by"),
    path("s/<slug:seminar>/membership/", views.join_or_leave, name="join"),
    path("s/<slug:seminar>/link/<str:key>/", share_links.open_share_link, name="follow"),
    path("s/<slug:seminar>/settings/", settings.edit_settings, name="settings"),
    path("s/<slug:seminar>/copy/", setup.copy_seminar, name="copy"),
    path("s/<slug:seminar>/members/", members.members, name="members"),
    path("s/<slug:seminar>/members/<uuid:id>/role/", members.member_role, name="role"),
    path(
        "s/<slug:seminar>/members/<uuid:id>/return/", members.member_readmission, name="readmission"
    ),
    path("s/<slug:seminar>/invitations/", members.invitation_link, name="invitations"),
    path("s/<slug:seminar>/invitations/mail/", members.mail_invitations, name="letters"),
    path(
        "s/<slug:seminar>/invitations/mail/again/", members.resend_invitations, name="letters_again"
    ),
    path(
        "s/<slug:seminar>/invitations/<uuid:id>/revocation/",
        members.invitation_revocation,
        name="revocation",
    ),
    path("s/<slug:seminar>/readings/", readings.add_reading, name="add_reading"),
    path("s/<slug:seminar>/readings/<uuid:id>/", readings.edit_reading, name="edit_reading"),
    path("s/<slug:seminar>/readings/<uuid:id>/showing/", readings.reveal_reading, name="showing"),
    path("s/<slug:seminar>/readings/<uuid:id>/parts/", readings.assign_parts, name="parts"),
    path("s/<slug:seminar>/readings/<uuid:id>/place/", readings.move_reading, name="move"),
    path("s/<slug:seminar>/membership/name/", display_names.edit_display_name, name="my_name"),
]
