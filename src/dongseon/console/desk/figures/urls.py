"""Routes of the pages of the daily report."""

from django.urls import path

from dongseon.console.desk.figures import views

app_name = "figures"
urlpatterns = [
    path("", views.reports, name="list"),
    path("today/", views.today, name="today"),
    path("today/issue/", views.issue, name="issue"),
    path("of/<slug:report_day>/", views.report, name="report"),
    path("of/<slug:report_day>/correct/", views.correct, name="correct"),
    path("of/<slug:report_day>/<slug:table>.csv", views.as_csv, name="csv"),
]
