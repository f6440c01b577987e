"""Routes of the pages of itineraries."""

from django.urls import path

from dongseon.console.desk.workbench import decide_views, list_views, views

app_name = "workbench"
urlpatterns = [
    path("", list_views.show, name="list"),
    path("gazetteer/", list_views.gazetteer, name="gazetteer"),
    path("referred/", list_views.referred, name="referred"),
    path("<uuid:case_id>/", views.show, name="case"),
    path("<uuid:case_id>/again/", decide_views.again, name="again"),
    path("<uuid:case_id>/places/", decide_views.places, name="places"),
    path("<uuid:case_id>/add/", decide_views.add, name="add"),
    path("<uuid:case_id>/stays/<str:key>/", decide_views.stay, name="stay"),
    path("<uuid:case_id>/stays/<str:key>/accept/", decide_views.accept, name="accept"),
    path("<uuid:case_id>/stays/<str:key>/reject/", decide_views.reject, name="reject"),
    path("<uuid:case_id>/stays/<str:key>/merge/", decide_views.merge, name="merge"),
    path("<uuid:case_id>/undo/<uuid:decision_id>/", decide_views.undo, name="undo"),
    path("<uuid:case_id>/questions/<str:key>/", decide_views.answer, name="answer"),
    path("<uuid:case_id>/referrals/<str:key>/", list_views.decide_referral, name="referral"),
]
