"""Addresses of panels: planned and convened first, then held, written down and followed up."""

from django.urls import URLPattern, path

from .views import convene, plan

app_name = "meetings"

PLAN_AND_CONVENE = [
    path("sessions/", plan.list_sessions, name="list_sessions"),
    path("sessions/add/", plan.add_session, name="add_session"),
    path("sessions/<uuid:pk>/", plan.show_session, name="show_session"),
    path("sessions/<uuid:pk>/convene/", convene.convene_session, name="convene_session"),
    path("sessions/<uuid:pk>/cancel/", plan.cancel_session, name="cancel_session"),
    path("sessions/<uuid:pk>/cases/add/", plan.add_slot, name="add_slot"),
    path("sessions/<uuid:pk>/accept/", convene.accept_session, name="accept_session"),
    path("cases/<uuid:pk>/", convene.show_slot, name="show_slot"),
    path("cases/<uuid:pk>/cancel/", plan.cancel_slot, name="cancel_slot"),
    path("cases/<uuid:pk>/invite/", convene.invite, name="invite"),
    path("nominals/<uuid:pk>/meetings/", convene.list_for_nominal, name="list_for_nominal"),
    path("invitations/", convene.list_invitations, name="list_invitations"),
    path("invitations/nothing-known/", convene.nothing_known_for, name="nothing_known_for"),
    path("invitations/<uuid:pk>/accept/", convene.accept_invitation, name="accept_invitation"),
    path(
        "invitations/<uuid:pk>/apologise/",
        convene.apologise_invitation,
        name="apologise_invitation",
    ),
    path(
        "invitations/<uuid:pk>/withdraw/",
        convene.withdraw_invitation,
        name="withdraw_invitation",
    ),
    path("returns/<uuid:pk>/send/", convene.send_return, name="send_return"),
    path("returns/<uuid:pk>/nothing-known/", convene.nothing_known, name="nothing_known"),
    path("returns/<uuid:pk>/refuse/", convene.refuse_return, name="refuse_return"),
]

# Hold, write down and follow up: their addresses follow here.
HOLD_WRITE_DOWN_AND_FOLLOW_UP: list[URLPattern] = []

urlpatterns = [*PLAN_AND_CONVENE, *HOLD_WRITE_DOWN_AND_FOLLOW_UP]
