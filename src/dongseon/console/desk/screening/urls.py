"""Routes of the pages of screening."""

from django.urls import path

from dongseon.console.desk.screening import (
    booking_views,
    group_views,
    list_views,
    queue_views,
    register_views,
    site_views,
    visit_views,
)

app_name = "screening"
urlpatterns = [
    path("", queue_views.sites, name="sites"),
    path("sites/<uuid:site_id>/", queue_views.queue, name="queue"),
    path("sites/<uuid:site_id>/today/", queue_views.day, name="day"),
    path("sites/<uuid:site_id>/call/<int:lane>/", queue_views.call_next, name="call_next"),
    path("sites/<uuid:site_id>/register/", register_views.register, name="register"),
    path("sites/<uuid:site_id>/register/phone/", register_views.anonymous, name="anonymous"),
    path("sites/<uuid:site_id>/arrive/<uuid:booking_id>/", register_views.arrive, name="arrive"),
    path("sites/new/", site_views.new, name="new_site"),
    path("sites/<uuid:site_id>/settings/", site_views.show, name="site"),
    path("sites/<uuid:site_id>/days/", site_views.special_day, name="special_day"),
    path("sites/<uuid:site_id>/days/<str:on>/usual/", site_views.usual_day, name="usual_day"),
    path("sites/<uuid:site_id>/wall/renew/", site_views.renew_wall, name="renew_wall"),
    path("sites/<uuid:site_id>/close/", site_views.close, name="close_site"),
    path("sites/<uuid:site_id>/bookings/", booking_views.bookings, name="bookings"),
    path("sites/<uuid:site_id>/bookings/new/", booking_views.new, name="new_booking"),
    path(
        "sites/<uuid:site_id>/bookings/<uuid:booking_id>/cancel/",
        booking_views.cancel,
        name="cancel",
    ),
    path(
        "sites/<uuid:site_id>/bookings/<uuid:booking_id>/missed/", booking_views.miss, name="miss"
    ),
    path("groups/", group_views.show_all, name="groups"),
    path("groups/new/", group_views.new, name="new_group"),
    path("groups/<uuid:group_id>/", group_views.show, name="group"),
    path("groups/<uuid:group_id>/add/", group_views.add, name="add_member"),
    path("groups/<uuid:group_id>/roster/", group_views.bring, name="bring_roster"),
    path("groups/<uuid:group_id>/round/", group_views.begin_round, name="begin_round"),
    path("groups/<uuid:group_id>/send/", group_views.send, name="send_group"),
    path("groups/<uuid:group_id>/close/", group_views.close, name="close_group"),
    path(
        "groups/<uuid:group_id>/members/<uuid:member_id>/remove/",
        group_views.remove,
        name="remove_member",
    ),
    path("clusters/", list_views.clusters, name="clusters"),
    path("clusters/<uuid:cluster_id>/close/", list_views.close_cluster, name="close_cluster"),
    path("visits/", list_views.visits, name="visits"),
    path("visits/<uuid:visit_id>/", visit_views.show, name="visit"),
    path("visits/<uuid:visit_id>/questions/", visit_views.questions, name="questions"),
    path("visits/<uuid:visit_id>/swab/", visit_views.swab, name="swab"),
    path("visits/<uuid:visit_id>/leave/", visit_views.leave, name="leave"),
    path("visits/<uuid:visit_id>/gone/", visit_views.give_up, name="give_up"),
    path("visits/<uuid:visit_id>/sheet.pdf", visit_views.sheet, name="sheet"),
    path("wall/<uuid:wall_key>/", queue_views.wall, name="wall"),
]
