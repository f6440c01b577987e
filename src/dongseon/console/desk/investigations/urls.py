"""Routes of the pages of investigations."""

from django.urls import path

from dongseon.console.desk.investigations import (
    asking_views,
    case_views,
    clock_views,
    field_views,
    talk_views,
)

app_name = "investigations"
urlpatterns = [
    path("", case_views.listed, name="list"),
    path("clock/", clock_views.clock, name="clock"),
    path("clock.csv", clock_views.export, name="clock_export"),
    path("recordings/", field_views.tapes, name="tapes"),
    path("recordings/<uuid:tape_id>/", field_views.tape, name="tape"),
    path("interviews/<uuid:interview_id>/", talk_views.interview, name="interview"),
    path("<uuid:case_id>/", case_views.show, name="case"),
    path("<uuid:case_id>/begin/", case_views.begin, name="begin"),
    path("<uuid:case_id>/numbers/", case_views.add_number, name="add_number"),
    path("<uuid:case_id>/numbers/<uuid:identifier_id>/drop/", case_views.drop_number, name="drop_number"),
    path("<uuid:case_id>/ask/", asking_views.ask, name="ask"),
    path("<uuid:case_id>/interview/", talk_views.begin, name="begin_interview"),
    path("<uuid:case_id>/stays/", talk_views.stay, name="stay"),
    path("<uuid:case_id>/stays/<uuid:stay_id>/withdraw/", talk_views.withdraw, name="withdraw_stay"),
    path("<uuid:case_id>/recordings/", field_views.ask_for_tape, name="ask_for_tape"),
    path("<uuid:case_id>/visits/", field_views.visit, name="visit"),
]  # fmt: skip
