"""Routes of the pages of data requests."""

from django.urls import path

from dongseon.console.desk.requests import board_views, key_views, seen_views, sign_views

app_name = "requests"
urlpatterns = [
    path("", board_views.board, name="board"),
    path("to-sign/", sign_views.to_sign, name="to_sign"),
    path("to-approve/", sign_views.to_approve, name="to_approve"),
    path("figures/", board_views.figures, name="figures"),
    path("figures.csv", board_views.figures_csv, name="figures_csv"),
    path("my-key/", key_views.mine, name="my_key"),
    path("my-key/end/", key_views.end_mine, name="end_my_key"),
    path("keys/", key_views.keys, name="keys"),
    path("keys/<str:key_id>/statement/", key_views.statement, name="statement"),
    path("keys/<str:key_id>/word/", key_views.word, name="word"),
    path("keys/<str:key_id>/end/", key_views.end, name="end_key"),
    path("objections/", seen_views.objections, name="objections"),
    path("objections/<uuid:objection_id>/answer/", seen_views.answer, name="answer"),
    path("seen/<uuid:person_id>/", seen_views.seen, name="seen"),
    path("seen/<uuid:person_id>/object/", seen_views.object_to, name="object"),
    path("<uuid:request_id>/", board_views.show, name="request"),
    path("<uuid:request_id>/refuse/", sign_views.refuse, name="refuse"),
    path("<uuid:request_id>/withdraw/", board_views.withdraw, name="withdraw"),
]
