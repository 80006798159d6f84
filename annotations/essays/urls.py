"""The address of the work on a form."""

from django.urls import path

from annotations.essays import views

urlpatterns = [path("progress/<uuid:form>/", views.form_progress, name="form_progress")]
