"""The addresses of the notices, and of the link in mails that stops them."""

from django.urls import path

from annotations.notices import views

urlpatterns = [
    path("me/notices/", views.notices_page, name="notices"),
    path("me/notices/read/", views.mark_all_read, name="notices_read"),
    path("me/notices/settings/", views.edit_preferences, name="notice_preferences"),
    path("notices/stop/<str:token>/", views.stop_mails, name="stop_notices"),
]
