"""The routes of shifts."""

from django.urls import path

from dongseon.console.desk.shifts import plan_views, views

app_name = "shifts"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("<uuid:shift_id>/hand-over/", views.hand_over, name="hand_over"),
    path("hand-overs/<uuid:handover_id>/", views.acknowledge, name="acknowledge"),
    path("plan/", plan_views.plan, name="plan"),
    path("plan/<uuid:shift_id>/", plan_views.put_on_duty, name="put_on_duty"),
    path("plan/<uuid:shift_id>/<uuid:officer_id>/", plan_views.take_off, name="take_off_duty"),
]
