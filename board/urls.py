"""Addresses of the board's pages."""

from django.urls import path

from . import views

app_name = "board"

urlpatterns = [path("dashboard/", views.show_dashboard, name="dashboard")]
