"""Finding what is due, and telling those it concerns once."""

from datetime import date, timedelta

import pytest
from django.utils.timezone import now

from access.actor import Role
from access.locks import acting_as
from access.policy import Refused
from access.rows import unshare
from agencies.models import Appointment
from agencies.services import end_appointment
from audit.models import Event
from board.services import find_what_is_due
from meetings.models import Action
from nominals.models import Exclusion
from notices.models import Letter, Notice
from tests.factories import make_actor, make_agency, make_area, make_nominal

from .panels import agency_of, at, make_referral, second

# A Wednesday to meet on, weeks away from bank holidays and from a change of the clocks; and years
# away from now, since what an invitation opened closes by the database's own clock.
HEARD_ON = date(2065, 7, 15)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)

OURS = ("return.due", "return.over", "action.due", "action.over", "minutes.due", "minutes.over",
        "review.", "referral.overdue", "referral.first")  # fmt: skip


@pytest.fixture
def sweep(cast):
    """A sweep on a day; answers how many were told anything new."""

    def run(day, hour=7):
        with acting_as(cast.service):
            return find_what_is_due(actor=cast.service, on=day, at=at(day, hour))

    return run


@pytest.fixture
def told(cast):
    """What the reminders said to each person, by name; or to one of them."""

    def read(actor=None):
        with acting_as(cast.service):
            notices = Notice.objects.order_by("created_at", "rule").select_related("recipient")
            found = [(n.recipient, n.rule) for n in notices if n.rule.startswith(OURS)]
        if actor is not None:
            return [rule for person, rule in found if person == actor.person]
        return {(person.name.split()[0], rule) for person, rule in found}

    return read


@pytest.fixture
def case(cast):
    return make_nominal(cast.cora, cast.pat, level=2)


def give(desk, case, *, day=HEARD_ON, due_on, agency, person=None):
    action = {"agency": agency, "due_on": due_on, "person": person}
    slot = desk.heard(day, case, actions=[action])
    with acting_as(desk.cast.cora):
        return Action.objects.visible_to(desk.cast.cora).get(slot=slot)


# Returns


def test_the_people_of_an_agency_are_told_of_its_return(cast, desk, case, sweep, told):
    slot = desk.invited(HEARD_ON, case)
    due_on = desk.returns(slot)[0].invitation.return_due_on
    assert due_on == date(2065, 7, 8)
    sweep(due_on - WEEK)
    assert told() == set()
    sweep(due_on - DAY)
    assert told() == {("Rex", "return.due_soon"), ("Poppy", "return.due_soon")}
    sweep(due_on)
    sweep(due_on + DAY)
    assert told(cast.rex) == ["return.due_soon", "return.due", "return.overdue"]
    assert told(cast.hal) == []  # not invited


def test_a_return_that_is_in_is_asked_for_no_more(cast, desk, case, sweep, told):
    slot = desk.invited(HEARD_ON, case)
    desk.send_return(slot, cast.rex, HEARD_ON - 2 * WEEK)
    sweep(HEARD_ON - DAY)
    assert told() == {("Poppy", "return.overdue"), ("Cora", "return.overdue_in_area")}


def test_a_return_is_late_no_more_once_its_case_is_heard(desk, case, sweep, told):
    desk.opened(HEARD_ON, case)
    assert sweep(HEARD_ON) == 0
    assert told() == set()


# Actions


def test_an_action_goes_from_its_owner_to_the_agency_to_the_coordinator(
    cast, desk, case, sweep, told
):
    rhea = second(cast, "Rhea Tarnbrook", like=cast.rex)
    due_on = HEARD_ON + 2 * WEEK
    give(desk, case, due_on=due_on, agency=agency_of(cast.rex), person=cast.rex.person)
    for day in (due_on - 3 * DAY, due_on - DAY, due_on, due_on + DAY, due_on + WEEK):
        sweep(day)
    owner = ["action.due_soon", "action.due", "action.overdue"]
    assert told(cast.rex) == owner
    assert told(rhea) == ["action.overdue_in_agency"]
    assert "action.overdue_in_area" in told(cast.cora)


