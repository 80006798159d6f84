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
    path("join/<str:token>/", members.join_by, name="join_by"),
    path("s/<slug:seminar>/membership/", views.join, name="join"),
    path("s/<slug:seminar>/link/<str:key>/", share_links.follow, name="follow"),
    path("s/<slug:seminar>/settings/", settings.settings, name="settings"),
    path("s/<slug:seminar>/copy/", setup.copy, name="copy"),
    path("s/<slug:seminar>/members/", members.members, name="members"),
    path("s/<slug:seminar>/members/<uuid:id>/role/", members.role, name="role"),
    path("s/<slug:seminar>/members/<uuid:id>/return/", members.readmission, name="readmission"),
    path("s/<slug:seminar>/invitations/", members.invitations, name="invitations"),
    path("s/<slug:seminar>/invitations/mail/", members.letters, name="letters"),
    path("s/<slug:seminar>/invitations/mail/again/", members.letters_again, name="letters_again"),
    path(
        "s/<slug:seminar>/invitations/<uuid:id>/revocation/",
        members.revocation,
        name="revocation",
    ),
    path("s/<slug:seminar>/readings/", readings.add_reading, name="add_reading"),
    path("s/<slug:seminar>/readings/<uuid:id>/", readings.edit_reading, name="edit_reading"),
    path("s/<slug:seminar>/readings/<uuid:id>/showing/", readings.showing, name="showing"),
    path("s/<slug:seminar>/readings/<uuid:id>/parts/", readings.parts, name="parts"),
    path("s/<slug:seminar>/readings/<uuid:id>/place/", readings.move, name="move"),
    path("s/<slug:seminar>/membership/name/", display_names.my_name, name="my_name"),
]
