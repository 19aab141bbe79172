"""Addresses of the inbox and of the demonstration's mailbox."""

from django.urls import path

from . import views

app_name = "notices"

urlpatterns = [
    path("notices/", views.list_notices, name="list"),
    path("notices/<uuid:pk>/open/", views.open_notice, name="open"),
    path("notices/<uuid:pk>/read/", views.read_notice, name="read"),
    path("demonstration/post/", views.list_delivered, name="delivered"),
]
