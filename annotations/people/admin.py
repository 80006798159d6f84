"""Accounts, for whoever runs the site; moderators of a seminar see none of this."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from annotations.people.models import User

admin.site.register(User, UserAdmin)
