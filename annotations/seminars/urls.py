"""Seminars."""

from django.urls import path

from annotations.seminars import (
    founding,
    links,
    listing,
    membership,
    naming,
    policies,
    views,
)

urlpatterns = [
    path("", views.home, name="home"),
    path("seminars/new/", founding.set_up, name="set_up"),
    path("join/<str:token>/", membership.join_by, name="join_by"),
    path("s/<slug:seminar>/membership/", views.join, name="join"),
    path("s/<slug:seminar>/link/<str:key>/", links.follow, name="follow"),
    path("s/<slug:seminar>/settings/", policies.settings, name="settings"),
    path("s/<slug:seminar>/copy/", founding.copy, name="copy"),
    path("s/<slug:seminar>/members/", membership.members, name="members"),
    path("s/<slug:seminar>/members/<uuid:id>/role/", membership.role, name="role"),
    path("s/<slug:seminar>/members/<uuid:id>/return/", membership.readmission, name="readmission"),
    path("s/<slug:seminar>/invitations/", membership.invitations, name="invitations"),
    path("s/<slug:seminar>/invitations/mail/", membership.letters, name="letters"),
    path(
        "s/<slug:seminar>/invitations/<uuid:id>/revocation/",
        membership.revocation,
        name="revocation",
    ),
    path("s/<slug:seminar>/readings/", listing.add_reading, name="add_reading"),
    path("s/<slug:seminar>/readings/<uuid:id>/", listing.edit_reading, name="edit_reading"),
    path("s/<slug:seminar>/readings/<uuid:id>/showing/", listing.showing, name="showing"),
    path("s/<slug:seminar>/readings/<uuid:id>/parts/", listing.parts, name="parts"),
    path("s/<slug:seminar>/readings/<uuid:id>/place/", listing.move, name="move"),
    path("s/<slug:seminar>/membership/name/", naming.my_name, name="my_name"),
]
