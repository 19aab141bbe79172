"""Addresses of the people who are managed."""

from django.urls import path

from . import views

app_name = "nominals"

urlpatterns = [
    path("nominals/", views.list_nominals, name="list"),
    path("nominals/find/", views.find_nominal, name="find"),
    path("nominals/<uuid:pk>/", views.show_nominal, name="show"),
    path("nominals/<uuid:pk>/leave/", views.leave_nominal, name="leave"),
]
