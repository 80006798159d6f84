"""The addresses of the bibliography, its works, the critical edition, and the exports."""

from django.urls import path

from annotations.exchange import (
    moderation_log,
    participation_table,
    personal_export,
    seminar_export,
)
from annotations.exchange.annotation_files import views as annotation_files
from annotations.exchange.archive import views as archive
from annotations.exchange.bibliography import views as bibliography
from annotations.exchange.edition import views as edition
from annotations.exchange.imports import views as imports
from annotations.exchange.seeds import views as seeds
from annotations.exchange.works import views as works

SEMINAR = "s/<slug:seminar>"
READING = f"{SEMINAR}/<slug:essay>"

IMPORTS = "s/<slug:slug>/readings/<uuid:id>/annotations/"

urlpatterns = [
    path("me/export/", personal_export.export_my_data, name="my_export"),
    path("s/<slug:seminar>/archive/", archive.seminar_archive, name="seminar_archive"),
    path(
        f"{SEMINAR}/export/participation/<uuid:id>",
        participation_table.export_participation,
        name="participation_export",
    ),
    path(
        f"{SEMINAR}/export/moderation/<str:format>",
        moderation_log.export_moderation_log,
        name="moderation_log",
    ),
    path(f"{SEMINAR}/export/<str:format>", seminar_export.export_seminar, name="seminar_export"),
    path("s/<slug:slug>/copy/", seeds.copy_seminar, name="copy"),
    path(IMPORTS, imports.import_annotations, name="import_annotations"),
    path(f"{IMPORTS}<uuid:file>/", imports.annotation_import, name="annotation_import"),
    path(f"{READING}/sources/", bibliography.bibliography, name="sources"),
    path(f"{READING}/sources/<uuid:id>/", works.edit_work, name="work"),
    path(f"{READING}/sources/<uuid:id>/joining/", works.submit_join, name="work_joining"),
    path(f"{READING}/sources/<uuid:id>/apart/", works.submit_separation, name="work_apart"),
    path(f"{READING}/edition/", edition.edition_page, name="edition"),
    path(f"{READING}/edition/pdf/", edition.edition_pdf, name="edition_pdf"),
    path(f"{READING}/export/", annotation_files.exports_page, name="exports"),
    path(f"{READING}/export/<str:format>", annotation_files.export_reading, name="export"),
]
