"""Addresses of referrals."""

from django.urls import path

from . import views

app_name = "referrals"

urlpatterns = [
    path("referrals/", views.list_referrals, name="list"),
    path("nominals/<uuid:pk>/referrals/", views.list_for_nominal, name="list_for_nominal"),
    path("nominals/<uuid:pk>/referrals/start/", views.start_referral, name="start"),
    path("referrals/<uuid:pk>/", views.show_referral, name="show"),
    path("referrals/<uuid:pk>/amend/", views.amend_referral, name="amend"),
    path("referrals/<uuid:pk>/submit/", views.submit_referral, name="submit"),
    path("referrals/<uuid:pk>/withdraw/", views.withdraw_referral, name="withdraw"),
    path("referrals/<uuid:pk>/approve/", views.approve_referral, name="approve"),
    path("referrals/<uuid:pk>/send-back/", views.send_back_referral, name="send_back"),
    path("referrals/<uuid:pk>/screen/", views.screen_referral, name="screen"),
]
