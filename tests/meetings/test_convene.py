"""Convening a panel: who is asked and sees what, how they answer, and what they send."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate, now

from access.actor import Actor, Role
from access.lifecycle import NotPossible
from access.locks import acting_as
from access.policy import Refused
from access.rows import share
from agencies.acting import acting_under
from agencies.models import Appointment
from agencies.services import end_appointment
from audit.models import Event
from clocks.working_days import add_working_days, is_working_day
from meetings.lifecycle import InvitationStatus, ReturnStatus
from meetings.models import InformationReturn, Invitation, Session, Slot
from meetings.services import convene, hold, plan
from meetings.terms import terms
from nominals.models import Exclusion, Nominal
from notices.models import Letter, Notice
from referrals.models import Referral
from tests.factories import make_actor, make_agency, make_nominal
from tests.meetings.conftest import agency_of, make_session, make_slot, sitting
from tests.meetings.held import queries_of
from tests.meetings.test_plan import accepted, page, status, told

SEEN_BY_INVITATION = (Nominal, Session, Referral, Slot, Invitation)


def sees(actor: Actor) -> dict[str, int]:
    """How many records of each kind both locks open to the actor: they must agree."""
    counts = {}
    with acting_as(actor):
        for model in (*SEEN_BY_INVITATION, InformationReturn):
            first = set(model.objects.visible_to(actor).values_list("pk", flat=True))
            second = set(model._base_manager.values_list("pk", flat=True))
            assert first == second, model
            counts[model.__name__] = len(first)
    return counts


NOTHING = dict.fromkeys(
    ["Nominal", "Session", "Referral", "Slot", "Invitation", "InformationReturn"], 0
)
ONE_CASE = dict.fromkeys(NOTHING, 1)


@pytest.fixture
def referral(cast, nominal) -> Referral:
    return accepted(cast, nominal)


@pytest.fixture
def slot(cast, session, nominal, referral) -> Slot:
    """The referral's first meeting: nobody is invited yet."""
    return make_slot(cast, session, nominal, referral=referral, purpose=Slot.Purpose.INITIAL)


@pytest.fixture
def convened(cast, session, slot) -> Session:
    with acting_as(cast.cora):
        convene.convene(session, actor=cast.cora, at=now())
    return session


def invite(cast, slot, actor, at=None) -> Invitation:
    with acting_as(cast.cora):
        return convene.invite(
            slot,
            actor=cast.cora,
            at=at or now(),
            agency=agency_of(actor),
            reason="Lives in their flat",
        )


def own(actor, model=Invitation):
    """The actor's own agency's invitation, or its return, as the actor loads it."""
    with acting_as(actor):
        return model.objects.visible_to(actor).get(agency=actor.agency_id)


def barred(cast, nominal) -> Actor:
    """Nell, of a core agency that must not receive anything about the nominal."""
    health = make_agency(cast.area, "nhs_mental_health", core_level_2=True)
    with acting_as(cast.cora):
        Exclusion.objects.create(
            nominal=nominal, agency_id=health.pk, reason="A relative works there", given_at=now()
        )
    return make_actor("Nell Peatfield", Role.REPRESENTATIVE, health)


# Convening


def test_convening_invites_the_core_panel_and_the_lead_agency_with_the_reason(cast, convened):
    with acting_as(cast.cora):
        found = Invitation.objects.visible_to(cast.cora).select_related("agency")
        reasons = {each.agency.kind: each.reason for each in found}
    assert reasons == {"police": "Lead agency", "probation": "Core panel, Level 2"}
    assert convened.status == "convened"


def test_those_invited_are_told_once_for_the_session_and_no_name_is_in_it(cast, session, slot):
    make_slot(cast, session, make_nominal(cast.cora, cast.pat))
    with acting_as(cast.cora):
        convene.convene(session, actor=cast.cora, at=now())
    assert told(cast.rex) == ["invitation.sent"]
    assert told(cast.poppy) == ["invitation.sent"]
    assert told(cast.pat) == ["slot.planned", "slot.planned"]
    assert told(cast.hal) == []
    with acting_as(cast.rex):
        notice = Notice.objects.visible_to(cast.rex).get()
    assert slot.nominal.surname not in f"{notice.subject} {notice.body} {notice.link}"


def test_a_session_without_a_case_has_nobody_to_invite(cast, session):
    with acting_as(cast.cora), pytest.raises(NotPossible, match="Put a case in this session"):
        convene.convene(session, actor=cast.cora, at=now())


