"""Addresses of victims and people at risk."""

from django.urls import path

from . import views

app_name = "victims"

urlpatterns = [
    path("nominals/<uuid:pk>/victims/", views.list_victims, name="list"),
    path("nominals/<uuid:pk>/victims/add/", views.add_victim, name="add"),
    path("victims/<uuid:pk>/amend/", views.amend_victim, name="amend"),
    path("victims/<uuid:pk>/end/", views.end_victim, name="end"),
    path("victims/<uuid:pk>/identity/add/", views.add_identity, name="add_identity"),
    path("victims/identities/<uuid:pk>/", views.show_identity, name="show_identity"),
    path("victims/identities/<uuid:pk>/amend/", views.amend_identity, name="amend_identity"),
]
