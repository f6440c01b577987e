"""Routes of the pages of contacts."""

from django.urls import path

from dongseon.console.desk.contacts import ask_views, contact_views, there_views

app_name = "contacts"
urlpatterns = [
    path("<uuid:case_id>/", contact_views.show, name="of_case"),
    path("<uuid:case_id>/new/", contact_views.add, name="add"),
    path("<uuid:case_id>/there/", there_views.show, name="there"),
    path("<uuid:case_id>/there/again/", there_views.again, name="again"),
    path("<uuid:case_id>/there/accept/", there_views.accept_all, name="accept_all"),
    path("<uuid:case_id>/there/ask/", ask_views.ask, name="ask"),
    path("<uuid:case_id>/there/identities/", ask_views.identities, name="identities"),
    path("<uuid:case_id>/there/<uuid:candidate_id>/accept/", there_views.accept, name="accept"),
    path("<uuid:case_id>/there/<uuid:candidate_id>/reject/", there_views.reject, name="reject"),
    path("<uuid:case_id>/there/<uuid:candidate_id>/reopen/", there_views.reopen, name="reopen"),
]
