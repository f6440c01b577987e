"""Routes of the page of chains."""

from django.urls import path

from dongseon.console.desk.chain import views

app_name = "chain"
urlpatterns = [
    path("", views.show, name="show"),
    path("again/", views.again, name="again"),
    path("draw/", views.draw, name="draw"),
    path("links/<uuid:link_id>/", views.decide_link, name="link"),
    path("clusters/<uuid:cluster_id>/", views.decide_cluster, name="cluster"),
]
