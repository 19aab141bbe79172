"""Who is missing is said while there is time to mend it: on the page, and by the clock."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils.timezone import localdate, now

from access.locks import acting_as
from agencies.models import Agency
from board.services import find_what_is_due
from clocks.services import limits_of
from clocks.working_days import add_working_days
from meetings.lifecycle import InvitationStatus, SlotStatus
from meetings.models import Invitation, Slot
from meetings.quorum import NO_ANSWER, NOT_COMING, TOO_FEW, shortfalls
from meetings.services import answer, convene
from meetings.terms import answers_due_on
from tests.meetings.conftest import make_session, make_slot, sitting
from tests.meetings.test_convene import own
from tests.meetings.test_plan import page, told

INVITED, ACCEPTED, APOLOGISED, REPORTING = (
    InvitationStatus.INVITED,
    InvitationStatus.ACCEPTED,
    InvitationStatus.APOLOGISED,
    InvitationStatus.REPORTING,
)
DUE_ON = datetime(2026, 11, 27, tzinfo=UTC).date()
BEFORE, AFTER = DUE_ON - timedelta(days=1), DUE_ON + timedelta(days=1)


def slot_at(hour: int, status=SlotStatus.PLANNED) -> Slot:
    return Slot(pk=uuid4(), starts_at=datetime(2026, 12, 4, hour, tzinfo=UTC), status=status)


def asked(slot: Slot, *answers: str, required: bool = True) -> list[Invitation]:
    names = ("Police", "Probation", "Housing", "Health")
    return [
        Invitation(slot=slot, agency=Agency(pk=uuid4(), name=name), status=given, required=required)
        for name, given in zip(names, answers, strict=False)
    ]


def said(slots, invitations, today, quorum=0) -> list[tuple[str, str]]:
    found = shortfalls(slots, invitations, quorum=quorum, today=today, due_on=DUE_ON)
    return [(each.words, each.what_to_do) for each in found]


@pytest.mark.parametrize(
    ("given", "today", "words"),
    [
        (APOLOGISED, BEFORE, "Police must attend 1 case, at 9am, and sent apologies."),
        (INVITED, BEFORE, None),
        (INVITED, DUE_ON, "Police must attend 1 case, at 9am, and has not answered."),
        (ACCEPTED, AFTER, None),
        (REPORTING, AFTER, None),
    ],
)
def test_who_must_attend_and_does_not_is_missing_at_once_and_who_is_silent_when_it_is_due(
    given, today, words
):
    slot = slot_at(9)
    found = said([slot], asked(slot, given), today)
    assert [each for each, _ in found] == ([words] if words else [])
    assert {what for _, what in found} <= {NOT_COMING, NO_ANSWER}


def test_who_may_attend_is_not_missed():
    slot = slot_at(9)
    assert said([slot], asked(slot, APOLOGISED, INVITED, required=False), AFTER) == []


def test_an_agency_is_named_once_with_all_its_cases():
    slots = [slot_at(11), slot_at(9), slot_at(10)]
    invitations = [each for slot in slots for each in asked(slot, APOLOGISED)]
    for each in invitations:
        each.agency = invitations[0].agency
    (found,) = said(slots, invitations, BEFORE)
    assert found[0] == "Police must attend 3 cases, at 9am, 10am and 11am, and sent apologies."


@pytest.mark.parametrize(
    ("answers", "today", "is_short"),
    [
        ([ACCEPTED, ACCEPTED], AFTER, False),
        ([ACCEPTED, INVITED], BEFORE, False),
        ([ACCEPTED, INVITED], AFTER, True),
        ([ACCEPTED, APOLOGISED], BEFORE, True),
        ([ACCEPTED, REPORTING], BEFORE, True),
    ],
)
def test_a_quorum_is_missed_as_soon_as_it_cannot_be_had_or_the_answers_are_due(
    answers, today, is_short
):
    slot = slot_at(9)
    found = said([slot], asked(slot, *answers, required=False), today, quorum=2)
    assert [what for _, what in found] == ([TOO_FEW] if is_short else [])


@pytest.mark.parametrize("status", [SlotStatus.CLOSED, SlotStatus.CANCELLED, SlotStatus.OPEN])
def test_a_case_that_is_heard_or_taken_off_misses_nobody(status):
    slot = slot_at(9, status)
    assert said([slot], asked(slot, APOLOGISED), AFTER, quorum=3) == []


# On the page and by the clock


@pytest.fixture
def soon(cast, panel, chidi, nominal):
    """A session in three working days: its answers are due."""
    type(panel).objects.update(quorum=1)
    session = make_session(cast, panel, chidi, sitting(3))
    make_slot(cast, session, nominal)
    with acting_as(cast.cora):
        convene.convene(session, actor=cast.cora, at=now())
    return session


def sweep(cast, on=None) -> None:
    with acting_as(cast.service):
        find_what_is_due(actor=cast.service, on=on or localdate(), at=now())


def test_the_page_says_what_is_missing_to_those_who_run_it_and_to_nobody_else(
    client, cast, soon, chidi
):
    for actor, reads in ((cast.cora, True), (chidi, True), (cast.rex, False)):
        assert ("has not answered" in page(client, actor, "show_session", soon)) == reads
    for actor in (cast.rex, cast.poppy):
        with acting_as(actor):
            answer.answer(own(actor), actor=actor, at=now(), choice="accept")
    assert "has not answered" not in page(client, cast.cora, "show_session", soon)


def test_who_is_silent_and_the_unit_are_told_once(cast, soon):
    for _ in range(2):
        sweep(cast)
    assert told(cast.rex).count("invitation.unanswered") == 1
    assert told(cast.cora).count("session.short") == 1
    assert told(cast.hal) == []


def test_who_answered_is_not_told(cast, soon):
    with acting_as(cast.rex):
        answer.answer(own(cast.rex), actor=cast.rex, at=now(), choice="report_in_lieu")
    sweep(cast)
    assert "invitation.unanswered" not in told(cast.rex)
    assert "invitation.unanswered" in told(cast.poppy)


def test_nobody_is_told_before_answers_are_due_or_after_the_session(cast, session, slot):
    with acting_as(cast.cora):
        convene.convene(session, actor=cast.cora, at=now())
        type(session.panel).objects.update(quorum=1)
    due_on = answers_due_on(localdate(session.starts_at), limits_of(cast.area.pk))
    sweep(cast, due_on - timedelta(days=1))
    sweep(cast, localdate(session.starts_at) + timedelta(days=1))
    assert {"invitation.unanswered", "session.short"} & {*told(cast.rex), *told(cast.cora)} == set()
    sweep(cast, due_on)
    assert "invitation.unanswered" in told(cast.rex)


def test_the_unit_is_told_once_of_late_returns_whoever_owes_them(cast, session, slot):
    with acting_as(cast.cora):
        convene.convene(session, actor=cast.cora, at=now())
    due_on = own(cast.rex).return_due_on
    sweep(cast, due_on)
    assert "return.overdue_in_area" not in told(cast.cora)
    for days in (1, 2):
        sweep(cast, add_working_days(due_on, days))
    assert told(cast.cora).count("return.overdue_in_area") == 1