def test_a_session_is_convened_once(cast, session, slot):
    with acting_as(cast.cora):
        stale = Session.objects.visible_to(cast.cora).get(pk=session.pk)
        convene.convene(session, actor=cast.cora, at=now())
        with pytest.raises(NotPossible, match="changed since you opened it"):
            convene.convene(stale, actor=cast.cora, at=now())
        assert Invitation.objects.visible_to(cast.cora).count() == 2


def test_only_the_unit_convenes(cast, session, slot, chidi):
    with acting_as(chidi), pytest.raises(Refused):
        convene.convene(session, actor=chidi, at=now())


def test_a_case_added_later_is_invited_to_at_once(cast, convened):
    make_slot(cast, convened, make_nominal(cast.cora, cast.pat))
    assert sees(cast.rex)["Slot"] == 2
    assert told(cast.rex) == ["invitation.sent", "invitation.sent"]


def test_an_agency_that_must_not_receive_anything_is_left_off_and_cannot_be_invited(
    cast, session, slot, nominal
):
    nell = barred(cast, nominal)
    with acting_as(cast.cora):
        convene.convene(session, actor=cast.cora, at=now())
    assert sees(nell) == NOTHING
    assert told(nell) == []
    with pytest.raises(NotPossible, match="must not receive anything"):
        invite(cast, slot, nell)


# What an invitation opens and closes


def test_an_agency_that_is_not_invited_sees_nothing(cast, convened):
    for actor in (cast.hal, cast.bea, cast.ada):
        assert sees(actor) == NOTHING


def test_inviting_opens_one_case_and_no_more(cast, convened, slot):
    make_slot(cast, convened, make_nominal(cast.cora, cast.pat))
    assert sees(cast.hal) == NOTHING
    invite(cast, slot, cast.hal)
    # All invitations to its own case are open to it, as who else is at the table; one return is.
    assert sees(cast.hal) == {**ONE_CASE, "Invitation": 3}


def test_withdrawing_closes_it_all_and_says_so(cast, convened, slot):
    invitation = invite(cast, slot, cast.hal)
    with acting_as(cast.cora):
        convene.withdraw(invitation, actor=cast.cora, at=now(), because="Asked in error")
    assert sees(cast.hal) == NOTHING
    assert told(cast.hal) == ["invitation.sent", "invitation.withdrawn"]


def test_withdrawing_leaves_what_another_cause_keeps_open(cast, convened, slot, nominal):
    invitation = invite(cast, slot, cast.hal)
    with acting_as(cast.cora):
        group = [agency_of(cast.hal).group]
        share(nominal, group, source="action", source_id=slot.pk, reason="An action", at=now())
        convene.withdraw(invitation, actor=cast.cora, at=now(), because="Not needed there")
    left = sees(cast.hal)
    assert (left["Nominal"], left["Session"], left["Referral"]) == (1, 0, 0)


def test_cancelling_the_slot_closes_it_all(cast, convened, slot):
    invite(cast, slot, cast.hal)
    with acting_as(cast.cora):
        plan.cancel_slot(slot, actor=cast.cora, at=now(), because="Not ready")
    for actor in (cast.hal, cast.rex, cast.poppy):
        assert sees(actor) == NOTHING
    assert told(cast.hal) == ["invitation.sent", "invitation.withdrawn"]


def test_sight_lasts_until_the_latest_day_of_the_next_review(cast, session, slot):
    holds = terms(session, at=now())
    last = localdate(session.starts_at) + timedelta(weeks=16)
    assert localdate(holds.seen_until) == last + timedelta(days=1)


def test_sight_that_has_run_out_is_gone_and_inviting_again_renews_it(cast, panel, chidi, nominal):
    long_ago = now() - timedelta(days=200)
    past = make_session(cast, panel, chidi, starts_at=long_ago)
    slot = make_slot(cast, past, nominal)
    first = invite(cast, slot, cast.hal, at=long_ago)
    assert sees(cast.hal) == NOTHING
    again = invite(cast, slot, cast.hal)
    assert again.pk == first.pk
    assert sees(cast.hal)["Nominal"] == 1


