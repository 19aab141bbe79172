"""Planning a panel: sessions, their cases, and who may see how much of a day."""

import re
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate, now

from access.actor import Role
from access.lifecycle import NotPossible
from access.locks import acting_as
from access.policy import Refused
from access.rows import share
from audit.models import Event
from clocks.working_days import add_working_days
from meetings.lifecycle import SessionStatus, SlotStatus
from meetings.models import Session, Slot
from meetings.pages.due import due_in_words
from meetings.pages.plan import minutes_over
from meetings.services import convene, hold, plan
from meetings.waiting import waiting
from nominals.models import Exclusion, LevelEpisode, Nominal
from notices.models import Notice
from referrals.lifecycle import Status
from referrals.models import Referral
from tests.factories import make_actor, make_agency, make_area, make_nominal
from tests.meetings.conftest import (
    agency_of,
    make_panel,
    make_session,
    make_slot,
    seated,
    sitting,
)
from tests.meetings.held import browse

NEW_YEAR = localdate().replace(month=1, day=8)


def asked_by(actor, model):
    with acting_as(actor):
        return set(model.objects.visible_to(actor).values_list("pk", flat=True))


def told(actor) -> list[str]:
    with acting_as(actor):
        return sorted(Notice.objects.visible_to(actor).values_list("rule", flat=True))


def manage_at(cast, nominal, level, since=NEW_YEAR) -> None:
    with acting_as(cast.cora):
        nominal.levels.update(until_on=since)
        LevelEpisode.objects.create(
            nominal=nominal, level=level, decided_by="screening", from_on=since
        )


def accepted(cast, nominal, days_ago=1) -> Referral:
    """A referral of the nominal that was accepted at Level 2."""
    with acting_as(cast.cora):
        at = now() - timedelta(days=days_ago)
        referral = Referral(
            nominal=nominal,
            area=cast.area,
            agency=agency_of(cast.pat),
            referrer=cast.pat.person,
            manager=cast.maya.person,
            status=Status.ACCEPTED,
            started_at=at,
            decided_at=at,
            level=2,
        )
        cause = {"source": "referral", "source_id": referral.pk, "reason": "Screens it", "at": at}
        share(referral, [cast.area.coordination_id], **cause)
        referral.save(force_insert=True)
    return referral


# A session


def test_a_session_is_open_to_those_who_run_the_panel_and_to_nobody_else(cast, session, chidi):
    for actor in (cast.cora, cast.service, chidi):
        assert asked_by(actor, Session) == {session.pk}
    for actor in (cast.pat, cast.rex, cast.hal, cast.ada, cast.bea, cast.maya):
        assert asked_by(actor, Session) == set()


def test_the_chair_is_told_once(cast, session, chidi):
    assert told(chidi) == ["session.to_chair"]
    assert told(cast.rex) == []


@pytest.mark.parametrize("who", ["chidi", "pat", "rex", "ada", "bea"])
def test_only_the_unit_plans_a_session(cast, panel, chidi, who):
    actor = getattr(cast, who)
    with acting_as(actor), pytest.raises(Refused):
        plan.add_session(
            panel, actor=actor, at=now(), starts_at=sitting(), mode="hybrid", chair=chidi.person
        )


def test_the_unit_of_another_area_plans_nothing_here(cast, panel, chidi):
    elsewhere = make_agency(make_area("Mosswater", "MO"), "probation")
    otis = make_actor("Otis Reedmace", Role.COORDINATOR, elsewhere)
    with acting_as(otis), pytest.raises(Refused, match="another area"):
        plan.add_session(
            panel, actor=otis, at=now(), starts_at=sitting(), mode="hybrid", chair=chidi.person
        )


def test_a_panel_sits_once_at_a_time_until_that_is_cancelled(cast, panel, chidi, session):
    with pytest.raises(NotPossible, match="already sits at that time"):
        make_session(cast, panel, chidi)
    with acting_as(cast.cora):
        plan.cancel_session(session, actor=cast.cora, at=now(), because="The room is flooded")
    assert make_session(cast, panel, chidi).status == SessionStatus.PLANNED


def test_a_session_left_without_a_place_sits_where_the_panel_does(cast, chidi):
    panel = make_panel(cast.area, name="Northern panel", place="Larkfield House")
    with acting_as(cast.cora):
        session = plan.add_session(
            panel,
            actor=cast.cora,
            at=now(),
            starts_at=sitting(),
            mode="in_person",
            chair=chidi.person,
        )
    assert session.place == "Larkfield House"


