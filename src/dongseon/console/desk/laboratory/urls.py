"""Routes of the laboratory's pages."""

from django.urls import path

from dongseon.console.desk.laboratory import (
    custody_views,
    file_views,
    inbox_views,
    kit_views,
    list_views,
    specimen_views,
)

app_name = "laboratory"
urlpatterns = [
    path("", list_views.work, name="work"),
    path("specimens/", list_views.every, name="specimens"),
    path("board/", list_views.show_board, name="board"),
    path("specimens/<uuid:specimen_id>/", specimen_views.show, name="specimen"),
    path("specimens/<uuid:specimen_id>/label.pdf", specimen_views.label, name="label"),
    path("specimens/<uuid:specimen_id>/receive/", specimen_views.receive, name="receive"),
    path("specimens/<uuid:specimen_id>/enter/", specimen_views.enter, name="enter"),
    path("specimens/<uuid:specimen_id>/void/", specimen_views.void, name="void"),
    path("specimens/<uuid:specimen_id>/swap/", specimen_views.swap, name="swap"),
    path("specimens/<uuid:specimen_id>/needs-none/", specimen_views.needs_none, name="needs_none"),
    path(
        "specimens/<uuid:specimen_id>/results/<uuid:result_id>/verify/",
        specimen_views.verify,
        name="verify_one",
    ),
    path(
        "specimens/<uuid:specimen_id>/results/<uuid:result_id>/refuse/",
        specimen_views.refuse,
        name="refuse",
    ),
    path(
        "specimens/<uuid:specimen_id>/results/<uuid:result_id>/withdraw/",
        specimen_views.withdraw,
        name="withdraw",
    ),
    path("send/", custody_views.send, name="send"),
    path("pool/", custody_views.pool, name="pool"),
    path("verify/", custody_views.verify, name="verify"),
    path("boxes/<uuid:box_id>/", custody_views.box, name="box"),
    path("boxes/<uuid:box_id>/receive/", custody_views.receive_box, name="receive_box"),
    path("reports/", inbox_views.every, name="inbox"),
    path("reports/<uuid:finding_id>/", inbox_views.show, name="finding"),
    path("reports/<uuid:finding_id>/settle/", inbox_views.settle, name="settle"),
    path("reports/<uuid:finding_id>/dismiss/", inbox_views.dismiss, name="dismiss"),
    path("files/", file_views.bring, name="files"),
    path("files/<uuid:delivery_id>/", file_views.understand, name="file"),
    path("kits/", kit_views.every, name="kits"),
    path("kits/new/", kit_views.apply, name="kit_new"),
    path("kits/<uuid:kit_id>/", kit_views.show, name="kit"),
    path("kits/<uuid:kit_id>/decide/", kit_views.decide, name="kit_decide"),
    path("kits/<uuid:kit_id>/lots/", kit_views.add_lot, name="kit_lot"),
    path("places/", kit_views.laboratories, name="laboratories"),
    path("places/<uuid:laboratory_id>/close/", kit_views.close, name="laboratory_close"),
]