def test_an_agency_that_was_withdrawn_can_be_invited_again_and_has_not_answered(
    cast, convened, slot
):
    invitation = invite(cast, slot, cast.hal)
    with acting_as(cast.hal):
        convene.apologise(own(cast.hal), actor=cast.hal, at=now(), note="On leave")
    with acting_as(cast.cora):
        invitation.refresh_from_db()
        convene.withdraw(invitation, actor=cast.cora, at=now(), because="Not needed")
    renewed = invite(cast, slot, cast.hal)
    assert told(cast.hal) == [
        "calendar.cancelled",  # with the apologies
        "invitation.renewed",
        "invitation.sent",
        "invitation.withdrawn",
    ]
    assert (renewed.status, renewed.note, renewed.answered_at) == ("invited", "", None)
    assert sees(cast.hal)["Slot"] == 1


def test_inviting_twice_keeps_the_answer(cast, convened, slot):
    invite(cast, slot, cast.hal)
    with acting_as(cast.hal):
        convene.accept(own(cast.hal), actor=cast.hal, at=now())
    assert invite(cast, slot, cast.hal).status == InvitationStatus.ACCEPTED


def test_nobody_is_invited_to_a_case_that_is_over(cast, convened, slot):
    with acting_as(cast.cora):
        plan.cancel_slot(slot, actor=cast.cora, at=now(), because="Not ready")
    with pytest.raises(NotPossible, match="too late"):
        invite(cast, slot, cast.hal)


def test_an_invitation_goes_by_post_only_if_it_may_still_be_seen(cast, convened, slot):
    """The e-mail of one case waits for leave to name it; the notice of a session needs none."""
    invite(cast, slot, cast.hal)
    with acting_as(cast.service):
        of = {
            each.notice.rule: each.notice.nominal_id
            for each in Letter.objects.filter(notice__recipient_id=cast.hal.person_id)
        }
    assert of == {"invitation.sent": slot.nominal_id}


# Answers


def test_an_agency_accepts_and_changes_its_mind(cast, convened):
    with acting_as(cast.rex):
        invitation = own(cast.rex)
        convene.accept(invitation, actor=cast.rex, at=now())
        assert invitation.answered_by == cast.rex.person
        convene.apologise(invitation, actor=cast.rex, at=now(), note="In court")
    assert (own(cast.rex).status, own(cast.rex).note) == ("apologised", "In court")


def test_two_people_of_an_agency_answer_at_once_and_the_second_is_told(cast, convened):
    other = make_actor("Ros Ferndale", Role.REPRESENTATIVE, agency_of(cast.rex))
    first, second = own(cast.rex), own(other)
    with acting_as(cast.rex):
        convene.accept(first, actor=cast.rex, at=now())
    with acting_as(other), pytest.raises(NotPossible, match="changed since you opened it"):
        convene.apologise(second, actor=other, at=now())
    assert own(cast.rex).status == InvitationStatus.ACCEPTED


def test_one_agency_does_not_answer_for_another(cast, convened):
    with acting_as(cast.rex):
        theirs = Invitation.objects.visible_to(cast.rex).get(agency=cast.poppy.agency_id)
        with pytest.raises(Refused, match="Only the agency that was asked"):
            convene.accept(theirs, actor=cast.rex, at=now())


def test_an_answer_after_the_return_was_due_is_still_taken(cast, convened, slot):
    late = own(cast.rex)
    with acting_as(cast.rex):
        at = now() + timedelta(days=200)
        convene.accept(late, actor=cast.rex, at=at)
        convene.send_return(own(cast.rex, InformationReturn), actor=cast.rex, at=at, content="Late")
    assert own(cast.rex).returned_at == at


# Returns


def test_a_return_is_due_some_working_days_before_the_session(cast, session, slot):
    due_on = terms(session, at=now()).return_due_on
    assert due_on == add_working_days(localdate(session.starts_at), -5)
    assert is_working_day(due_on)


def test_a_return_is_never_due_before_it_is_asked_for(cast, panel, chidi):
    soon = make_session(cast, panel, chidi, starts_at=sitting(2))
    assert terms(soon, at=now()).return_due_on == localdate()


def test_a_return_says_something_or_that_nothing_is_known(cast, convened):
    asked = own(cast.rex, InformationReturn)
    with acting_as(cast.rex):
        for wrong in ({}, {"content": "  "}, {"nothing_known": True, "content": "Seen in town"}):
            with pytest.raises(NotPossible, match="Say what is known"):
                convene.send_return(asked, actor=cast.rex, at=now(), **wrong)
        convene.send_return(asked, actor=cast.rex, at=now(), nothing_known=True)
    assert own(cast.rex, InformationReturn).status == ReturnStatus.SENT
    assert own(cast.rex).returned_at is not None