# The cases in it


def test_a_case_begins_as_the_last_one_ends(cast, session, nominal):
    first = make_slot(cast, session, nominal, minutes_allotted=50)
    second = make_slot(cast, session, make_nominal(cast.cora, cast.pat))
    assert first.starts_at == session.starts_at
    assert second.starts_at == session.starts_at + timedelta(minutes=50)
    assert second.minutes_allotted == session.panel.slot_minutes


def test_a_case_opens_the_nominal_to_the_chairs_and_the_session_to_the_case_manager(
    cast, session, nominal, chidi
):
    assert asked_by(chidi, Nominal) == set()
    slot = make_slot(cast, session, nominal)
    assert asked_by(chidi, Nominal) == {nominal.pk}
    assert asked_by(chidi, Slot) == {slot.pk}
    assert asked_by(cast.pat, Session) == {session.pk}
    for actor in (cast.rex, cast.hal, cast.poppy):
        assert asked_by(actor, Nominal) | asked_by(actor, Slot) | asked_by(actor, Session) == set()


def test_the_referral_goes_to_the_chairs_with_its_case(cast, session, nominal, chidi):
    referral = accepted(cast, nominal)
    make_slot(cast, session, nominal, referral=referral, purpose=Slot.Purpose.INITIAL)
    assert asked_by(chidi, Referral) == {referral.pk}


def test_a_person_has_one_place_in_a_session_until_it_is_cancelled(cast, session, nominal, slot):
    with pytest.raises(NotPossible, match="already has a place in this session"):
        make_slot(cast, session, nominal)
    with acting_as(cast.cora):
        plan.cancel_slot(slot, actor=cast.cora, at=now(), because="Moved")
    assert make_slot(cast, session, nominal).starts_at == session.starts_at


def test_a_case_that_may_not_be_seen_takes_its_time_and_nothing_is_said_of_it(
    cast, session, slot, nominal
):
    """Cora is kept from a case that holds the first time: hers takes the next."""
    with acting_as(cast.cora):
        Exclusion.objects.create(
            nominal=nominal, person=cast.cora.person, reason="A relative", given_at=now()
        )
    other = make_slot(cast, session, make_nominal(cast.cora, cast.pat))
    assert other.starts_at == session.starts_at + timedelta(minutes=40)


@pytest.mark.parametrize("step", ["open", "cancel"])
def test_a_session_that_has_begun_or_is_cancelled_takes_no_case(cast, session, nominal, slot, step):
    with acting_as(cast.cora):
        if step == "cancel":
            plan.cancel_session(session, actor=cast.cora, at=now(), because="Snow")
        else:
            convene.convene(session, actor=cast.cora, at=now())
            hold.open_session(session, actor=cast.cora, at=now())
    with pytest.raises(NotPossible, match="No case can be added"):
        make_slot(cast, session, make_nominal(cast.cora, cast.pat))


def test_only_the_unit_adds_or_takes_off_a_case(cast, session, slot, chidi):
    with acting_as(chidi):
        with pytest.raises(Refused):
            plan.cancel_slot(slot, actor=chidi, at=now(), because="No")
        with pytest.raises(Refused):
            plan.add_slot(session, actor=chidi, at=now(), nominal=slot.nominal, purpose="review")


def test_taking_a_case_off_closes_what_it_opened_and_tells_its_case_manager(
    cast, session, slot, chidi
):
    with acting_as(cast.cora):
        plan.cancel_slot(slot, actor=cast.cora, at=now(), because="Not ready")
    assert asked_by(chidi, Nominal) == set()
    assert asked_by(cast.pat, Session) == set()
    assert told(cast.pat) == ["slot.cancelled"]


def test_a_case_that_has_been_taken_off_is_not_taken_off_again(cast, slot):
    with acting_as(cast.cora):
        stale = Slot.objects.visible_to(cast.cora).get(pk=slot.pk)
        plan.cancel_slot(slot, actor=cast.cora, at=now(), because="Not ready")
        with pytest.raises(NotPossible, match="changed since you opened it"):
            plan.cancel_slot(stale, actor=cast.cora, at=now(), because="Not ready")


