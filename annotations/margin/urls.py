"""Endorsing one annotation, and who takes part in a seminar."""

from django.urls import path

from annotations.margin import views
from annotations.margin.participation import views as participation

urlpatterns = [
    path("s/<slug:seminar>/overview/", participation.overview, name="overview"),
    path("s/<slug:seminar>/overview/<uuid:id>/", participation.member_overview, name="overview_of"),
    path("a/<uuid:id>/endorsement/", views.endorsement, name="endorsement"),
]