def test_a_return_is_the_agencys_and_the_panels_until_the_slot_is_opened(
    cast, convened, slot, chidi
):
    """Even by SQL: to another agency that is invited, and to the case manager, it is not there."""
    with acting_as(cast.poppy):
        asked = own(cast.poppy, InformationReturn)
        convene.send_return(asked, actor=cast.poppy, at=now(), content="Seen near the school")

    def may_read(actor) -> bool:
        with acting_as(actor), connection.cursor() as cursor:
            cursor.execute(
                "SELECT content FROM meetings_informationreturn WHERE id = %s", [asked.pk]
            )
            return cursor.fetchone() == ("Seen near the school",)

    def readers() -> set[str]:
        people = {"cora": cast.cora, "chidi": chidi, "poppy": cast.poppy, "rex": cast.rex}
        people |= {"pat": cast.pat, "hal": cast.hal, "ada": cast.ada}
        return {name for name, actor in people.items() if may_read(actor)}

    assert readers() == {"cora", "chidi", "poppy"}
    with acting_as(chidi):
        hold.open_session(convened, actor=chidi, at=now())
        slot.refresh_from_db()
        hold.open_slot(slot, actor=chidi, at=now())
    assert readers() == {"cora", "chidi", "poppy", "rex", "pat"}


def test_an_agency_called_in_while_a_case_is_heard_reads_what_the_others_read(
    cast, convened, slot, chidi
):
    with acting_as(cast.poppy):
        asked = own(cast.poppy, InformationReturn)
        convene.send_return(asked, actor=cast.poppy, at=now(), content="Seen near the school")
    with acting_as(chidi):
        hold.open_session(convened, actor=chidi, at=now())
        slot.refresh_from_db()
        hold.open_slot(slot, actor=chidi, at=now())
    invitation = invite(cast, slot, cast.hal)
    assert sees(cast.hal)["InformationReturn"] == 2, "theirs, and the one that is open"
    with acting_as(cast.cora):
        convene.withdraw(invitation, actor=cast.cora, at=now(), because="Asked in error")
    assert sees(cast.hal) == NOTHING


def test_the_case_manager_writes_the_lead_agencys_return_and_no_other(cast, convened):
    with acting_as(cast.pat):
        (asked,) = InformationReturn.objects.visible_to(cast.pat)
        assert asked.agency_id == cast.pat.agency_id
        convene.send_return(asked, actor=cast.pat, at=now(), content="Engaging with the plan")


def test_a_return_is_replaced_until_it_is_opened_and_then_no_more(cast, convened, slot, chidi):
    with acting_as(cast.rex):
        asked = own(cast.rex, InformationReturn)
        convene.send_return(asked, actor=cast.rex, at=now(), nothing_known=True)
        convene.send_return(asked, actor=cast.rex, at=now(), content="Stopped on 3 May")
    sent = own(cast.rex, InformationReturn)
    assert (sent.nothing_known, sent.content) == (False, "Stopped on 3 May")
    with acting_as(chidi):
        hold.open_session(convened, actor=chidi, at=now())
        hold.open_slot(Slot.objects.visible_to(chidi).get(), actor=chidi, at=now())
    with acting_as(cast.rex), pytest.raises(NotPossible, match="it is now open"):
        convene.send_return(
            own(cast.rex, InformationReturn), actor=cast.rex, at=now(), content="More"
        )


def test_two_people_replace_a_return_at_once_and_the_second_is_told(cast, convened):
    other = make_actor("Ros Ferndale", Role.REPRESENTATIVE, agency_of(cast.rex))
    with acting_as(cast.rex):
        convene.send_return(
            own(cast.rex, InformationReturn), actor=cast.rex, at=now(), content="First"
        )
    mine, theirs = own(cast.rex, InformationReturn), own(other, InformationReturn)
    with acting_as(cast.rex):
        convene.send_return(mine, actor=cast.rex, at=now(), content="Second")
    with acting_as(other), pytest.raises(NotPossible, match="changed since you opened it"):
        convene.send_return(theirs, actor=other, at=now(), content="Third")
    assert own(cast.rex, InformationReturn).content == "Second"


