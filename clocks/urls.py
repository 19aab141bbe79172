"""Addresses of the time limits."""

from django.urls import path

from . import views

app_name = "clocks"

urlpatterns = [path("time-limits/", views.list_limits, name="list")]
