"""The argument of an essay: its board, its claims, its agenda."""

from django.urls import path

from annotations.arguments import agenda_views, claim_deeds, claim_views, views

READING = "s/<slug:seminar>/<slug:essay>"
CLAIM = f"{READING}/argument/<uuid:id>"

urlpatterns = [
    path(f"{READING}/argument/", views.board, name="board"),
    path(f"{READING}/argument/claims/", views.new_claim, name="new_claim"),
    path(f"{READING}/agenda/", agenda_views.agenda, name="agenda"),
    path(f"{READING}/agenda/lines/", agenda_views.lines, name="agenda_lines"),
    path(f"{READING}/agenda/order/", agenda_views.order, name="agenda_order"),
    path(f"{CLAIM}/", claim_views.claim, name="claim"),
    path(f"{CLAIM}/wording/", claim_deeds.wording, name="claim_wording"),
    path(f"{CLAIM}/merger/", claim_deeds.merger, name="claim_merger"),
    path(f"{CLAIM}/premises/", claim_deeds.premises, name="claim_premises"),
    path(f"{CLAIM}/scheme/", claim_deeds.scheme, name="claim_scheme"),
    path(f"{CLAIM}/passages/", claim_deeds.marked, name="claim_passages"),
    path(f"{CLAIM}/bearings/", claim_deeds.bearing, name="claim_bearings"),
    path(f"{CLAIM}/absence/", claim_deeds.absence, name="claim_absence"),
]
