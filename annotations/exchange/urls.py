"""The bibliography of an essay, and taking things away."""

from django.urls import path

from annotations.exchange import personal_export
from annotations.exchange.bibliography import views as bibliography
from annotations.exchange.edition import views as edition
from annotations.exchange.works import views as works

READING = "s/<slug:seminar>/<slug:essay>"

urlpatterns = [
    path("me/export/", personal_export.my_export, name="my_export"),
    path(
        "s/<slug:seminar>/export/<str:format>",
        personal_export.seminar_export,
        name="seminar_export",
    ),
    path(f"{READING}/sources/", bibliography.works, name="sources"),
    path(f"{READING}/sources/<uuid:id>/", works.work, name="work"),
    path(f"{READING}/sources/<uuid:id>/joining/", works.joining, name="work_joining"),
    path(f"{READING}/sources/<uuid:id>/apart/", works.taking_apart, name="work_apart"),
    path(f"{READING}/edition/", edition.edition, name="edition"),
    path(f"{READING}/edition/pdf/", edition.pdf, name="edition_pdf"),
    path(f"{READING}/export/<str:format>", bibliography.export, name="export"),
]
