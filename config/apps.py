"""The admin app of the project."""

from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig


class AdminConfig(DjangoAdminConfig):
    """Django's admin with our own site, which lets moderators in."""

    default_site = "annotations.moderation.admin_site.CounterpointAdmin"
