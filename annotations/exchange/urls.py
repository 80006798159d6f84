"""The bibliography of an essay, and taking things away."""

from django.urls import path

from annotations.exchange import edition_views, taking_along, views, work_views

READING = "s/<slug:seminar>/<slug:essay>"

urlpatterns = [
    path("me/export/", taking_along.my_export, name="my_export"),
    path(
        "s/<slug:seminar>/export/<str:format>", taking_along.seminar_export, name="seminar_export"
    ),
    path(f"{READING}/sources/", views.works, name="sources"),
    path(f"{READING}/sources/<uuid:id>/", work_views.work, name="work"),
    path(f"{READING}/sources/<uuid:id>/joining/", work_views.joining, name="work_joining"),
    path(f"{READING}/edition/", edition_views.edition, name="edition"),
    path(f"{READING}/edition/pdf/", edition_views.pdf, name="edition_pdf"),
    path(f"{READING}/export/<str:format>", views.export, name="export"),
]