def test_a_refusal_to_share_is_recorded_and_read_only_by_those_who_run_the_panel(
    cast, convened, slot, chidi
):
    with acting_as(cast.poppy):
        asked = own(cast.poppy, InformationReturn)
        convene.refuse_return(asked, actor=cast.poppy, at=now(), reason="Needs the owner's leave")
    with acting_as(chidi):
        hold.open_session(convened, actor=chidi, at=now())
        slot.refresh_from_db()
        hold.open_slot(slot, actor=chidi, at=now())
    with acting_as(cast.rex):
        found = InformationReturn.objects.visible_to(cast.rex).filter(pk=asked.pk)
        assert not found.exists()
    with acting_as(chidi):
        assert InformationReturn.objects.visible_to(chidi).get(pk=asked.pk).status == "refused"


def test_a_refusal_can_be_taken_back_by_sending(cast, convened):
    with acting_as(cast.rex):
        asked = own(cast.rex, InformationReturn)
        convene.refuse_return(asked, actor=cast.rex, at=now(), reason="Under investigation")
        convene.send_return(asked, actor=cast.rex, at=now(), content="Charged on 3 May")
    assert own(cast.rex, InformationReturn).status == ReturnStatus.SENT


def test_what_was_sent_is_in_no_trail_and_no_message(cast, convened):
    with acting_as(cast.rex):
        asked = own(cast.rex, InformationReturn)
        convene.send_return(asked, actor=cast.rex, at=now(), content="Sekret", source="Sorce")
        convene.send_return(asked, actor=cast.rex, at=now(), content="Sekret twice", source="Sorce")
        events = [str(event.detail) for event in Event.objects.filter(record_id=asked.pk)]
    assert len(events) == 3, "asked for, sent, sent again"
    with acting_as(cast.service):
        said = [f"{each.subject} {each.body}" for each in Notice._base_manager.all()]
    assert not [text for text in [*events, *said] if "Sekret" in text or "Sorce" in text]


# In the browser


@pytest.mark.parametrize(
    ("who", "answer"),
    [
        ("rex", 302),  # it is his agency's
        ("pat", 302),  # her agency's too
        ("poppy", 403),  # invited, and it is not hers
        ("cora", 403),
        ("maya", 404),  # the case is not open to her
        ("hal", 404),  # not invited: not even told that it exists
        ("bea", 404),
    ],
)
def test_who_may_answer_an_invitation(client, cast, convened, who, answer):
    assert status(client, getattr(cast, who), "accept_invitation", own(cast.rex), {}) == answer


@pytest.mark.parametrize(
    ("name", "who", "answer"),
    [
        ("send_return", "rex", 200),
        ("send_return", "pat", 200),
        ("send_return", "maya", 404),
        ("send_return", "poppy", 404),
        ("send_return", "cora", 403),
        ("send_return", "hal", 404),
        ("refuse_return", "rex", 200),
        ("refuse_return", "poppy", 404),
        ("nothing_known", "poppy", 404),
        ("nothing_known", "cora", 403),
    ],
)
def test_who_may_send_a_return(client, cast, convened, name, who, answer):
    asked = own(cast.rex, InformationReturn)
    data = {} if name == "nothing_known" else None
    assert status(client, getattr(cast, who), name, asked, data) == answer


@pytest.mark.parametrize(
    ("name", "who", "answer"),
    [
        ("withdraw_invitation", "cora", 200),
        ("withdraw_invitation", "rex", 403),
        ("withdraw_invitation", "hal", 404),
        ("apologise_invitation", "rex", 200),
        ("apologise_invitation", "poppy", 403),
        ("apologise_invitation", "hal", 404),
    ],
)
def test_who_opens_which_page_of_an_invitation(client, cast, convened, name, who, answer):
    assert status(client, getattr(cast, who), name, own(cast.rex)) == answer


def test_nothing_is_changed_by_reading(client, cast, convened):
    asked = own(cast.rex, InformationReturn)
    assert status(client, cast.rex, "accept_invitation", own(cast.rex)) == 405
    assert status(client, cast.rex, "nothing_known", asked) == 405
    assert own(cast.rex).status == InvitationStatus.INVITED


def test_the_unit_convenes_after_seeing_whom_and_why(client, cast, session, slot):
    shown = page(client, cast.cora, "convene_session", session)
    for words in ("Fernshire Police", "Lead agency", "Fernshire Probation", "Core panel, Level 2"):
        assert words in shown
    assert status(client, cast.cora, "convene_session", session, {}) == 302
    assert sees(cast.rex) == {**ONE_CASE, "Invitation": 2}
    assert status(client, cast.cora, "convene_session", session, {}) == 409


