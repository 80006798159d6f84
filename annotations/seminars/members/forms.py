"""The form in which a leader gives a member another role."""

from django import forms

from annotations.seminars.invitations.forms import RoleField


class RoleForm(forms.Form):
    """A member's new role."""

    role = RoleField()
