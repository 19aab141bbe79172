"""Addresses of panels: planned and convened first, then held, written down and followed up."""

from django.urls import URLPattern, path

from .views import (
    agenda,
    convene,
    follow_up,
    hand_over,
    hold,
    notes,
    observe,
    plan,
    sections,
    several,
    statement,
    write_down,
)

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

HOLD_WRITE_DOWN_AND_FOLLOW_UP: list[URLPattern] = [
    path("sessions/<uuid:pk>/open/", hold.open_session, name="open_session"),
    path("sessions/<uuid:pk>/close/", hold.close_session, name="close_session"),
    path("cases/<uuid:pk>/hold/", hold.hold_slot, name="hold_slot"),
    path("cases/<uuid:pk>/open/", hold.open_slot, name="open_slot"),
    path("cases/<uuid:pk>/attendance/", hold.record_attendance, name="record_attendance"),
    path("cases/<uuid:pk>/disclosure/", hold.decide_disclosure, name="decide_disclosure"),
    path("cases/<uuid:pk>/decision/", hold.record_decision, name="record_decision"),
    path("cases/<uuid:pk>/actions/give/", hold.give_action, name="give_action"),
    path("cases/<uuid:pk>/close/", hold.close_slot, name="close_slot"),
    path("cases/<uuid:pk>/victims/show/", hold.show_victims, name="show_victims"),
    path("cases/<uuid:pk>/note/", notes.keep_note, name="keep_note"),
    path("returns/<uuid:pk>/open/", hold.open_return, name="open_return"),
    path("sections/<uuid:pk>/write/", sections.write_section, name="write_section"),
    path("sections/<uuid:pk>/confirm/", sections.confirm_section, name="confirm_section"),
    path("minutes/<uuid:pk>/", write_down.show_minutes, name="show_minutes"),
    path("minutes/<uuid:pk>/submit/", write_down.submit_minutes, name="submit_minutes"),
    path("minutes/<uuid:pk>/send-back/", write_down.send_back_minutes, name="send_back_minutes"),
    path("minutes/<uuid:pk>/approve/", write_down.approve_minutes, name="approve_minutes"),
    path("minutes/<uuid:pk>/issue/", write_down.issue_minutes, name="issue_minutes"),
    path("minutes/<uuid:pk>/print/", write_down.print_minutes, name="print_minutes"),
    path("actions/", follow_up.list_actions, name="list_actions"),
    path("actions/<uuid:pk>/", follow_up.show_action, name="show_action"),
    path("actions/<uuid:pk>/update/", follow_up.update_action, name="update_action"),
    path("actions/<uuid:pk>/finish/", follow_up.finish_action, name="finish_action"),
    path("actions/<uuid:pk>/could-not/", follow_up.report_could_not, name="report_could_not"),
    path("actions/<uuid:pk>/did-not/", follow_up.report_did_not, name="report_did_not"),
    path("actions/<uuid:pk>/verify/", follow_up.verify_action, name="verify_action"),
    path("actions/<uuid:pk>/reopen/", follow_up.reopen_action, name="reopen_action"),
    path("actions/<uuid:pk>/cancel/", follow_up.cancel_action, name="cancel_action"),
    path("actions/<uuid:pk>/answered/", follow_up.answered_action, name="answered_action"),
    path("actions/several/", several.answer_several, name="answer_several"),
    path("actions/<uuid:pk>/take/", hand_over.take_action, name="take_action"),
    path("actions/<uuid:pk>/evidence/", hand_over.add_evidence, name="add_evidence"),
    path("actions/<uuid:pk>/hand-over/", hand_over.hand_over_action, name="hand_over_action"),
    path("actions/<uuid:pk>/offer/", hand_over.offer_action, name="offer_action"),
    path("actions/<uuid:pk>/offer/withdraw/", hand_over.withdraw_offer, name="withdraw_offer"),
    path("actions/<uuid:pk>/offer/accept/", hand_over.accept_offer, name="accept_offer"),
    path("actions/<uuid:pk>/offer/decline/", hand_over.decline_offer, name="decline_offer"),
    path("actions/<uuid:pk>/longer/", hand_over.ask_for_longer, name="ask_for_longer"),
    path("actions/<uuid:pk>/extend/", hand_over.extend_action, name="extend_action"),
    path(
        "actions/<uuid:pk>/carry-forward/",
        hand_over.carry_action_forward,
        name="carry_action_forward",
    ),
    path("extensions/<uuid:pk>/grant/", hand_over.grant_extension, name="grant_extension"),
    path("extensions/<uuid:pk>/refuse/", hand_over.refuse_extension, name="refuse_extension"),
]

STATEMENT_AND_OBSERVERS: list[URLPattern] = [
    path("statement/", statement.show_statement, name="show_statement"),
    path("statement/publish/", statement.publish_statement, name="publish_statement"),
    path("cases/<uuid:pk>/statement/", statement.accept_statement, name="accept_statement"),
    path("sessions/<uuid:pk>/observers/add/", observe.add_observation, name="add_observation"),
    path("observations/", observe.list_observations, name="list_observations"),
    path("observations/<uuid:pk>/", observe.show_observation, name="show_observation"),
    path("observations/<uuid:pk>/end/", observe.end_observation, name="end_observation"),
    path(
        "observations/<uuid:pk>/confirm/", observe.confirm_observation, name="confirm_observation"
    ),
]

AGENDAS: list[URLPattern] = [
    path("agendas/", agenda.list_agendas, name="list_agendas"),
    path("agendas/propose/", agenda.propose_agenda, name="propose_agenda"),
    path("agendas/<uuid:pk>/", agenda.show_agenda, name="show_agenda"),
    path("agendas/<uuid:pk>/move/", agenda.move_in_agenda, name="move_in_agenda"),
    path("agendas/<uuid:pk>/keep/", agenda.keep_in_agenda, name="keep_in_agenda"),
    path("agendas/<uuid:pk>/undo/", agenda.undo_in_agenda, name="undo_in_agenda"),
    path("agendas/<uuid:pk>/again/", agenda.propose_agenda_again, name="propose_agenda_again"),
    path("agendas/<uuid:pk>/accept/", agenda.accept_agenda, name="accept_agenda"),
    path("agendas/<uuid:pk>/give-up/", agenda.give_up_agenda, name="give_up_agenda"),
]

urlpatterns = [*PLAN_AND_CONVENE, *STATEMENT_AND_OBSERVERS, *HOLD_WRITE_DOWN_AND_FOLLOW_UP, *AGENDAS]
