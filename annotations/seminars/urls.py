"""Seminars."""

from django.urls import path

from annotations.seminars import naming, views

urlpatterns = [
    path("", views.home, name="home"),
    path("s/<slug:seminar>/", views.seminar, name="seminar"),
    path("s/<slug:seminar>/membership/", views.join, name="join"),
    path("s/<slug:seminar>/membership/name/", naming.my_name, name="my_name"),
]