def test_an_action_of_no_one_person_is_every_representatives(cast, desk, case, sweep, told):
    rhea = second(cast, "Rhea Tarnbrook", like=cast.rex)
    due_on = HEARD_ON + 2 * WEEK
    give(desk, case, due_on=due_on, agency=agency_of(cast.rex))
    sweep(due_on + WEEK)
    for owner in (cast.rex, rhea):
        assert told(owner) == ["action.overdue"]  # and not once more as "your agency's"


def test_an_action_that_is_done_is_nobodys_to_do(cast, desk, case, sweep, told):
    due_on = HEARD_ON + 2 * WEEK
    action = give(desk, case, due_on=due_on, agency=agency_of(cast.rex))
    desk.finish(action, cast.rex, due_on)
    sweep(due_on + WEEK)
    assert told(cast.rex) == []


def test_the_action_of_someone_who_has_left_is_their_agencys(cast, desk, case, sweep, told):
    rhea = second(cast, "Rhea Tarnbrook", like=cast.rex)
    due_on = HEARD_ON + 2 * WEEK
    give(desk, case, due_on=due_on, agency=agency_of(cast.rex), person=rhea.person)
    end_appointment(Appointment.objects.get(pk=rhea.appointment_id), at=at(due_on - WEEK))
    sweep(due_on)
    assert told(rhea) == []
    assert told(cast.rex) == ["action.due"]


# Minutes


def test_minutes_are_asked_of_the_unit_and_of_the_chair(cast, desk, case, sweep, told):
    adel = second(cast, "Adel Fenwater", like=cast.cora, role=Role.ADMINISTRATOR)
    slot = desk.heard(HEARD_ON, case)
    due_on = desk.minutes(slot).due_on
    sweep(due_on)
    sweep(due_on + DAY)
    for actor in (cast.cora, adel, cast.chidi):
        assert told(actor) == ["minutes.due_soon", "minutes.overdue"]


def test_issued_minutes_are_not_waited_for(cast, desk, case, sweep, told):
    slot = desk.heard(HEARD_ON, case)
    desk.issue(slot, HEARD_ON + WEEK)
    sweep(HEARD_ON + 4 * WEEK)
    assert told() == set()


# Reviews, first meetings, referrals


def test_a_review_in_no_session_is_the_coordinators_to_plan(cast, desk, case, sweep, told):
    slot = desk.heard(HEARD_ON, case, review_on=HEARD_ON + 10 * WEEK)
    desk.issue(slot, HEARD_ON + DAY)
    sweep(HEARD_ON + 7 * WEEK)
    assert told() == set()
    sweep(HEARD_ON + 9 * WEEK)
    sweep(HEARD_ON + 10 * WEEK + DAY)
    assert told(cast.cora) == ["review.due_soon", "review.overdue"]
    assert told() == {("Cora", "review.due_soon"), ("Cora", "review.overdue")}


def test_a_review_that_is_in_a_session_is_nobodys_to_plan(desk, case, sweep, told):
    slot = desk.heard(HEARD_ON, case, review_on=HEARD_ON + 10 * WEEK)
    desk.issue(slot, HEARD_ON + DAY)
    coming = desk.session(HEARD_ON + 12 * WEEK)
    desk.slot(coming, case)
    sweep(HEARD_ON + 11 * WEEK)
    assert told() == set()


def test_a_case_that_came_down_to_level_1_has_no_review(cast, desk, case, sweep, told):
    slot = desk.heard(HEARD_ON, case, level=1)
    desk.issue(slot, HEARD_ON + DAY)
    sweep(HEARD_ON + 30 * WEEK)
    assert told() == set()


