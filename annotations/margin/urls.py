"""One annotation."""

from django.urls import path

from annotations.margin import overview, views

urlpatterns = [
    path("s/<slug:seminar>/overview/", overview.overview, name="overview"),
    path("s/<slug:seminar>/overview/<uuid:id>/", overview.overview_of, name="overview_of"),
    path("a/<uuid:id>/endorsement/", views.endorsement, name="endorsement"),
]
