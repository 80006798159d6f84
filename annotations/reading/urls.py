"""A seminar, its readings and their paragraphs."""

from django.urls import path

from annotations.reading import editing, fresh, me, together, views

urlpatterns = [
    path("s/<slug:seminar>/", together.seminar, name="seminar"),
    path("s/<slug:seminar>/<slug:essay>/", views.read, name="read"),
    path("s/<slug:seminar>/<slug:essay>/p/<str:part>/", views.paragraph, name="paragraph"),
    path("s/<slug:seminar>/<slug:essay>/p/<str:part>/composer/", views.composer, name="composer"),
    path("s/<slug:seminar>/<slug:essay>/fresh/", fresh.fresh, name="fresh"),
    path("a/<uuid:id>/", views.permalink, name="annotation"),
    path("a/<uuid:id>/edit/", editing.edit_annotation, name="edit"),
    path("me/", me.me, name="me"),
]
