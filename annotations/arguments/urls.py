"""The argument of an essay: its board, its claims, its agenda."""

from django.urls import path

from annotations.arguments import agenda_views, claim_views, views

READING = "s/<slug:seminar>/<slug:essay>"
CLAIM = f"{READING}/argument/<uuid:id>"

urlpatterns = [
    path(f"{READING}/argument/", views.board, name="board"),
    path(f"{READING}/argument/claims/", views.new_claim, name="new_claim"),
    path(f"{READING}/agenda/", agenda_views.agenda, name="agenda"),
    path(f"{READING}/agenda/lines/", agenda_views.lines, name="agenda_lines"),
    path(f"{READING}/agenda/order/", agenda_views.order, name="agenda_order"),
    path(f"{CLAIM}/", claim_views.claim, name="claim"),
    path(f"{CLAIM}/wording/", claim_views.wording, name="claim_wording"),
    path(f"{CLAIM}/merger/", claim_views.merger, name="claim_merger"),
    path(f"{CLAIM}/premises/", claim_views.premises, name="claim_premises"),
    path(f"{CLAIM}/scheme/", claim_views.scheme, name="claim_scheme"),
    path(f"{CLAIM}/passages/", claim_views.marked, name="claim_passages"),
    path(f"{CLAIM}/bearings/", claim_views.bearing, name="claim_bearings"),
]
