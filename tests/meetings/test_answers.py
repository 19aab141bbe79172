"""Answering on one page: coming, a deputy, a report in lieu, apologies; and who must not read."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from access.actor import Actor, Role
from access.lifecycle import NotPossible
from access.locks import acting_as
from access.policy import Refused
from agencies.models import Appointment
from agencies.services import end_appointment
from meetings.lifecycle import InvitationStatus
from meetings.models import InformationReturn, Invitation, Session
from meetings.services import answer, convene, give_information, hold
from nominals.models import Exclusion
from tests.factories import make_actor, make_nominal
from tests.meetings.conftest import agency_of, make_slot
from tests.meetings.diaries import diary_of
from tests.meetings.test_convene import NOTHING, own, sees
from tests.meetings.test_plan import page, status, told


@pytest.fixture
def convened(cast, session, slot) -> Session:
    with acting_as(cast.cora):
        convene.convene(session, actor=cast.cora, at=now())
        convene.invite(
            slot, actor=cast.cora, at=now(), agency=agency_of(cast.hal), reason="Lives in a flat"
        )
    return session


@pytest.fixture
def dee(cast) -> Actor:
    """Dee, who works for the housing authority and does not represent it."""
    return make_actor("Dee Hollowbrook", Role.PRACTITIONER, agency_of(cast.hal))


def send(cast, deputy: Actor, by: Actor | None = None, **given) -> Invitation:
    by = by or cast.hal
    invitation = own(by)
    with acting_as(by):
        convene.send_deputy(invitation, actor=by, at=now(), deputy=deputy.person, **given)
    return own(by)


# Deputies


def test_a_deputy_sees_what_the_agency_sees_and_has_it_in_their_calendar(cast, convened, slot, dee):
    assert sees(dee) == NOTHING
    assert send(cast, dee).status == InvitationStatus.ACCEPTED
    assert sees(dee) == {**sees(cast.hal), "InformationReturn": 0}
    assert told(dee) == ["invitation.deputy"]
    assert diary_of(cast, dee).times == [(slot.starts_at, slot.ends_at)]


@pytest.mark.parametrize("answered", ["accept", "apologise", "report_in_lieu"])
def test_another_answer_closes_it_to_the_deputy_at_once(cast, convened, dee, answered):
    send(cast, dee)
    with acting_as(cast.hal):
        answer.answer(own(cast.hal), actor=cast.hal, at=now(), choice=answered)
    assert sees(dee) == NOTHING
    assert told(dee) == ["invitation.deputy", "invitation.deputy_ended"]
    assert diary_of(cast, dee).events == []


def test_another_deputy_takes_the_place_of_the_first_and_each_is_told_each_time(
    cast, convened, dee
):
    sid = make_actor("Sid Fallowmere", Role.MANAGER, agency_of(cast.hal))
    for person in (dee, sid, dee):
        send(cast, person)
    assert sees(sid) == NOTHING
    assert sees(dee)["Slot"] == 1
    assert told(dee).count("invitation.deputy") == 2
    assert (len(diary_of(cast, dee).events), diary_of(cast, sid).events) == (1, [])


def test_a_withdrawn_invitation_closes_it_to_the_deputy_too(cast, convened, dee):
    send(cast, dee)
    with acting_as(cast.cora):
        invitation = Invitation.objects.visible_to(cast.cora).get(agency=cast.hal.agency_id)
        convene.withdraw(invitation, actor=cast.cora, at=now(), because="Not needed")
    assert sees(dee) == NOTHING


def test_only_somebody_of_the_agency_who_may_receive_it_comes_as_a_deputy(
    cast, convened, nominal, dee
):
    gone = make_actor("Gus Larchmont", Role.PRACTITIONER, agency_of(cast.hal))
    asleep = make_actor("Una Brackenhill", Role.PRACTITIONER, agency_of(cast.hal))
    asleep.person.is_active = False
    asleep.person.save()
    with acting_as(cast.cora):
        end_appointment(Appointment.objects.get(pk=gone.appointment_id), at=now())
        Exclusion.objects.create(
            nominal=nominal, person=dee.person, reason="A cousin", given_at=now()
        )
    for other in (gone, asleep, dee, cast.rex, cast.bea):
        with pytest.raises(NotPossible, match="works for your agency now"):
            send(cast, other)
    assert sees(cast.rex)["Slot"] == 1
    assert own(cast.hal).status == InvitationStatus.INVITED


def test_a_deputy_reads_what_the_panel_reads(cast, convened, slot, chidi, dee):
    send(cast, dee)
    with acting_as(cast.rex):
        asked = own(cast.rex, InformationReturn)
        convene.send_return(asked, actor=cast.rex, at=now(), content="Seen at the old address.")
    with acting_as(chidi):
        hold.open_session(convened, actor=chidi, at=now())
        hold.open_slot(slot, actor=chidi, at=now())
    assert sees(dee)["InformationReturn"] == 1


# Several hands, late answers, the button pressed twice


def test_two_people_of_an_agency_name_a_deputy_at_once_and_the_second_is_told(cast, convened, dee):
    other = make_actor("Ola Pinnock", Role.REPRESENTATIVE, agency_of(cast.hal))
    seen = own(cast.hal).version
    send(cast, dee, version=seen)
    with pytest.raises(NotPossible, match="changed since you opened it"):
        send(cast, other, by=other, version=seen)
    assert own(cast.hal).deputy == dee.person


def test_a_button_pressed_twice_answers_once(client, cast, convened, dee):
    client.force_login(cast.hal.person)
    invitation = own(cast.hal)
    sent = {"choice": "send_deputy", "deputy": dee.person_id, "note": "", "version": 0}
    sent["version"] = invitation.version
    url = reverse("meetings:answer_invitation", args=[invitation.pk])
    for _ in range(2):
        assert client.post(url, sent).status_code == 302
    assert own(cast.hal).version == invitation.version + 1
    assert told(dee) == ["invitation.deputy"]


def test_an_answer_from_a_page_that_a_colleague_overtook_is_kept_and_changes_nothing(
    client, cast, convened
):
    invitation = own(cast.hal)
    other = make_actor("Ola Pinnock", Role.REPRESENTATIVE, agency_of(cast.hal))
    with acting_as(other):
        answer.answer(own(other), actor=other, at=now(), choice="accept")
    client.force_login(cast.hal.person)
    url = reverse("meetings:answer_invitation", args=[invitation.pk])
    sent = {"choice": "apologise", "note": "In court", "version": invitation.version}
    response = client.post(url, sent)
    assert response.status_code == 409
    assert "In court" in response.content.decode()
    assert own(cast.hal).status == InvitationStatus.ACCEPTED


def test_an_answer_is_taken_until_the_case_is_heard_and_then_no_more(cast, convened, slot, chidi):
    with acting_as(cast.hal):
        late = now() + timedelta(days=300)
        answer.answer(own(cast.hal), actor=cast.hal, at=late, choice="report_in_lieu")
    assert own(cast.hal).status == InvitationStatus.REPORTING
    invitation = own(cast.hal)
    with acting_as(cast.cora):
        type(slot).objects.visible_to(cast.cora).filter(pk=slot.pk).update(status="closed")
    with acting_as(cast.hal), pytest.raises(NotPossible, match="too late"):
        convene.accept(invitation, actor=cast.hal, at=now())


def test_nobody_answers_for_another_agency(cast, convened, dee):
    with acting_as(cast.rex):
        theirs = Invitation.objects.visible_to(cast.rex).get(agency=cast.hal.agency_id)
        for choice in ("accept", "apologise", "report_in_lieu"):
            with pytest.raises(Refused):
                answer.answer(theirs, actor=cast.rex, at=now(), choice=choice)
        with pytest.raises(Refused):
            convene.send_deputy(theirs, actor=cast.rex, at=now(), deputy=dee.person)


# The page


def test_all_is_on_one_page(client, cast, convened, slot, dee):
    body = page(client, cast.hal, "answer_invitation", own(cast.hal))
    for words in ("Does your agency come?", "Dee Hollowbrook", "Lives in a flat", "Download"):
        assert words in body
    for other in (cast.rex, cast.cora):
        assert other.person.name not in body


@pytest.mark.parametrize(
    ("who", "answered"), [("hal", 200), ("rex", 403), ("cora", 403), ("bea", 404), ("ada", 404)]
)
def test_who_opens_it(client, cast, convened, who, answered):
    invitation = own(cast.hal)
    assert status(client, getattr(cast, who), "answer_invitation", invitation) == answered


def test_a_deputy_must_be_named(client, cast, convened):
    client.force_login(cast.hal.person)
    invitation = own(cast.hal)
    url = reverse("meetings:answer_invitation", args=[invitation.pk])
    sent = {"choice": "send_deputy", "deputy": "", "version": invitation.version}
    assert "Select who comes" in client.post(url, sent).content.decode()
    sent["deputy"] = cast.rex.person_id
    assert "Select somebody of your agency" in client.post(url, sent).content.decode()


def test_the_calendar_file_is_ones_own(client, cast, convened):
    client.force_login(cast.hal.person)
    response = client.get(reverse("meetings:calendar_session", args=[convened.pk]))
    assert response["Content-Type"].startswith("text/calendar")
    assert response["Content-Disposition"] == 'attachment; filename="panel-session.ics"'
    assert cast.hal.person.email in response.content.decode().replace("\r\n ", "")
    for stranger in (cast.ada, cast.bea, cast.cora):
        client.force_login(stranger.person)
        url = reverse("meetings:calendar_session", args=[convened.pk])
        assert client.get(url).status_code in {403, 404}


# What agencies send


def test_nothing_is_known_of_a_whole_session_in_one_press_and_twice_is_once(client, cast, convened):
    make_slot(cast, convened, make_nominal(cast.cora, cast.pat))
    client.force_login(cast.rex.person)
    url = reverse("meetings:know_nothing_session", args=[convened.pk])
    with acting_as(cast.rex):
        mine = InformationReturn.objects.visible_to(cast.rex).filter(agency=cast.rex.agency_id)
        keys = [str(key) for key in mine.values_list("pk", flat=True)]
    assert client.get(url).content.decode().count(" checked") == 2
    for _ in range(2):
        assert client.post(url, {"returns": keys}).status_code == 302
    with acting_as(cast.rex):
        assert set(mine.all().values_list("status", "nothing_known")) == {("sent", True)}
        assert set(mine.all().values_list("version", flat=True)) == {1}
        assert give_information.know_nothing(mine.all(), actor=cast.rex, at=now()) == []


def test_what_is_not_for_an_agency_stays_closed_to_it_and_to_its_deputy(
    cast, convened, slot, chidi, dee
):
    send(cast, dee)
    with acting_as(cast.rex):
        asked = own(cast.rex, InformationReturn)
        said = {"content": "Told us by a neighbour.", "not_for": [agency_of(cast.hal)]}
        convene.send_return(asked, actor=cast.rex, at=now(), **said)
    with acting_as(chidi):
        hold.open_session(convened, actor=chidi, at=now())
        hold.open_slot(slot, actor=chidi, at=now())
    assert (sees(cast.hal)["InformationReturn"], sees(dee)["InformationReturn"]) == (1, 0)
    assert sees(cast.poppy)["InformationReturn"] == 2
    with acting_as(cast.cora):
        invitation = Invitation.objects.visible_to(cast.cora).get(agency=cast.hal.agency_id)
        convene.withdraw(invitation, actor=cast.cora, at=now(), because="Not needed")
        convene.invite(
            slot, actor=cast.cora, at=now(), agency=agency_of(cast.hal), reason="After all"
        )
    assert sees(cast.hal)["InformationReturn"] == 1


def test_a_return_says_who_must_not_read_it_on_its_form(client, cast, convened):
    client.force_login(cast.rex.person)
    asked = own(cast.rex, InformationReturn)
    url = reverse("meetings:send_return", args=[asked.pk])
    body = client.get(url).content.decode()
    assert "Who must not read it?" in body
    assert agency_of(cast.rex).name not in body.partition("Who must not read it?")[2]
    sent = {"content": "Known.", "source": "Our record", "version": asked.version}
    client.post(url, {**sent, "not_for": [str(cast.hal.agency_id)]})
    assert own(cast.rex, InformationReturn).not_for == [cast.hal.agency_id]
    client.post(url, {**sent, "version": asked.version + 1, "not_for": [str(cast.rex.agency_id)]})
    assert own(cast.rex, InformationReturn).not_for == [cast.hal.agency_id]
