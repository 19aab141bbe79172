"""Unusual readings are put as questions, once each, before somebody else than the reader."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate, now

from access.actor import Role
from access.lifecycle import NotPossible
from access.locks import acting_as, announce
from access.policy import Refused
from access.rows import share
from agencies.models import Agency
from audit import trail
from audit.models import Event
from clocks.working_days import add_working_days
from notices.models import Notice
from oversight.models import Question
from oversight.questions import sampler, services
from oversight.questions.unusual import is_out_of_hours, is_outside_caseload, is_same_surname
from oversight.tasks import ask_about_readings
from tests.factories import make_actor, make_agency, make_area, make_nominal

A_DAY = add_working_days(localdate(), -2)


def in_london(at: str) -> datetime:
    return datetime.fromisoformat(at).replace(tzinfo=ZoneInfo("Europe/London"))


def noon(day: date) -> datetime:
    return in_london(f"{day} 12:00")


NOON = noon(A_DAY)


@pytest.mark.parametrize(
    ("at", "answer"),
    [
        ("2026-06-03 06:59", True),
        ("2026-06-03 07:00", False),
        ("2026-06-03 19:59", False),
        ("2026-06-03 20:00", True),
        ("2026-06-06 12:00", True),  # a Saturday
        ("2026-05-25 12:00", True),  # the spring bank holiday
        ("2026-12-28 12:00", True),  # instead of Boxing Day
    ],
)
def test_what_is_out_of_hours_goes_by_the_clock_in_london(at, answer):
    assert is_out_of_hours(in_london(at)) is answer


@pytest.mark.parametrize(
    ("reader", "surname", "answer"),
    [
        ("Pat Thistledew", "thistledew", True),
        ("Pat Thistledew", "Basaltine-Thistledew", True),
        ("Pat Thistledew-Marl", "Marl", True),
        ("Pat Thistledew", "Thistle", False),
        ("Thistledew Marlpit", "Thistledew", False),
        ("", "", False),
    ],
)
def test_a_surname_is_the_same_in_whole_or_in_a_part_of_two(reader, surname, answer):
    assert is_same_surname(reader, surname) is answer


@pytest.mark.parametrize(
    ("role", "causes", "answer"),
    [
        (Role.PRACTITIONER, {"lead"}, False),
        (Role.REPRESENTATIVE, {"invitation"}, False),
        (Role.REPRESENTATIVE, {"break_glass"}, True),
        (Role.PRACTITIONER, {"break_glass", "lead"}, False),
        (Role.AUDITOR, {"audit"}, False),
        (Role.PRACTITIONER, set(), True),
        (Role.BOARD_MEMBER, {"area"}, True),
    ],
)
def test_the_caseload_is_what_a_role_sees_in_its_ordinary_work(role, causes, answer):
    assert is_outside_caseload(role, causes) is answer


def reads(actor, nominal, at=NOON, action="nominal.show"):
    announce(actor)
    trail.read(action, nominal, by=actor, at=at)


def asked(cast, on=A_DAY):
    with acting_as(cast.service) as service:
        return services.ask(actor=service, on=on, at=now())


def seen(actor):
    """The questions open to somebody: as both locks have it."""
    announce(actor)
    found = list(Question.objects.visible_to(actor).order_by("asked_at", "pk"))
    assert len(found) == Question._base_manager.count(), "the locks disagree"
    return found


@pytest.fixture
def nosy(cast, nominal):
    """Hal, to whom the case was opened in an emergency, opened it."""
    announce(cast.cora)
    given = {"source": "break_glass", "reason": "Emergency", "at": NOON - timedelta(hours=1)}
    share(nominal, [cast.hal.person.own_group], **given)
    reads(cast.hal, nominal)
    return cast.hal


def test_ordinary_work_asks_nothing(cast, nominal):
    for each in (cast.pat, cast.cora):
        reads(each, nominal)
    assert asked(cast) == 0


def test_a_reading_outside_the_caseload_is_put_before_the_unit(cast, nominal, nosy):
    assert asked(cast) == 1
    [question] = seen(cast.cora)
    assert (question.reader, question.nominal, question.why) == (nosy.person, nominal, ["caseload"])
    assert seen(nosy) == []
    assert seen(cast.pat) == []
    notice = Notice._base_manager
    announce(cast.cora)
    assert notice.get(rule="question.asked").link == reverse("oversight:list_questions")


def test_all_that_is_unusual_is_said_of_one_reader_and_nominal_once(cast):
    late = NOON.replace(hour=22)
    namesake = make_nominal(cast.cora, cast.pat, surname="Thistledew")
    reads(cast.pat, namesake)
    reads(cast.pat, namesake, at=late, action="slot.list")
    assert asked(cast) == 1
    [question] = seen(cast.cora)
    assert question.why == ["surname", "hours"]
    assert question.event.at == NOON


def test_a_day_is_asked_about_once(cast, nosy, nominal):
    assert (asked(cast), asked(cast)) == (1, 0)
    assert asked(cast, on=A_DAY + timedelta(days=1)) == 0
    assert len(seen(cast.cora)) == 1


def test_at_most_so_many_a_day_are_drawn_and_the_most_unusual_always(cast, monkeypatch):
    monkeypatch.setattr(sampler, "MOST_A_DAY", 3)
    late = NOON.replace(hour=22)
    namesake = make_nominal(cast.cora, cast.pat, surname="Thistledew")
    for nominal in [*(make_nominal(cast.cora, cast.pat) for _ in range(6)), namesake]:
        reads(cast.pat, nominal, at=late)
    with acting_as(cast.service) as service:
        drawn = [each.event.pk for each in sampler.of_day(service, A_DAY)]
        again = [each.event.pk for each in sampler.of_day(service, A_DAY)]
    assert drawn == again
    assert asked(cast) == 3
    assert {each.event_id for each in seen(cast.cora)} == set(drawn)
    assert namesake.pk in {each.nominal_id for each in seen(cast.cora)}


def test_finding_them_costs_the_same_for_few_and_for_many(cast):
    costs = []
    for many in (1, 12):
        for _ in range(many):
            reads(cast.pat, make_nominal(cast.cora, cast.pat), at=NOON.replace(hour=22))
        with acting_as(cast.service) as service, CaptureQueriesContext(connection) as made:
            sampler.unusual(service, A_DAY)
        costs.append(len(made))
    assert costs[0] == costs[1]


# Whom to ask


def test_the_coordinator_is_not_asked_about_themselves_but_another_of_the_unit_is(cast):
    office = Agency.objects.get(pk=cast.cora.agency_id)
    ash = make_actor("Ash Quarrendon", Role.ADMINISTRATOR, office)
    namesake = make_nominal(cast.cora, cast.pat, surname="Marlpit")
    reads(cast.cora, namesake)
    assert asked(cast) == 1
    assert seen(cast.cora) == []
    [question] = seen(ash)
    assert question.reader == cast.cora.person


def test_where_the_unit_is_one_person_the_chair_who_sees_the_case_is_asked(cast):
    namesake = make_nominal(cast.cora, cast.pat, surname="Marlpit")
    announce(cast.cora)
    share(namesake, [cast.chidi.person.own_group], source="slot", reason="Panel", at=now())
    reads(cast.cora, namesake)
    assert asked(cast) == 1
    assert seen(cast.cora) == []
    assert len(seen(cast.chidi)) == 1


def test_a_question_about_whom_the_unit_cannot_see_waits_for_somebody_who_can(cast, nominal, nosy):
    announce(cast.cora)
    nominal.shares.filter(source="area").update(expires_at=now() + timedelta(milliseconds=1))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.002)")
    assert asked(cast) == 1
    assert seen(cast.cora) == []
    with acting_as(cast.service) as service:
        [question] = seen(service)
        assert not services.whom_to_ask(question, at=now()).exists()


def test_somebody_new_in_the_unit_is_asked_what_still_waits(cast, nosy, nominal):
    asked(cast)
    office = Agency.objects.get(pk=cast.cora.agency_id)
    ash = make_actor("Ash Quarrendon", Role.COORDINATOR, office)
    assert seen(ash) == []
    with acting_as(cast.service) as service:
        services.direct_again(actor=service, at=now())
    assert len(seen(ash)) == 1


# Answering


@pytest.fixture
def question(cast, nominal, nosy):
    asked(cast)
    return seen(cast.cora)[0]


def test_an_answer_is_kept_with_who_gave_it(cast, question, client):
    client.force_login(cast.cora.person)
    page = reverse("oversight:answer_question", args=[question.pk])
    wrong = client.post(page, {"note": ""}).content.decode()
    assert "Select whether the reading was expected" in wrong
    said = {"answer": "not_proper", "note": "His manager knew of no reason."}
    assert client.post(page, said).status_code == 302
    [answered] = seen(cast.cora)
    assert (answered.answer, answered.answered_by) == ("not_proper", cast.cora.person)
    assert client.post(page, said).status_code == 409
    listed = client.get(reverse("oversight:list_questions")).content.decode()
    assert "No question waits for an answer." in listed
    assert "Not proper" in listed
    events = Event.objects.filter(record_id=question.pk, kind="change")
    assert "manager knew" not in str(list(events.values_list("detail", flat=True)))


def test_the_reader_may_be_asked_first_and_it_stays_open(cast, question, client):
    client.force_login(cast.cora.person)
    client.post(reverse("oversight:ask_the_reader", args=[question.pk]))
    shown = client.get(question.get_absolute_url()).content.decode()
    assert "The reader is being asked" in shown
    assert "I will ask the reader first" not in shown
    announce(cast.cora)
    services.answer(seen(cast.cora)[0], actor=cast.cora, at=now(), answer="expected", note="So.")
    with pytest.raises(NotPossible):
        services.ask_the_reader(seen(cast.cora)[0], actor=cast.cora, at=now())


def test_nobody_answers_for_themselves_even_if_they_see_it(cast, question):
    share_to = [cast.hal.person.own_group]
    announce(cast.cora)
    share(question, share_to, source="mistake", reason="A mistake", at=now())
    [seen_by_hal] = seen(cast.hal)
    with pytest.raises(Refused):
        services.answer(seen_by_hal, actor=cast.hal, at=now(), answer="expected", note="Mine.")


@pytest.mark.parametrize(("who", "status"), [("cora", 200), ("chidi", 404), ("hal", 404)])
def test_who_may_open_a_question(cast, question, client, who, status):
    client.force_login(getattr(cast, who).person)
    assert client.get(question.get_absolute_url()).status_code == status


@pytest.mark.parametrize(("who", "status"), [("cora", 200), ("chidi", 200), ("hal", 403)])
def test_who_may_open_the_list(cast, question, client, who, status):
    client.force_login(getattr(cast, who).person)
    assert client.get(reverse("oversight:list_questions")).status_code == status


def test_only_the_service_asks(cast, nosy):
    announce(cast.cora)
    with pytest.raises(Refused):
        services.ask(actor=cast.cora, on=A_DAY, at=now())


def test_the_nightly_bell_makes_good_the_nights_that_were_missed(cast, nominal):
    announce(cast.cora)
    given = {"source": "break_glass", "reason": "Emergency", "at": NOON - timedelta(days=20)}
    share(nominal, [cast.hal.person.own_group], **given)
    for days in (1, 3, 6, 20):
        reads(cast.hal, nominal, at=noon(localdate() - timedelta(days=days)))
    announce(None)
    assert ask_about_readings() == 3
    assert ask_about_readings() == 0


def test_agencies_of_other_areas_are_none_of_its_business(cast, nosy):
    elsewhere = make_agency(make_area("Mosswater", "MO"), "board")
    other = make_actor("Reminders elsewhere", Role.SERVICE, elsewhere)
    with acting_as(other):
        assert services.ask(actor=other, on=A_DAY, at=now()) == 0
