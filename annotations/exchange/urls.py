"""The addresses of the bibliography, its works, the critical edition, and the exports."""

from django.urls import path

from annotations.exchange import personal_export, seminar_export
from annotations.exchange.archive import views as archive
from annotations.exchange.bibliography import views as bibliography
from annotations.exchange.edition import views as edition
from annotations.exchange.works import views as works

READING = "s/<slug:seminar>/<slug:essay>"

urlpatterns = [
    path("me/export/", personal_export.export_my_data, name="my_export"),
    path("s/<slug:seminar>/archive/", archive.seminar_archive, name="seminar_archive"),
    path(
        "s/<slug:seminar>/export/<str:format>",
        seminar_export.export_seminar,
        name="seminar_export",
    ),
    path(f"{READING}/sources/", bibliography.bibliography, name="sources"),
    path(f"{READING}/sources/<uuid:id>/", works.edit_work, name="work"),
    path(f"{READING}/sources/<uuid:id>/joining/", works.submit_join, name="work_joining"),
    path(f"{READING}/sources/<uuid:id>/apart/", works.submit_separation, name="work_apart"),
    path(f"{READING}/edition/", edition.edition_page, name="edition"),
    path(f"{READING}/edition/pdf/", edition.edition_pdf, name="edition_pdf"),
    path(f"{READING}/export/<str:format>", bibliography.export_bibliography, name="export"),
]
