"""Which admin site Django's admin is here."""

from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig


class AdminConfig(DjangoAdminConfig):
    """The one that lets moderators in."""

    default_site = "annotations.moderation.admin_site.CounterpointAdmin"
