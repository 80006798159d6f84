"""The addresses of Hypothesis's API, of the page with its client, and of the client's files."""

from django.urls import path

from annotations.api.hypothesis import client_files, page_views, views

PAGE = "s/<slug:seminar>/<slug:essay>/hypothesis/"
API = f"{PAGE}api/"
ANNOTATION = f"{API}annotations/<uuid:id>"

urlpatterns = [
    path("hypothesis/build/<path:path>", client_files.client_file, name="hypothesis_file"),
    path(PAGE, page_views.hypothesis_page, name="hypothesis_page"),
    path(f"{PAGE}app.html", page_views.hypothesis_sidebar, name="hypothesis_sidebar"),
    path(API, views.index, name="hypothesis_api"),
    path(f"{API}links", views.links, name="hypothesis_links"),
    path(f"{API}token", views.token, name="hypothesis_token"),
    path(f"{API}profile", views.profile, name="hypothesis_profile"),
    path(f"{API}profile/groups", views.own_groups, name="hypothesis_own_groups"),
    path(f"{API}groups", views.groups, name="hypothesis_groups"),
    path(f"{API}groups/<str:name>", views.group, name="hypothesis_group"),
    path(f"{API}search", views.search, name="hypothesis_search"),
    path(f"{API}annotations", views.new_annotation, name="hypothesis_annotations"),
    path(ANNOTATION, views.one_annotation, name="hypothesis_annotation"),
    path(f"{ANNOTATION}/flag", views.flag, name="hypothesis_flag"),
    path(f"{ANNOTATION}/hide", views.hidden, name="hypothesis_hidden"),
    path(f"{ANNOTATION}/moderation", views.moderation, name="hypothesis_moderation"),
]