def test_the_last_meeting_held_is_the_one_that_counts(cast, desk, case, sweep, told):
    for day in (HEARD_ON - 8 * WEEK, HEARD_ON):
        desk.issue(desk.heard(day, case, review_on=day + 10 * WEEK), day + DAY)
    sweep(HEARD_ON + 5 * WEEK)
    assert told() == set()


def test_a_case_raised_to_level_3_is_planned_sooner_than_a_review(cast, desk, case, sweep, told):
    slot = desk.heard(HEARD_ON, case, level=3, review_on=HEARD_ON + 6 * WEEK)
    desk.issue(slot, HEARD_ON + DAY)
    sweep(HEARD_ON + 2 * WEEK)
    sweep(HEARD_ON + 2 * WEEK + DAY)
    assert told(cast.cora) == ["review.due_soon", "review.overdue"]


def test_an_accepted_referral_in_no_session_is_the_coordinators_to_plan(cast, desk, sweep, told):
    make_referral(
        cast,
        make_nominal(cast.cora, cast.pat),
        status="accepted",
        day=HEARD_ON,
        # Half past midnight on the 16th by the British clock
        decided_at=at(HEARD_ON + DAY, 0, 30),
    )
    sweep(date(2065, 8, 5))
    assert told() == set()
    sweep(date(2065, 8, 6))  # five working days before 13 August, twenty after 16 July
    sweep(date(2065, 8, 13))
    assert told(cast.cora) == ["referral.first_meeting_due"]
    sweep(date(2065, 8, 14))
    assert told(cast.cora) == ["referral.first_meeting_due", "referral.overdue"]


@pytest.mark.parametrize("is_named", [True, False])
def test_a_referral_that_is_in_a_session_is_planned(cast, desk, sweep, told, is_named):
    nominal = make_nominal(cast.cora, cast.pat)
    referral = make_referral(cast, nominal, status="accepted", day=HEARD_ON)
    session = desk.session(HEARD_ON + 8 * WEEK)
    desk.slot(session, nominal, "initial", referral if is_named else None)
    sweep(HEARD_ON + 7 * WEEK)
    assert told() == set()


@pytest.mark.parametrize(
    ("status", "name", "days"), [("submitted", "Maya", 3), ("approved", "Cora", 5)]
)
def test_a_referral_waits_for_the_one_whose_turn_it_is(cast, sweep, told, status, name, days):
    make_referral(cast, make_nominal(cast.cora, cast.pat), status=status, day=HEARD_ON)
    sweep(HEARD_ON + 2 * DAY)
    assert told() == set()
    sweep(HEARD_ON + 2 * WEEK)
    assert told() == {(name, "referral.overdue")}


# Once, and only to those who may see it


def test_a_repeated_sweep_says_nothing_new(desk, case, sweep, told):
    desk.invited(HEARD_ON, case)
    day = HEARD_ON - WEEK
    assert sweep(day) == 5  # two returns and two answers are due, and the session is short
    assert sweep(day, hour=7) == sweep(day, hour=18) == 0


def test_days_that_were_missed_are_made_good_once(cast, desk, case, sweep, told):
    due_on = HEARD_ON + 2 * WEEK
    give(desk, case, due_on=due_on, agency=agency_of(cast.rex), person=cast.rex.person)
    sweep(due_on + 3 * WEEK)  # nothing swept for five weeks
    assert told(cast.rex) == ["action.overdue"]  # what is still true, and no more


def test_a_new_date_is_a_new_thing_to_tell(cast, desk, case, sweep, told):
    due_on = HEARD_ON + 2 * WEEK
    action = give(desk, case, due_on=due_on, agency=agency_of(cast.rex))
    sweep(due_on)
    with acting_as(cast.cora):
        mine = Action.objects.visible_to(cast.cora).filter(pk=action.pk)
        mine.update(due_on=due_on + WEEK)
    sweep(due_on + WEEK)
    assert told(cast.rex) == ["action.due", "action.due"]


