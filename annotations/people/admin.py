"""The admin of accounts. Only superusers see it, moderators of a seminar do not."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from annotations.people.models import User

admin.site.register(User, UserAdmin)
