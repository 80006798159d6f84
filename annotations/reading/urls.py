"""The front page, a seminar, its readings and their paragraphs."""

from django.urls import path

from annotations.reading import my_views, row_views, seminar_views, unread_views, views
from annotations.reading.composing import edit_views

urlpatterns = [
    path("", seminar_views.home, name="home"),
    path("s/<slug:seminar>/", seminar_views.seminar_page, name="seminar"),
    path("s/<slug:seminar>/<slug:essay>/", views.reading_page, name="read"),
    path("s/<slug:seminar>/<slug:essay>/p/<str:part>/", views.paragraph_page, name="paragraph"),
    path(
        "s/<slug:seminar>/<slug:essay>/p/<str:part>/composer/",
        views.answer_composer,
        name="composer",
    ),
    path("s/<slug:seminar>/<slug:essay>/fresh/", row_views.refreshed_rows, name="fresh"),
    path("s/<slug:seminar>/<slug:essay>/unread/", unread_views.next_unread, name="unread"),
    path("a/<uuid:id>/", views.permalink, name="annotation"),
    path("a/<uuid:id>/edit/", edit_views.edit_annotation, name="edit"),
    path("me/", my_views.my_page, name="me"),
]
