"""Routes of the pages of isolation and quarantine."""

from django.urls import path

from dongseon.console.desk.isolation import (
    act_views,
    breach_views,
    list_views,
    office_views,
    order_views,
)

app_name = "isolation"
urlpatterns = [
    path("", list_views.day, name="day"),
    path("waiting/", list_views.waiting, name="waiting"),
    path("contacts/<uuid:contact_id>/", order_views.order_contact, name="order_contact"),
    path("cases/<uuid:case_id>/", order_views.order_case, name="order_case"),
    path("entrants/new/", order_views.order_entrant, name="entrant"),
    path("breaches/", breach_views.waiting, name="breaches"),
    path("breaches/<uuid:breach_id>/", breach_views.show, name="breach"),
    path("breaches/<uuid:breach_id>/called/", breach_views.called, name="called"),
    path("breaches/<uuid:breach_id>/send/", breach_views.send, name="send"),
    path("breaches/<uuid:breach_id>/visited/", breach_views.visited, name="visited"),
    path("breaches/<uuid:breach_id>/heard/", breach_views.heard, name="heard"),
    path("breaches/<uuid:breach_id>/decided/", breach_views.decided, name="decided"),
    path("breaches/<uuid:breach_id>/object/", breach_views.contest, name="contest"),
    path("needs/", office_views.needs, name="needs"),
    path("needs/<uuid:need_id>/<str:state>/", office_views.move_need, name="move_need"),
    path("facilities/", office_views.facilities, name="facilities"),
    path("facilities/new/", office_views.new_facility, name="new_facility"),
    path(
        "facilities/<uuid:facility_id>/close/", office_views.close_facility, name="close_facility"
    ),
    path("workload/", office_views.workload, name="workload"),
    path("absences/new/", office_views.absence, name="absence"),
    path("absences/<uuid:absence_id>/back/", office_views.back, name="back"),
    path("hand-overs/", office_views.offers, name="offers"),
    path("hand-overs/<uuid:offer_id>/accept/", office_views.accept, name="accept"),
    path("hand-overs/<uuid:offer_id>/refuse/", office_views.refuse, name="refuse"),
    path("hand-overs/<uuid:offer_id>/withdraw/", office_views.withdraw, name="withdraw"),
    path("objections/", office_views.objections, name="complaints"),
    path("objections/<uuid:complaint_id>/", office_views.answer, name="answer"),
    path("objections/<uuid:complaint_id>/take-back/", office_views.take_back, name="take_back"),
    path("letters/<uuid:paper_id>.pdf", order_views.letter, name="letter"),
    path("<uuid:order_id>/", order_views.person, name="person"),
    path("<uuid:order_id>/call/", act_views.call, name="call"),
    path("<uuid:order_id>/no-answer/", act_views.no_answer, name="no_answer"),
    path("<uuid:order_id>/extend/", act_views.extend, name="extend"),
    path("<uuid:order_id>/release/", act_views.release, name="release"),
    path("<uuid:order_id>/take-back/", act_views.revoke, name="revoke"),
    path("<uuid:order_id>/object/", act_views.complain, name="complain"),
    path("<uuid:order_id>/reach/", act_views.reach, name="reach"),
    path("<uuid:order_id>/household/", act_views.household, name="household"),
    path("<uuid:order_id>/part/", order_views.part, name="part"),
    path("<uuid:order_id>/place/", act_views.place, name="place"),
    path("<uuid:order_id>/address/", order_views.verify_address, name="verify_address"),
    path("<uuid:order_id>/need/", act_views.need, name="need"),
    path("<uuid:order_id>/hand-over/", act_views.offer, name="offer"),
    path("<uuid:order_id>/signal/", breach_views.signal, name="signal"),
    path("<uuid:order_id>/letters/<uuid:paper_id>/serve/", order_views.serve, name="serve"),
    path(
        "<uuid:order_id>/services/<uuid:service_id>/receipt/", order_views.receipt, name="receipt"
    ),
]