def test_cancelling_a_session_closes_all_it_opened_and_tells_each_person_once(
    cast, session, slot, chidi
):
    make_slot(cast, session, make_nominal(cast.cora, cast.pat))
    with acting_as(cast.cora):
        convene.convene(session, actor=cast.cora, at=now())
        plan.cancel_session(session, actor=cast.cora, at=now(), because="Snow")
        left = Slot.objects.visible_to(cast.cora).exclude(status=SlotStatus.CANCELLED)
        assert not left.exists()
    assert told(cast.rex) == ["invitation.sent", "session.cancelled"]
    assert told(chidi).count("session.cancelled") == 1
    assert told(cast.pat).count("session.cancelled") == 1
    assert asked_by(cast.rex, Nominal) | asked_by(cast.rex, Session) == set()
    assert asked_by(chidi, Session) == {session.pk}


# What needs a place


def test_an_accepted_referral_waits_until_it_has_a_slot(cast, session, nominal):
    referral = accepted(cast, nominal)
    with acting_as(cast.cora):
        (case,) = waiting(cast.cora, on=localdate())
    assert (case.nominal, case.referral, case.purpose) == (nominal, referral, Slot.Purpose.INITIAL)
    assert case.due_on == add_working_days(localdate(referral.decided_at), 20)
    slot = make_slot(cast, session, nominal, referral=referral, purpose=Slot.Purpose.INITIAL)
    with acting_as(cast.cora):
        assert waiting(cast.cora, on=localdate()) == []
        plan.cancel_slot(slot, actor=cast.cora, at=now(), because="Not ready")
        assert [each.referral for each in waiting(cast.cora, on=localdate())] == [referral]


def test_who_is_managed_with_meetings_waits_and_who_is_not_does_not(cast, session):
    make_nominal(cast.cora, cast.pat)  # at Level 1
    level_2, level_3 = (make_nominal(cast.cora, cast.pat) for _ in range(2))
    manage_at(cast, level_2, 2, localdate() - timedelta(days=10))
    manage_at(cast, level_3, 3, localdate() - timedelta(days=10))
    with acting_as(cast.cora):
        found = waiting(cast.cora, on=localdate())
    assert [each.nominal for each in found] == [level_3, level_2], "the soonest due comes first"
    make_slot(cast, session, level_2)
    with acting_as(cast.cora):
        assert [each.nominal for each in waiting(cast.cora, on=localdate())] == [level_3]


def test_a_case_that_may_not_be_seen_is_not_waiting(cast, nominal):
    manage_at(cast, nominal, 2)
    with acting_as(cast.hal):
        assert waiting(cast.hal, on=localdate()) == []


@pytest.mark.parametrize(
    ("days", "words", "is_late"),
    [
        (0, "due today", False),
        (1, "due in 1 working day", False),
        (3, "due in 3 working days", False),
        (-1, "1 working day late", True),
        (-4, "4 working days late", True),
    ],
)
def test_a_due_date_is_said_in_working_days(days, words, is_late):
    today = add_working_days(localdate(), 0)
    due_on = add_working_days(today, days) if days else today
    assert (due_in_words(due_on, today).words, due_in_words(due_on, today).is_late) == (
        words,
        is_late,
    )


def test_a_date_far_off_is_said_as_a_date():
    assert due_in_words(date(2026, 6, 30), date(2026, 3, 2)).words == "due 30 Jun 2026"


@pytest.mark.parametrize(
    ("status", "closed_after", "asked_after", "over"),
    [
        ("planned", None, 90, 0),  # a case that has not begun runs over nothing
        ("open", None, 30, 0),
        ("open", None, 52, 12),
        ("closed", 38, 90, 0),
        ("closed", 45, 90, 5),
    ],
)
def test_how_far_a_case_ran_past_its_time(status, closed_after, asked_after, over):
    begun = sitting()
    closed_at = begun + timedelta(minutes=closed_after) if closed_after else None
    slot = Slot(starts_at=begun, minutes_allotted=40, status=status, closed_at=closed_at)
    assert minutes_over(slot, begun + timedelta(minutes=asked_after)) == over


# The pages


def without_token(answer) -> str:
    """A page less what is of this moment: a form's token, the address, the time left."""
    said = answer.content.decode().replace(answer.request["PATH_INFO"], "")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|data-seconds="\d+"', "", said)


def page(client, actor, name, record=None, **query) -> str:
    answer = browse(client, actor, name, record, query=f"?{urlencode(query)}" if query else "")
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def status(client, actor, name, record=None, data=None) -> int:
    return browse(client, actor, name, record, post=data).status_code


