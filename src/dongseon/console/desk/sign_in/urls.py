"""The routes of signing in."""

from django.urls import path

from dongseon.console.desk.sign_in import account, views

app_name = "sign_in"
urlpatterns = [
    path("", views.password, name="password"),
    path("code/", views.second_factor, name="second_factor"),
    path("enrol/", views.enrol, name="enrol"),
    path("first-password/", views.first_password, name="first_password"),
    path("out/", views.sign_out, name="sign_out"),
    path("account/", account.show, name="account"),
    path("account/role/", account.switch_role, name="switch_role"),
    path("account/password/", account.change_password, name="change_password"),
    path("account/sessions/", account.sign_out_everywhere, name="sign_out_everywhere"),
]
