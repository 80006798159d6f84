"""The addresses of revisions and orphans."""

from django.urls import path

from annotations.editions import orphan_views, views

AT = "s/<slug:seminar>/<slug:essay>/"

urlpatterns = [
    path(f"{AT}revisions/", views.revisions, name="revisions"),
    path(f"{AT}revisions/new/", views.new_revision, name="new_revision"),
    path(f"{AT}revisions/<int:number>/current/", views.make_current, name="make_current"),
    path(f"{AT}revisions/<int:old>/<int:new>/", views.revision_difference, name="difference"),
    path(f"{AT}orphans/", orphan_views.orphans, name="orphans"),
    path("a/<uuid:id>/place/", orphan_views.orphan_place, name="place"),
]
