"""Addresses of signing in and out."""

from django.urls import path

from .views import confirm, sign_in

app_name = "agencies"

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("choose-appointment/", sign_in.choose_appointment, name="choose_appointment"),
    path("confirm-it-is-you/", confirm.confirm, name="confirm"),
]
