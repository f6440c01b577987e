"""Routes of the pages of cases."""

from django.urls import path

from dongseon.console.desk.cases import (
    case_views,
    export_views,
    file_views,
    import_views,
    list_views,
    pair_views,
    transfer_views,
)

app_name = "cases"
urlpatterns = [
    path("", list_views.show, name="list"),
    path("export/", export_views.export, name="export"),
    path("export/<uuid:export_id>/", file_views.show, name="export_file"),
    path("export/<uuid:export_id>/file/", file_views.fetch, name="export_fetch"),
    path("export/<uuid:export_id>/erase/", file_views.erase, name="export_erase"),
    path("new/", case_views.new, name="new"),
    path("transfers/", transfer_views.waiting, name="transfers"),
    path("transfers/<uuid:transfer_id>/accept/", transfer_views.accept, name="accept"),
    path("transfers/<uuid:transfer_id>/refuse/", transfer_views.refuse, name="refuse"),
    path("transfers/<uuid:transfer_id>/withdraw/", transfer_views.withdraw, name="withdraw"),
    path("imports/", import_views.start, name="imports"),
    path("imports/empty/<str:kind>.csv", import_views.template, name="import_template"),
    path("imports/<uuid:import_id>/", import_views.show, name="import"),
    path("imports/<uuid:import_id>/columns/", import_views.understand, name="import_columns"),
    path("imports/<uuid:import_id>/check/", import_views.check, name="import_check"),
    path("imports/<uuid:import_id>/go/", import_views.go, name="import_go"),
    path("imports/<uuid:import_id>/give-up/", import_views.give_up, name="import_give_up"),
    path("imports/<uuid:import_id>/errors.csv", import_views.errors, name="import_errors"),
    path("duplicates/", pair_views.waiting, name="pairs"),
    path("duplicates/<uuid:pair_id>/", pair_views.show, name="pair"),
    path("duplicates/<uuid:pair_id>/merge/", pair_views.merge, name="merge"),
    path("duplicates/<uuid:pair_id>/distinct/", pair_views.distinct, name="distinct"),
    path("<uuid:case_id>/unmerge/", pair_views.unmerge, name="unmerge"),
    path("<uuid:case_id>/", case_views.show, name="case"),
    path("<uuid:case_id>/dates/", case_views.dates, name="dates"),
    path("<uuid:case_id>/classify/", case_views.classify, name="classify"),
    path("<uuid:case_id>/close/", case_views.close, name="close"),
    path("<uuid:case_id>/reopen/", case_views.reopen, name="reopen"),
    path("<uuid:case_id>/delete/", case_views.delete, name="delete"),
    path("<uuid:case_id>/restore/", case_views.restore, name="restore"),
    path("<uuid:case_id>/transfer/", transfer_views.offer, name="transfer"),
]