def test_someone_whose_sight_has_ended_is_told_nothing(cast, desk, case, sweep, told):
    slot = desk.invited(HEARD_ON, case)
    (asked,) = [each for each in desk.returns(slot) if each.agency_id == cast.rex.agency_id]
    with acting_as(cast.cora):
        unshare(case, source="invitation", source_id=asked.invitation_id, at=now())
    sweep(HEARD_ON - WEEK)
    assert told() == {("Poppy", "return.due")}


def test_someone_whose_appointment_has_ended_is_told_nothing(cast, desk, case, sweep, told):
    desk.invited(HEARD_ON, case)
    end_appointment(Appointment.objects.get(pk=cast.rex.appointment_id), at=at(HEARD_ON - 2 * WEEK))
    sweep(HEARD_ON - WEEK)
    assert told() == {("Poppy", "return.due")}


@pytest.mark.parametrize("barred", ["person", "agency"])
def test_someone_who_must_not_receive_anything_is_told_nothing(
    cast, desk, case, sweep, told, barred
):
    desk.invited(HEARD_ON, case)
    bars = {"person": {"person": cast.rex.person}, "agency": {"agency_id": cast.rex.agency_id}}
    with acting_as(cast.cora):
        Exclusion.objects.create(
            nominal=case, reason="A relative", given_at=at(HEARD_ON), **bars[barred]
        )
    sweep(HEARD_ON - WEEK)
    assert told() == {("Poppy", "return.due")}


def test_the_service_of_another_area_tells_nobody_here(desk, case, told):
    thornshire = make_agency(make_area("Thornshire", "TH"), "board")
    stranger = make_actor("Reminders of Thornshire", Role.SERVICE, thornshire)
    desk.invited(HEARD_ON, case)
    with acting_as(stranger):
        assert find_what_is_due(actor=stranger, on=HEARD_ON - WEEK, at=at(HEARD_ON - WEEK)) == 0
    assert told() == set()


def test_only_the_service_sweeps(cast):
    with acting_as(cast.cora), pytest.raises(Refused):
        find_what_is_due(actor=cast.cora, on=HEARD_ON, at=at(HEARD_ON))


def test_a_message_goes_into_the_inbox_and_the_post_and_names_nobody(cast, desk, case, sweep):
    slot = desk.invited(HEARD_ON, case)
    sweep(HEARD_ON - WEEK)
    with acting_as(cast.service):
        letter = Letter.objects.select_related("notice").get(
            notice__rule="return.due", notice__recipient=cast.rex.person
        )
    said = f"{letter.notice.subject} {letter.notice.body} {letter.notice.link}"
    assert "8 July 2065" in said
    assert letter.notice.link == slot.get_absolute_url()
    for secret in (case.surname, case.forenames, case.reference):
        assert secret.casefold() not in said.casefold()


def test_the_trail_says_how_many_were_told_and_keeps_silent_of_none(cast, desk, case, sweep):
    desk.invited(HEARD_ON, case)
    sweep(HEARD_ON - WEEK)
    sweep(HEARD_ON - WEEK, hour=12)
    with acting_as(cast.service):
        events = Event.objects.filter(action="reminder.send").values_list("detail", flat=True)
        assert list(events) == [{"sent": 5}]


def test_the_number_of_queries_does_not_grow_with_what_is_known(
    cast, desk, case, sweep, django_assert_max_num_queries
):
    def again():
        with django_assert_max_num_queries(24):
            sweep(HEARD_ON + 20 * WEEK)

    desk.heard(HEARD_ON, case, actions=[{"agency": agency_of(cast.rex), "due_on": HEARD_ON}])
    sweep(HEARD_ON + 20 * WEEK)
    again()
    for n in range(1, 4):
        other = make_nominal(cast.cora, cast.pat, level=2)
        give(
            desk, other, day=HEARD_ON + n * DAY, due_on=HEARD_ON + WEEK, agency=agency_of(cast.rex)
        )
    sweep(HEARD_ON + 20 * WEEK)
    again()
