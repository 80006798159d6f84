"""One annotation."""

from django.urls import path

from annotations.margin import views

urlpatterns = [
    path("a/<uuid:id>/endorsement/", views.endorsement, name="endorsement"),
]
