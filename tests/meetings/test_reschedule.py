"""Moving a session, and carrying a case over: what moves with it, what is kept, who is told."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now

from access.actor import Role
from access.lifecycle import NotPossible
from access.locks import acting_as
from access.policy import Refused
from access.rows import share, unshare
from audit.models import Event
from meetings.lifecycle import InvitationStatus, ReturnStatus
from meetings.models import InformationReturn, Observation, Session, Slot
from meetings.services import answer, convene, hold, observe, plan, reschedule
from meetings.terms import terms
from tests.factories import make_actor, make_nominal
from tests.meetings.conftest import agency_of, make_panel, make_session, make_slot, seated, sitting
from tests.meetings.test_convene import NOTHING, own, sees
from tests.meetings.test_plan import page, status, told

WEEK = timedelta(days=7)


def fresh(actor, record):
    with acting_as(actor):
        return type(record).objects.visible_to(actor).get(pk=record.pk)


def move(cast, session, actor=None, **given) -> None:
    actor = actor or cast.cora
    given = {"starts_at": session.starts_at, "mode": session.mode, "place": session.place, **given}
    given.setdefault("because", "The chair is in court")
    with acting_as(actor):
        reschedule.reschedule(session, actor=actor, at=now(), **given)


def carry(cast, slot, to, actor=None) -> None:
    actor = actor or cast.cora
    with acting_as(actor):
        reschedule.carry_over(slot, actor=actor, at=now(), to=to, because="Not reached")


@pytest.fixture
def convened(cast, session, slot) -> Session:
    with acting_as(cast.cora):
        convene.convene(session, actor=cast.cora, at=now())
    return session


@pytest.fixture
def later(cast, panel, chidi) -> Session:
    return make_session(cast, panel, chidi, sitting(45))


# A session is moved


@pytest.mark.parametrize("minutes", [40, -40, 7 * 24 * 60, -60 * 24])
def test_cases_move_with_their_session_also_where_each_takes_the_time_of_the_next(
    cast, convened, minutes
):
    for _ in range(3):
        make_slot(cast, convened, make_nominal(cast.cora, cast.pat))
    with acting_as(cast.cora):
        slots = Slot.objects.visible_to(cast.cora).filter(session=convened)
        before = dict(slots.values_list("pk", "starts_at"))
    move(cast, convened, starts_at=convened.starts_at + timedelta(minutes=minutes))
    with acting_as(cast.cora):
        after = dict(slots.all().values_list("pk", "starts_at"))
    assert after == {key: at + timedelta(minutes=minutes) for key, at in before.items()}


def test_a_case_that_is_hidden_from_whoever_moves_it_moves_too(cast, convened, chidi):
    hidden = make_nominal(cast.cora, cast.pat)
    slot = make_slot(cast, convened, hidden)
    with acting_as(cast.cora):
        cause = {"source": "lead", "reason": "Named", "at": now()}
        share(hidden, [cast.pat.person.own_group_id], **cause)
        unshare(hidden, source="area", at=now())
    move(cast, convened, starts_at=convened.starts_at + WEEK)
    assert fresh(cast.pat, slot).starts_at == slot.starts_at + WEEK


def test_each_agency_is_asked_again_and_what_was_sent_stays_sent(cast, convened, slot):
    with acting_as(cast.rex):
        answer.answer(own(cast.rex), actor=cast.rex, at=now(), choice="accept", note="By train")
        asked = own(cast.rex, InformationReturn)
        convene.send_return(asked, actor=cast.rex, at=now(), nothing_known=True)
    due_on = own(cast.poppy).return_due_on
    move(cast, convened, starts_at=convened.starts_at + WEEK)
    mine = own(cast.rex)
    assert (mine.status, mine.note, mine.answered_by) == (InvitationStatus.INVITED, "", None)
    assert own(cast.rex, InformationReturn).status == ReturnStatus.SENT
    assert own(cast.poppy).return_due_on == due_on + WEEK
    for actor in (cast.rex, cast.poppy, cast.pat, cast.chidi):
        assert told(actor).count("session.rescheduled") == 1


def test_another_place_leaves_the_answers_as_they_are(cast, convened):
    with acting_as(cast.rex):
        answer.answer(own(cast.rex), actor=cast.rex, at=now(), choice="accept")
    move(cast, convened, place="Room 9")
    assert own(cast.rex).status == InvitationStatus.ACCEPTED
    assert told(cast.rex).count("session.rescheduled") == 1


def test_sight_lasts_as_long_as_if_it_had_been_held_then_from_the_start(cast, convened, nominal):
    move(cast, convened, starts_at=convened.starts_at + 8 * WEEK)
    with acting_as(cast.cora):
        until = terms(fresh(cast.cora, convened), at=now()).seen_until
        given = nominal.shares.filter(source="invitation", group=agency_of(cast.rex).group)
        assert [each.expires_at for each in given] == [until]


def test_an_observer_follows_to_the_new_day(cast, convened):
    lena = make_actor("Lena Marshfold", Role.LAY_ADVISER, agency_of(cast.bea))
    with acting_as(cast.cora):
        given = {"actor": cast.cora, "at": now(), "observer": lena.person}
        observation = observe.add(convened, reason="Of this quarter", **given)
    for days in (7, 14, 7):
        move(cast, convened, starts_at=sitting() + timedelta(days=days))
        convened = fresh(cast.cora, convened)
    with acting_as(lena):
        seen = Observation.objects.visible_to(lena).get(pk=observation.pk)
    assert localdate(seen.until - timedelta(hours=1)) == localdate(convened.starts_at)
    assert told(lena).count("session.rescheduled") == 3


def test_before_the_invitations_are_out_only_the_chair_is_told(cast, session, slot, chidi):
    move(cast, session, starts_at=session.starts_at + WEEK)
    assert "session.rescheduled" in told(chidi)
    for actor in (cast.rex, cast.pat):
        assert "session.rescheduled" not in told(actor)


def test_a_session_is_moved_by_the_unit_to_a_time_to_come_that_is_free(
    cast, convened, chidi, later
):
    with pytest.raises(Refused):
        move(cast, convened, actor=chidi, starts_at=convened.starts_at + WEEK)
    with pytest.raises(NotPossible, match="still to come"):
        move(cast, convened, starts_at=now() - WEEK)
    with pytest.raises(NotPossible, match="already sits"):
        move(cast, convened, starts_at=later.starts_at)
    with acting_as(chidi):
        hold.open_session(convened, actor=chidi, at=now())
    with pytest.raises(NotPossible, match="can no longer be moved"):
        move(cast, convened, starts_at=convened.starts_at + WEEK)


def test_two_of_the_unit_move_a_session_at_once_and_the_second_is_told(cast, convened):
    seen = fresh(cast.cora, convened)
    move(cast, convened, starts_at=convened.starts_at + WEEK, version=seen.version)
    with pytest.raises(NotPossible, match="changed since you opened it"):
        move(cast, seen, starts_at=seen.starts_at + 2 * WEEK, version=seen.version)


def test_the_reason_is_in_the_trail_and_in_no_message(cast, convened):
    move(cast, convened, starts_at=convened.starts_at + WEEK, because="Boiler failed")
    with acting_as(cast.cora):
        event = Event.objects.get(action="session.reschedule")
    assert event.detail["because"] == "Boiler failed"


def test_the_unit_moves_a_session_in_the_browser(client, cast, convened):
    client.force_login(cast.cora.person)
    url = reverse("meetings:reschedule_session", args=[convened.pk])
    begins = localtime(convened.starts_at) + WEEK
    assert "Move this session" in client.get(url).content.decode()
    sent = {
        "on_day": begins.day,
        "on_month": begins.month,
        "on_year": begins.year,
        "time": "2:15pm",
        "mode": "virtual",
        "place": "",
        "because": "Snow",
        "version": fresh(cast.cora, convened).version,
    }
    assert client.post(url, sent).status_code == 302
    moved = fresh(cast.cora, convened)
    assert localtime(moved.starts_at) == begins.replace(hour=14, minute=15)
    assert client.post(url, sent).status_code == 409


# A case is carried over


def test_it_keeps_its_invitations_and_returns_and_is_seen_in_the_new_session_alone(
    cast, convened, slot, later
):
    with acting_as(cast.rex):
        answer.answer(own(cast.rex), actor=cast.rex, at=now(), choice="accept")
        asked = own(cast.rex, InformationReturn)
        convene.send_return(asked, actor=cast.rex, at=now(), content="Known.")
    before = sees(cast.rex)
    carry(cast, slot, later)
    assert sees(cast.rex) == before
    with acting_as(cast.rex):
        assert Session.objects.visible_to(cast.rex).get() == later
    moved = fresh(cast.cora, slot)
    assert (moved.session_id, moved.carried_from_id) == (later.pk, convened.pk)
    assert moved.starts_at == later.starts_at
    assert own(cast.rex).status == InvitationStatus.INVITED
    assert own(cast.rex, InformationReturn).status == ReturnStatus.SENT
    assert told(cast.rex).count("slot.carried_over") == 1
    assert told(cast.pat).count("slot.carried_over") == 1


def test_other_cases_keep_their_session_open(cast, convened, slot, later):
    make_slot(cast, convened, make_nominal(cast.cora, cast.pat))
    carry(cast, slot, later)
    with acting_as(cast.rex):
        assert set(Session.objects.visible_to(cast.rex)) == {convened, later}


def test_the_chairs_of_another_panel_see_it_and_those_of_the_first_no_longer(
    cast, convened, slot, chidi
):
    other = make_panel(cast.area, name="Fernshire second panel")
    wren = seated(other, make_actor("Wren Ashdene", Role.CHAIR, agency_of(cast.poppy)))
    to = make_session(cast, other, wren, sitting(45))
    assert (sees(chidi)["Nominal"], sees(wren)["Nominal"]) == (1, 0)
    carry(cast, slot, to)
    assert (sees(chidi)["Nominal"], sees(wren)["Nominal"]) == (0, 1)


def test_a_session_whose_invitations_are_out_asks_its_core_panel_too(cast, session, slot, later):
    make_slot(cast, later, make_nominal(cast.cora, cast.pat))
    with acting_as(cast.cora):
        convene.convene(later, actor=cast.cora, at=now())
    carry(cast, slot, later)
    assert sees(cast.rex)["Slot"] == 2


def test_a_case_that_was_not_reached_is_carried_over_from_an_open_session(
    cast, convened, slot, later, chidi
):
    with acting_as(chidi):
        hold.open_session(convened, actor=chidi, at=now())
    carry(cast, slot, later)
    assert fresh(cast.cora, slot).session_id == later.pk


def test_what_cannot_be_carried_over(cast, convened, slot, nominal, later, chidi):
    with pytest.raises(NotPossible, match="later session"):
        carry(cast, slot, convened)
    with pytest.raises(Refused):
        carry(cast, slot, later, actor=chidi)
    third = make_panel(cast.area, level=3)
    with pytest.raises(NotPossible, match="same level"):
        carry(cast, slot, make_session(cast, third, seated(third, chidi), sitting(45)))
    make_slot(cast, later, nominal)
    with pytest.raises(NotPossible, match="already has a place"):
        carry(cast, slot, later)
    with acting_as(cast.cora):
        plan.cancel_slot(slot, actor=cast.cora, at=now(), because="Not ready")
    with pytest.raises(NotPossible, match="can no longer be carried over"):
        carry(cast, slot, later)


def test_carried_over_twice_it_is_in_one_session_and_told_each_time(
    cast, panel, chidi, convened, slot, later
):
    stale = fresh(cast.cora, slot)
    carry(cast, slot, later)
    with pytest.raises(NotPossible, match="changed since you opened it"):
        carry(cast, stale, later)
    last = make_session(cast, panel, chidi, sitting(60))
    carry(cast, fresh(cast.cora, slot), last)
    assert told(cast.rex).count("slot.carried_over") == 2
    with acting_as(cast.rex):
        assert Session.objects.visible_to(cast.rex).get() == last


def test_a_deputy_of_the_first_day_is_not_one_of_the_next(cast, convened, slot, later):
    dee = make_actor("Dee Hollowbrook", Role.PRACTITIONER, agency_of(cast.rex))
    with acting_as(cast.rex):
        convene.send_deputy(own(cast.rex), actor=cast.rex, at=now(), deputy=dee.person)
    assert sees(dee)["Session"] == 1
    carry(cast, slot, later)
    assert sees(dee) == NOTHING


def test_the_unit_carries_a_case_over_in_the_browser(client, cast, convened, slot, later):
    assert "Carry this case over" in page(client, cast.cora, "show_slot", slot)
    url = reverse("meetings:carry_over_slot", args=[slot.pk])
    assert client.post(url, {"to": later.pk, "because": "Not reached"}).status_code == 302
    assert fresh(cast.cora, slot).session_id == later.pk


@pytest.mark.parametrize(("who", "answered"), [("cora", 200), ("rex", 403), ("hal", 404)])
def test_who_opens_the_pages(client, cast, convened, slot, who, answered):
    actor = getattr(cast, who)
    assert status(client, actor, "carry_over_slot", slot) == answered
    assert status(client, actor, "reschedule_session", convened) == answered
