"""Routes of the pages of care."""

from django.urls import path

from dongseon.console.desk.care import bed_views, convert_views, views

app_name = "care"
urlpatterns = [
    path("", bed_views.board, name="board"),
    path("late/", bed_views.late, name="late"),
    path("beds/", bed_views.houses, name="houses"),
    path("beds/new/", bed_views.open_house, name="open_house"),
    path("beds/<uuid:house_id>/", bed_views.change_house, name="house"),
    path("beds/<uuid:house_id>/close/", bed_views.close_house, name="close_house"),
    path("<uuid:case_id>/", views.show, name="case"),
    path("<uuid:case_id>/triage/", views.assess, name="assess"),
    path("<uuid:case_id>/reserve/", views.reserve, name="reserve"),
    path("<uuid:case_id>/admit/", views.admit, name="admit"),
    path("<uuid:case_id>/cancel/", views.cancel, name="cancel"),
    path("<uuid:case_id>/signs/", views.take_signs, name="signs"),
    path("<uuid:case_id>/release/", views.release, name="release"),
    path("<uuid:case_id>/death/", views.death, name="death"),
    path("<uuid:case_id>/undo/", views.undo, name="undo"),
    path("<uuid:case_id>/household/", views.household, name="household"),
    path("<uuid:case_id>/contact/", convert_views.is_contact, name="is_contact"),
    path("contacts/<uuid:contact_id>/", convert_views.fell_ill, name="fell_ill"),
]
