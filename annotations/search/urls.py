"""The address of the search page."""

from django.urls import path

from annotations.search import views

urlpatterns = [path("s/<slug:seminar>/<slug:essay>/search/", views.search_page, name="search")]