def test_whoever_is_left_off_is_shown_with_the_reason(client, cast, session, slot, nominal):
    barred(cast, nominal)
    shown = page(client, cast.cora, "convene_session", session)
    assert "Left off. It must not receive anything about this person." in shown


def test_the_unit_invites_another_agency_from_the_case(client, cast, convened, slot):
    form = {"agency": cast.hal.agency_id, "reason": "Their tenant", "required": "yes"}
    assert status(client, cast.cora, "invite", slot, {**form, "reason": ""}) == 200
    assert status(client, cast.cora, "invite", slot, form) == 302
    shown = page(client, cast.hal, "show_slot", slot)
    assert "Their tenant" in shown
    again = page(client, cast.cora, "invite", slot)
    assert str(cast.hal.agency_id) not in again, "it is invited already"


def test_an_agency_does_all_of_a_session_in_three_presses(client, cast, convened):
    make_slot(cast, convened, make_nominal(cast.cora, cast.pat))
    client.force_login(cast.rex.person)
    client.post(reverse("meetings:accept_session", args=[convened.pk]))
    with acting_as(cast.rex):
        asked = list(InformationReturn.objects.visible_to(cast.rex))
    ticked = {"returns": [each.pk for each in asked]}
    client.post(reverse("meetings:nothing_known_for"), ticked)
    with acting_as(cast.rex):
        mine = Invitation.objects.visible_to(cast.rex).filter(agency=cast.rex.agency_id)
        assert {each.status for each in mine} == {"accepted"}
        assert all(each.returned_at for each in mine)
    assert "Nothing known" in page(client, cast.rex, "list_invitations")


def test_the_returns_of_another_agency_cannot_be_ticked(client, cast, convened):
    theirs = own(cast.poppy, InformationReturn)
    client.force_login(cast.rex.person)
    client.post(reverse("meetings:nothing_known_for"), {"returns": [theirs.pk]})
    assert own(cast.poppy, InformationReturn).status == ReturnStatus.REQUESTED


def test_an_agency_accepts_a_session_for_itself_alone(client, cast, convened):
    client.force_login(cast.rex.person)
    client.post(reverse("meetings:accept_session", args=[convened.pk]))
    assert own(cast.poppy).status == InvitationStatus.INVITED
    assert status(client, cast.hal, "accept_session", convened, {}) == 404


def test_a_stale_return_is_kept_on_the_page_and_changes_nothing(client, cast, convened):
    asked = own(cast.rex, InformationReturn)
    form = {"content": "First", "source": "Our record", "version": asked.version}
    assert status(client, cast.rex, "send_return", asked, form) == 302
    client.force_login(cast.rex.person)
    address = reverse("meetings:send_return", args=[asked.pk])
    answer = client.post(address, {**form, "content": "Second"})
    assert answer.status_code == 409
    assert "Second" in answer.content.decode()
    assert own(cast.rex, InformationReturn).content == "First"


@pytest.mark.parametrize(("days", "words"), [(8, "due in 3 working days"), (2, "due today")])
def test_the_list_says_when_a_return_is_due(client, cast, panel, chidi, nominal, days, words):
    session = make_session(cast, panel, chidi, starts_at=sitting(days))
    make_slot(cast, session, nominal)
    with acting_as(cast.cora):
        convene.convene(session, actor=cast.cora, at=now())
    shown = page(client, cast.rex, "list_invitations")
    assert words in shown
    assert "mappa-overdue" not in shown


def test_a_late_return_is_said_to_be_late(client, cast, panel, chidi, nominal):
    session = make_session(cast, panel, chidi, starts_at=now() + timedelta(hours=2))
    slot = make_slot(cast, session, nominal)
    invite(cast, slot, cast.hal, at=now() - timedelta(days=20))
    shown = page(client, cast.hal, "list_invitations")
    assert "mappa-overdue" in shown
    assert "late" in shown


def test_others_returns_are_on_the_page_only_once_the_case_is_opened(
    client, cast, convened, slot, chidi
):
    with acting_as(cast.poppy):
        asked = own(cast.poppy, InformationReturn)
        convene.send_return(asked, actor=cast.poppy, at=now(), content="Seen near the school")
    assert "Seen near the school" in page(client, cast.cora, "show_slot", slot)
    assert "Seen near the school" not in page(client, cast.rex, "show_slot", slot)
    with acting_as(chidi):
        hold.open_session(convened, actor=chidi, at=now())
        slot.refresh_from_db()
        hold.open_slot(slot, actor=chidi, at=now())
    assert "Seen near the school" in page(client, cast.rex, "show_slot", slot)