@pytest.mark.parametrize(
    ("name", "who", "answer"),
    [
        ("show_session", "cora", 200),
        ("show_session", "chidi", 200),
        ("show_session", "pat", 200),  # it hears a case of hers
        ("show_session", "rex", 404),  # nobody is invited yet
        ("show_session", "hal", 404),
        ("show_session", "bea", 404),
        ("convene_session", "cora", 200),
        ("convene_session", "chidi", 403),
        ("convene_session", "hal", 404),
        ("cancel_session", "cora", 200),
        ("cancel_session", "pat", 403),
        ("cancel_session", "rex", 404),
        ("add_slot", "cora", 200),
        ("add_slot", "chidi", 403),
        ("add_slot", "rex", 404),
    ],
)
def test_who_opens_which_page_of_a_session(client, cast, session, slot, chidi, name, who, answer):
    assert status(client, getattr(cast, who), name, session) == answer


@pytest.mark.parametrize(
    ("name", "who", "answer"),
    [
        ("show_slot", "cora", 200),
        ("show_slot", "chidi", 200),
        ("show_slot", "pat", 200),
        ("show_slot", "rex", 404),
        ("show_slot", "hal", 404),
        ("cancel_slot", "cora", 200),
        ("cancel_slot", "pat", 403),
        ("cancel_slot", "hal", 404),
        ("invite", "cora", 200),
        ("invite", "pat", 403),
        ("invite", "hal", 404),
    ],
)
def test_who_opens_which_page_of_a_case(client, cast, slot, chidi, name, who, answer):
    assert status(client, getattr(cast, who), name, slot) == answer


def test_what_is_hidden_and_what_was_never_there_get_the_same_answer(client, cast, session, slot):
    client.force_login(cast.hal.person)
    hidden = client.get(reverse("meetings:show_slot", args=[slot.pk]))
    absent = client.get(reverse("meetings:show_slot", args=[uuid4()]))
    assert hidden.status_code == absent.status_code == 404
    assert without_token(hidden) == without_token(absent)


def test_the_unit_plans_a_session_in_the_browser(client, cast, panel, chidi):
    day = localdate(sitting(30))
    form = {
        "panel": panel.pk,
        "chair": chidi.person.pk,
        "mode": "virtual",
        "place": "",
        "at": "10am",
    }
    form |= {"on_day": day.day, "on_month": day.month, "on_year": day.year}
    assert status(client, cast.cora, "add_session", data=form) == 302
    assert "10am" in page(client, cast.cora, "list_sessions")
    assert status(client, cast.cora, "add_session", data=form) == 409, "it sits then already"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"on_year": "2020"}, "must be in the future"),
        ({"panel": ""}, "Select a panel"),
        ({"chair": ""}, "Select a chair"),
        ({"at": "late"}, "Enter a time"),
    ],
)
def test_what_is_wrong_with_a_new_session_is_said(client, cast, panel, chidi, wrong, words):
    day = localdate(sitting(30))
    form = {"panel": panel.pk, "chair": chidi.person.pk, "mode": "virtual", "at": "10am"}
    form |= {"on_day": day.day, "on_month": day.month, "on_year": day.year, **wrong}
    client.force_login(cast.cora.person)
    said = client.post(reverse("meetings:add_session"), form).content.decode()
    assert words in said
    assert "<title>Error: " in said


def test_somebody_who_does_not_chair_the_panel_is_not_its_chair(client, cast, panel, chidi):
    other = seated(
        make_panel(cast.area, level=3),
        make_actor("Odo Flintwick", Role.CHAIR, agency_of(cast.poppy)),
    )
    day = localdate(sitting(30))
    form = {"panel": panel.pk, "chair": other.person.pk, "mode": "virtual", "at": "10am"}
    form |= {"on_day": day.day, "on_month": day.month, "on_year": day.year}
    client.force_login(cast.cora.person)
    assert (
        "Select somebody who chairs"
        in client.post(reverse("meetings:add_session"), form).content.decode()
    )


def test_only_people_appointed_to_chair_here_are_offered(client, cast, panel, chidi):
    shown = page(client, cast.cora, "add_session")
    assert chidi.person.name in shown
    assert cast.maya.person.name not in shown


def test_the_unit_adds_a_case_that_waits(client, cast, session, nominal):
    referral = accepted(cast, nominal)
    shown = page(client, cast.cora, "add_slot", session)
    assert "First meeting due" in shown
    form = {"nominal": nominal.pk, "purpose": "initial", "minutes_allotted": "45"}
    assert status(client, cast.cora, "add_slot", session, form) == 302
    with acting_as(cast.cora):
        slot = Slot.objects.visible_to(cast.cora).get()
    assert (slot.nominal, slot.referral, slot.minutes_allotted) == (nominal, referral, 45)


