"""Seminars."""

from django.urls import path

from annotations.seminars import views

urlpatterns = [
    path("", views.home, name="home"),
    path("s/<slug:seminar>/", views.seminar, name="seminar"),
    path("s/<slug:seminar>/membership/", views.join, name="join"),
]
