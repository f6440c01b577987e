"""Routes of the pages of policy."""

from django.urls import path

from dongseon.console.desk.policy import erasure_views, views

app_name = "policy"
urlpatterns = [
    path("", views.show_all, name="rules"),
    path("erasure/", erasure_views.show, name="erasure"),
    path("erasure/<uuid:report_id>/", erasure_views.report, name="report"),
    path("rule/<str:name>/", views.show, name="rule"),
    path("rule/<str:name>/propose/", views.propose, name="propose"),
    path("proposals/<uuid:proposal_id>/approve/", views.approve, name="approve"),
    path("proposals/<uuid:proposal_id>/refuse/", views.refuse, name="refuse"),
]