def test_the_unit_adds_any_other_case_with_meetings(client, cast, session, panel, chidi):
    nominal = make_nominal(cast.cora, cast.pat)
    manage_at(cast, nominal, 2)
    make_slot(cast, make_session(cast, panel, chidi, sitting(40)), nominal)
    form = {
        "nominal": "other",
        "other": nominal.pk,
        "purpose": "emergency",
        "minutes_allotted": "30",
    }
    assert status(client, cast.cora, "add_slot", session, {**form, "other": ""}) == 200
    assert status(client, cast.cora, "add_slot", session, form) == 302


def test_a_case_that_is_not_offered_cannot_be_added(client, cast, session):
    """At Level 1, or hidden: to the form they are one and the same."""
    at_level_1 = make_nominal(cast.cora, cast.pat)
    form = {"nominal": at_level_1.pk, "purpose": "review", "minutes_allotted": "30"}
    assert status(client, cast.cora, "add_slot", session, form) == 200
    with acting_as(cast.cora):
        assert not Slot.objects.visible_to(cast.cora).exists()


def test_those_who_run_a_session_see_the_whole_of_its_day(client, cast, session, slot, chidi):
    make_slot(cast, session, make_nominal(cast.cora, cast.pat), minutes_allotted=60)
    for actor in (cast.cora, chidi):
        shown = page(client, actor, "show_session", session)
        assert "11:10am" in shown, "when it finishes"
        assert "20 minutes over" in shown
        assert "9:30am to 10:10am" in shown


def test_anybody_else_sees_their_own_cases_and_nothing_of_the_rest(
    client, cast, session, slot, chidi
):
    """Hal is asked to the second of three cases: the day tells him of no other."""
    second, third = (make_nominal(cast.cora, cast.pat) for _ in range(2))
    own = make_slot(cast, session, second)
    make_slot(cast, session, third)
    with acting_as(cast.cora):
        convene.convene(session, actor=cast.cora, at=now())
        convene.invite(
            own, actor=cast.cora, at=now(), agency=agency_of(cast.hal), reason="Their tenant"
        )
    shown = page(client, cast.hal, "show_session", session)
    assert "10:10am to 10:50am" in shown
    assert second.surname in shown
    for hidden in (slot.nominal.surname, third.surname, "9:30am", "11:30am", "Finishes", "Starts"):
        assert hidden not in shown
    listed = page(client, cast.hal, "list_sessions")
    assert "10:10am" in listed
    assert "9:30am" not in listed


def test_a_list_and_a_session_cost_the_same_however_many_there_are(client, cast, panel, chidi):
    def more(day):
        nominals = [make_nominal(cast.cora, cast.pat) for _ in range(3)]
        for nominal in nominals:
            manage_at(cast, nominal, 2)
        make_slot(cast, one, nominals[0])
        make_slot(cast, make_session(cast, panel, chidi, sitting(day)), nominals[1])

    def cost(name, record=None):
        address = reverse(f"meetings:{name}", args=[record.pk] if record else [])
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    one = make_session(cast, panel, chidi)
    more(day=21)
    with acting_as(cast.cora):
        convene.convene(one, actor=cast.cora, at=now())
    client.force_login(cast.cora.person)
    pages = [("list_sessions", None), ("show_session", one), ("add_slot", one)]
    for _ in range(2):  # the second time, what is kept for the whole process is there
        before = {name: cost(name, record) for name, record in pages}
    for day in range(25, 29):
        more(day)
    assert {name: cost(name, record) for name, record in pages} == before
    assert max(before.values()) <= 30


def test_a_cancelled_session_is_found_among_the_past(client, cast, session, slot):
    form = {"because": "Snow"}
    assert status(client, cast.cora, "cancel_session", session, {"because": ""}) == 200
    assert status(client, cast.cora, "cancel_session", session, form) == 302
    assert str(session.pk) not in page(client, cast.cora, "list_sessions")
    assert str(session.pk) in page(client, cast.cora, "list_sessions", past="yes")


def test_the_reason_for_cancelling_is_in_the_trail(cast, slot):
    with acting_as(cast.cora):
        plan.cancel_slot(slot, actor=cast.cora, at=now(), because="The report is not ready")
        event = Event.objects.get(action="slot.cancel", record_id=slot.pk)
    assert event.detail["because"] == "The report is not ready"
    assert event.detail["after"] == "cancelled"
