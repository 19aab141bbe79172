"""Addresses of signing in and out."""

from django.urls import path

from . import views

app_name = "agencies"

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("choose-appointment/", views.choose_appointment, name="choose_appointment"),
]
