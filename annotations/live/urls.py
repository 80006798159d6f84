"""The address at which an open reading page asks for what is new."""

from django.urls import path

from annotations.live import views

urlpatterns = [
    path("s/<slug:seminar>/<slug:essay>/since/<int:moment>/", views.new_since, name="since"),
]
