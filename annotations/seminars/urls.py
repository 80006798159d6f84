"""The addresses of seminars."""

from django.urls import path

from annotations.seminars import views
from annotations.seminars.archived_members import views as archived_members
from annotations.seminars.display_names import views as display_names
from annotations.seminars.invitations import views as invitations
from annotations.seminars.members import invitation_views as member_invitations
from annotations.seminars.members import views as members
from annotations.seminars.readings import views as readings
from annotations.seminars.settings import views as settings
from annotations.seminars.setup import views as setup

SEMINAR = "s/<slug:slug>/"
MEMBER = f"{SEMINAR}members/<uuid:id>/"
INVITATIONS = f"{SEMINAR}invitations/"
READING = f"{SEMINAR}readings/<uuid:id>/"

urlpatterns = [
    path("me/memberships/", archived_members.archived_memberships, name="archived_memberships"),
    path("seminars/new/", setup.set_up, name="set_up"),
    path("join/<str:token>/", invitations.join_by_invitation, name="join_by"),
    path(f"{SEMINAR}membership/", members.join_or_leave, name="join"),
    path(f"{SEMINAR}link/<str:key>/", views.open_share_link, name="follow"),
    path(f"{SEMINAR}settings/", settings.edit_settings, name="settings"),
    path(f"{SEMINAR}members/", members.members_page, name="members"),
    path(f"{MEMBER}role/", members.member_role, name="role"),
    path(f"{MEMBER}return/", members.member_readmission, name="readmission"),
    path(INVITATIONS, member_invitations.invitation_link, name="invitations"),
    path(f"{INVITATIONS}mail/", member_invitations.mail_invitations, name="letters"),
    path(f"{INVITATIONS}mail/again/", member_invitations.resend_invitations, name="letters_again"),
    path(
        f"{INVITATIONS}<uuid:id>/revocation/",
        member_invitations.invitation_revocation,
        name="revocation",
    ),
    path(f"{SEMINAR}readings/", readings.add_reading, name="add_reading"),
    path(READING, readings.edit_reading, name="edit_reading"),
    path(f"{READING}showing/", readings.reveal_to_readers, name="showing"),
    path(f"{READING}parts/", readings.change_parts, name="parts"),
    path(f"{READING}place/", readings.change_reading_place, name="move"),
    path(f"{READING}listing/", readings.change_listing, name="listing"),
    path(
        f"{READING}hypothesis/",
        readings.change_hypothesis_access,
        name="hypothesis_access",
    ),
    path(f"{READING}prompts/<uuid:paragraph>/", readings.pinned_prompt, name="pinned_prompt"),
    path(f"{SEMINAR}membership/name/", display_names.edit_display_name, name="my_name"),
]
