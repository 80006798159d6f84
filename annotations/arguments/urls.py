"""The argument of an essay: its board, its claims, its agenda."""

from django.urls import path

from annotations.arguments.agenda import views as agenda
from annotations.arguments.board import views as board
from annotations.arguments.claim_page import edit_views, views

READING = "s/<slug:seminar>/<slug:essay>"
CLAIM = f"{READING}/argument/<uuid:id>"

urlpatterns = [
    path(f"{READING}/argument/", board.board, name="board"),
    path(f"{READING}/argument/claims/", views.new_claim, name="new_claim"),
    path(f"{READING}/agenda/", agenda.agenda, name="agenda"),
    path(f"{READING}/agenda/lines/", agenda.agenda_lines, name="agenda_lines"),
    path(f"{READING}/agenda/order/", agenda.agenda_order, name="agenda_order"),
    path(f"{CLAIM}/", views.claim, name="claim"),
    path(f"{CLAIM}/wording/", edit_views.change_claim_wording, name="claim_wording"),
    path(f"{CLAIM}/merger/", edit_views.claim_merger, name="claim_merger"),
    path(f"{CLAIM}/premises/", edit_views.claim_premises, name="claim_premises"),
    path(f"{CLAIM}/scheme/", edit_views.claim_scheme, name="claim_scheme"),
    path(f"{CLAIM}/passages/", edit_views.claim_passages, name="claim_passages"),
    path(f"{CLAIM}/bearings/", edit_views.claim_bearings, name="claim_bearings"),
    path(f"{CLAIM}/absence/", edit_views.claim_absence, name="claim_absence"),
]