def test_a_manager_sees_the_case_of_a_session_that_they_do_not_see(client, cast, convened, nominal):
    """The nominal is open to Maya; its session is not: the page says what the case says."""
    with acting_as(cast.cora):
        group = [cast.maya.person.own_group]
        share(nominal, group, source="lead", source_id=None, reason="Manager", at=now())
    with acting_as(cast.maya):
        slot = Slot.objects.visible_to(cast.maya).get()
    shown = page(client, cast.maya, "show_slot", slot)
    assert "Room 4" not in shown
    assert "First meeting" in shown
    assert "Fernshire Police" in page(client, cast.maya, "show_slot", slot)
    assert nominal.reference in page(client, cast.maya, "list_invitations")


def test_a_case_leads_to_its_hearing_for_those_who_run_it_and_for_nobody_else(
    client, cast, convened, slot, chidi
):
    screen = reverse("meetings:hold_slot", args=[slot.pk])
    assert screen not in page(client, chidi, "show_slot", slot)
    with acting_as(chidi):
        hold.open_session(convened, actor=chidi, at=now())
    assert screen in page(client, chidi, "show_slot", slot)
    assert screen in page(client, cast.cora, "show_slot", slot)
    for actor in (cast.rex, cast.pat):
        assert screen not in page(client, actor, "show_slot", slot)


def test_a_referral_that_may_not_be_seen_is_not_spoken_of(client, cast, convened, slot, nominal):
    invite(cast, slot, cast.hal)
    assert "Open the referral" in page(client, cast.hal, "show_slot", slot)
    with acting_as(cast.cora):
        group = [cast.maya.person.own_group]
        share(nominal, group, source="lead", source_id=None, reason="Manager", at=now())
    assert "Open the referral" not in page(client, cast.maya, "show_slot", slot)


def test_the_meetings_of_a_nominal_are_one_page(client, cast, convened, nominal):
    shown = page(client, cast.pat, "list_for_nominal", nominal)
    assert "First meeting" in shown
    assert "Fernshire Level 2 panel" in shown
    assert status(client, cast.hal, "list_for_nominal", nominal) == 404


def test_an_ended_appointment_reads_nothing_at_once(client, cast, convened):
    end_appointment(Appointment.objects.get(pk=cast.rex.appointment_id), at=now())
    rex = acting_under(Appointment.objects.get(pk=cast.rex.appointment_id))
    assert sees(rex) == NOTHING


def test_pages_cost_the_same_however_many_cases_there_are(client, cast, panel, chidi):
    session = make_session(cast, panel, chidi)
    slot = make_slot(cast, session, make_nominal(cast.cora, cast.pat))
    with acting_as(cast.cora):
        convene.convene(session, actor=cast.cora, at=now())

    pages = [(cast.rex, "list_invitations", None), (cast.rex, "show_slot", slot)]
    pages += [(cast.cora, "show_slot", slot), (cast.cora, "convene_session", session)]
    pages += [(cast.pat, "list_for_nominal", slot.nominal)]
    before = [queries_of(client, *each) for each in pages]
    for n in range(4):
        make_slot(cast, session, make_nominal(cast.cora, cast.pat))
        other = make_agency(cast.area, "nhs_other", name=f"Trust {n}")
        invite(cast, slot, make_actor("Nell Peatfield", Role.REPRESENTATIVE, other))
    assert [queries_of(client, *each) for each in pages] == before
    assert max(before) <= 35


def test_convening_costs_so_much_a_seat_and_no_more(cast, session):
    """Each seat is an invitation, a return, their events and what they open: a known price."""

    def cost(cases):
        sitting_of = make_session(cast, session.panel, cast.chidi, sitting(22 + cases))
        for _ in range(cases):
            make_slot(cast, sitting_of, make_nominal(cast.cora, cast.pat))
        with acting_as(cast.cora), CaptureQueriesContext(connection) as queries:
            convene.convene(sitting_of, actor=cast.cora, at=now())
        return len(queries)

    one, three = cost(1), cost(3)
    assert (three - one) / 2 <= 2 * 26
