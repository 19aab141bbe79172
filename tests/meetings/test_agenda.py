"""Proposing the agenda: what it is gathered from, how it is moved, and what is written of it."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, localtime, now

from access.lifecycle import NotPossible
from access.locks import acting_as
from access.policy import Refused
from clocks.working_days import add_working_days
from meetings.agenda.demand import demands
from meetings.agenda.gather import gather, keys_of
from meetings.agenda.steps import added, shown
from meetings.agenda.stored import of_proposal
from meetings.lifecycle import SlotStatus
from meetings.models import Absence, Agenda, AgendaCase, Programme, Slot
from meetings.packing import Rule, breaches
from meetings.packing.problem import Engagement
from meetings.packing.solve import propose
from meetings.services import agenda as agendas
from meetings.services import convene, plan
from meetings.tasks import search_agendas
from nominals.models import Exclusion, LevelEpisode
from referrals.models import Referral
from tests.factories import make_agency, make_nominal
from tests.meetings.conftest import agency_of, make_panel, make_session, make_slot, sitting
from tests.meetings.test_plan import accepted


@pytest.fixture
def sessions(cast, panel, chidi):
    """Two sessions of the panel, a fortnight apart."""
    return [make_session(cast, panel, chidi, sitting(days)) for days in (20, 30)]


@pytest.fixture
def cases(cast):
    """Three people at Level 2, none of whom is in a session to come."""
    found = [make_nominal(cast.cora, cast.pat, level=2) for _ in range(3)]
    with acting_as(cast.cora):
        LevelEpisode.objects.visible_to(cast.cora).update(from_on=localdate())
    return found


@pytest.fixture
def agenda(cast, panel, sessions, cases) -> Agenda:
    return proposed(cast, panel)


def proposed(cast, panel) -> Agenda:
    with acting_as(cast.cora):
        return agendas.propose(panel, actor=cast.cora, at=now())


def gathered(cast, panel, actor=None, **given):
    with acting_as(actor or cast.cora):
        return gather(panel, actor=actor or cast.cora, at=now(), **given)


def of(cast, agenda, actor=None):
    """The agenda as it is now, what there is to place, and how it stands."""
    actor = actor or cast.cora
    with acting_as(actor):
        fresh = Agenda.objects.visible_to(actor).select_related("panel").get(pk=agenda.pk)
        found = gather(fresh.panel, actor=actor, at=now(), keys=keys_of(fresh, actor))
    return fresh, found, agendas.step_of(fresh)


def orders(cast, agenda, actor=None) -> list[list[str]]:
    """What the agenda adds to each session, in order."""
    _, found, step = of(cast, agenda, actor)
    return [added(found.problem, step, each.key) for each in found.problem.sittings]


def moved(cast, agenda, case, session, position=0) -> None:
    fresh, *_ = of(cast, agenda)
    with acting_as(cast.cora):
        agendas.move(
            fresh,
            actor=cast.cora,
            at=now(),
            version=fresh.version,
            case=case,
            to=str(session.pk) if session else "",
            position=position,
        )


def accept(cast, agenda) -> list[Slot]:
    fresh, *_ = of(cast, agenda)
    with acting_as(cast.cora):
        return agendas.accept(fresh, actor=cast.cora, at=now(), version=fresh.version)


def slots(cast) -> list[Slot]:
    with acting_as(cast.cora):
        standing = Slot.objects.visible_to(cast.cora).exclude(status=SlotStatus.CANCELLED)
        return list(standing.select_related("session"))


# What it is gathered from


def test_the_cases_that_wait_and_the_sessions_to_come_make_the_problem(
    cast, panel, sessions, cases
):
    found = gathered(cast, panel)
    assert [each.key for each in found.problem.sittings] == [str(each.pk) for each in sessions]
    assert {each.nominal for each in found.demands.values()} == {*cases}
    core = {str(cast.rex.agency_id), str(cast.poppy.agency_id)}
    for case in found.problem.cases:
        assert case.agencies >= core
        assert case.minutes == panel.slot_minutes
        assert case.deadline == found.demands[case.key].due_on


def test_a_case_of_another_level_is_not_for_this_panel(cast, panel, sessions):
    make_nominal(cast.cora, cast.pat, level=3)
    make_nominal(cast.cora, cast.pat, level=1)
    assert gathered(cast, panel).demands == {}


def test_an_accepted_referral_is_a_first_meeting(cast, panel, sessions, nominal):
    referral = accepted(cast, nominal)
    (demand,) = gathered(cast, panel).demands.values()
    assert (demand.nominal, demand.referral, demand.is_first) == (nominal, referral, True)
    assert demand.due_on == add_working_days(localdate(referral.decided_at), 20)


def test_a_release_makes_a_case_due_on_the_working_day_before_it(cast, panel, sessions, nominal):
    referral, release_on = accepted(cast, nominal), localdate() + timedelta(days=9)
    with acting_as(cast.cora):
        Referral.objects.visible_to(cast.cora).filter(pk=referral.pk).update(release_on=release_on)
    (demand,) = gathered(cast, panel).demands.values()
    assert demand.due_on == add_working_days(release_on, -1)
    assert demand.for_release


def heard(cast, panel, chidi, nominal, weeks: int) -> None:
    """As if the panel had heard them so many weeks ago."""
    session = make_session(cast, panel, chidi, now() - timedelta(weeks=weeks))
    slot = make_slot(cast, session, nominal)
    with acting_as(cast.cora):
        Slot.objects.visible_to(cast.cora).filter(pk=slot.pk).update(status=SlotStatus.CLOSED)


def test_a_review_is_due_by_its_maximum_and_not_proposed_right_after_the_last(
    cast, panel, chidi, sessions, nominal
):
    with acting_as(cast.cora):
        nominal.levels.update(level=2)
    heard(cast, panel, chidi, nominal, weeks=5)
    last = localdate(now() - timedelta(weeks=5))
    with acting_as(cast.cora):
        (demand,) = demands(panel, cast.cora, on=localdate())
    assert demand.purpose == Slot.Purpose.REVIEW
    assert demand.due_on == last + timedelta(weeks=16)
    assert demand.earliest == last + timedelta(weeks=8)


def test_what_falls_due_long_after_the_last_session_is_left_to_later_ones(
    cast, panel, chidi, sessions, nominal
):
    with acting_as(cast.cora):
        nominal.levels.update(level=2)
    heard(cast, panel, chidi, nominal, weeks=1)
    found = gathered(cast, panel)
    assert (found.demands, found.later) == ({}, 1)


def test_a_case_that_has_its_slot_stays_at_its_time(cast, panel, sessions, cases):
    slot = make_slot(cast, sessions[0], cases[0])
    found = gathered(cast, panel)
    (placed,) = found.problem.sitting[str(sessions[0].pk)].placed
    assert (placed.case, placed.starts_at) == (str(slot.pk), slot.starts_at)
    assert {each.nominal for each in found.demands.values()} == {*cases[1:]}


def test_lengths_come_from_the_programme(cast, panel, sessions, nominal):
    accepted(cast, nominal)
    make_nominal(cast.cora, cast.pat, level=2)
    with acting_as(cast.cora):
        Programme.objects.create(
            panel=panel, area=cast.area, session_minutes=180, review_minutes=20
        )
    found = gathered(cast, panel)
    minutes = {found.minutes(key) for key, each in found.demands.items()}
    assert {each.minutes for each in found.problem.sittings} == {180}
    assert minutes == {panel.slot_minutes}, "both are first meetings"


def test_who_is_at_another_panel_is_not_here(cast, panel, chidi, sessions, cases):
    """Level 3 sits at the same hour: its core agencies are there while it hears a case."""
    other = make_panel(cast.area, level=3)
    there = make_session(cast, other, chidi, sessions[0].starts_at)
    slot = make_slot(cast, there, make_nominal(cast.cora, cast.pat, level=3))
    away = {each.key: each.away for each in gathered(cast, panel).problem.attenders}
    police = away[str(cast.rex.agency_id)]
    assert [(each.since, each.until, each.on) for each in police] == [
        (slot.starts_at, slot.ends_at, Engagement.OTHER_PANEL)
    ]
    assert away[str(chidi.person_id)][0].since == there.starts_at, "its chair is there throughout"


def test_who_is_absent_is_not_here(cast, panel, chidi, sessions, cases):
    day = localdate(sessions[0].starts_at)
    with acting_as(cast.cora):
        for who in ({"agency": agency_of(cast.rex)}, {"person": chidi.person}):
            Absence.objects.create(area=cast.area, from_on=day, to_on=day, **who)
        Absence.objects.create(
            area=cast.area,
            agency=agency_of(cast.poppy),
            from_on=day,
            to_on=day,
            withdrawn_at=now(),
        )
    found = gathered(cast, panel)
    away = {each.key: each.away for each in found.problem.attenders}
    assert set(away) == {str(cast.rex.agency_id), str(chidi.person_id)}
    assert all(each.since <= sessions[0].starts_at < each.until for (each,) in away.values())


def test_a_chair_does_not_hear_their_own_case_nor_one_kept_from_them(cast, panel, chidi, sessions):
    own, kept, other = (
        make_nominal(cast.cora, manager, level=2) for manager in (chidi, cast.pat, cast.pat)
    )
    with acting_as(cast.cora):
        Exclusion.objects.create(
            nominal=kept, person=chidi.person, reason="A neighbour", given_at=now()
        )
    found = gathered(cast, panel)
    for each in found.problem.sittings:
        assert {found.demands[key].nominal for key in each.conflicts} == {own, kept}
    assert other in {each.nominal for each in found.demands.values()}


def test_an_agency_that_must_not_receive_is_not_needed(cast, panel, sessions, cases):
    health = make_agency(cast.area, "nhs_mental_health", core_level_2=True)
    with acting_as(cast.cora):
        Exclusion.objects.create(
            nominal=cases[0], agency_id=health.pk, reason="A relative", given_at=now()
        )
    found = gathered(cast, panel)
    coming = {
        found.demands[case.key].nominal: str(health.pk) in case.agencies
        for case in found.problem.cases
    }
    assert coming == {cases[0]: False, cases[1]: True, cases[2]: True}


def test_a_case_that_may_not_be_seen_is_nowhere_in_it(cast, panel, sessions, cases):
    with acting_as(cast.cora):
        Exclusion.objects.create(
            nominal=cases[0], person=cast.cora.person, reason="A relative", given_at=now()
        )
    found = gathered(cast, panel)
    assert cases[0] not in {each.nominal for each in found.demands.values()}
    assert (len(found.problem.cases), found.later, found.new) == (2, 0, 0)


# Proposed, and looked into


def test_a_first_agenda_stands_at_once_and_the_best_takes_its_place(cast, agenda):
    assert sum(map(len, orders(cast, agenda))) == 3
    assert (agenda.status, of(cast, agenda)[2].found) == ("waiting", None)
    assert search_agendas() == 1
    fresh, found, step = of(cast, agenda)
    assert (fresh.status, len(fresh.steps), fresh.problem) == ("proposed", 1, {})
    assert step.found.gaps == ()
    assert breaches(found.problem, shown(found.problem, step)) == []
    assert search_agendas() == 0, "nothing is left to look into"


def test_the_stored_problem_names_no_nominal(cast, agenda, cases):
    said = f"{agenda.problem} {agenda.steps}"
    assert not any(str(each.pk) in said for each in cases)


def test_what_is_moved_meanwhile_is_not_undone_by_what_is_found(cast, agenda, sessions):
    with acting_as(cast.service):
        claimed = agendas.claim(actor=cast.service, at=now())
        problem = agendas.problem_of(claimed)
    found = of_proposal(propose(problem, seconds=1), problem)
    case = next(filter(None, orders(cast, agenda)))[0]
    moved(cast, agenda, case, sessions[1])
    with acting_as(cast.service):
        assert not agendas.arrange(claimed, actor=cast.service, at=now(), found=found)
    assert case in orders(cast, agenda)[1]


def test_a_search_that_was_lost_is_taken_up_again(cast, agenda):
    with acting_as(cast.service):
        assert agendas.claim(actor=cast.service, at=now()) == agenda
        assert agendas.claim(actor=cast.service, at=now()) is None
        later = now() + timedelta(minutes=2)
        assert agendas.claim(actor=cast.service, at=later) == agenda


def test_there_is_one_undecided_agenda_of_a_panel(cast, panel, agenda):
    with pytest.raises(NotPossible, match="already proposed"):
        proposed(cast, panel)
    with acting_as(cast.cora):
        agendas.give_up(of(cast, agenda)[0], actor=cast.cora, at=now())
    assert proposed(cast, panel).status == "waiting"


def test_nothing_is_proposed_without_sessions_or_cases(cast, panel, chidi):
    with pytest.raises(NotPossible, match="Add a session"):
        proposed(cast, panel)
    make_session(cast, panel, chidi)
    with pytest.raises(NotPossible, match="No case needs"):
        proposed(cast, panel)


def test_only_the_unit_proposes_and_the_chair_may_look(cast, panel, chidi, agenda):
    with acting_as(chidi):
        assert Agenda.objects.visible_to(chidi).filter(pk=agenda.pk).exists()
        with pytest.raises(Refused):
            agendas.propose(panel, actor=chidi, at=now())
    for other in (cast.pat, cast.rex, cast.hal, cast.ada, cast.bea):
        with acting_as(other):
            assert not Agenda.objects.visible_to(other).exists()
            assert not Agenda._base_manager.exists(), "nor does the database show it"


# Moved by hand


def test_a_case_is_moved_and_the_times_follow(cast, agenda, sessions):
    order = orders(cast, agenda)
    here = 0 if order[0] else 1
    first, *rest = order[here]
    moved(cast, agenda, first, sessions[1 - here])
    fresh, _, step = of(cast, agenda)
    assert (fresh.status, orders(cast, agenda)[here]) == ("proposed", rest)
    (item,) = step.places[str(sessions[1 - here].pk)]
    assert (item.case, item.starts_at) == (first, sessions[1 - here].starts_at)
    assert first in step.kept
    starts = [each.starts_at for each in step.places[str(sessions[here].pk)]]
    assert starts == [
        localtime(sessions[here].starts_at) + timedelta(minutes=40) * n for n in (0, 1)
    ]


def test_a_case_is_moved_within_its_session_and_off_the_agenda(cast, agenda, sessions):
    here = 0 if orders(cast, agenda)[0] else 1
    one, two, three = orders(cast, agenda)[here]
    moved(cast, agenda, three, sessions[here], 0)
    assert orders(cast, agenda)[here] == [three, one, two]
    moved(cast, agenda, one, None)
    assert orders(cast, agenda)[here] == [three, two]


def test_a_move_says_what_it_breaks(cast, agenda, sessions, chidi):
    day = localdate(sessions[1].starts_at)
    with acting_as(cast.cora):
        Absence.objects.create(area=cast.area, agency=agency_of(cast.rex), from_on=day, to_on=day)
    case = next(filter(None, orders(cast, agenda)))[0]
    moved(cast, agenda, case, sessions[1])
    _, found, step = of(cast, agenda)
    broken = {each.what: each for each in breaches(found.problem, shown(found.problem, step))}
    assert {*broken} == {Rule.AWAY, Rule.DEADLINE}
    assert broken[Rule.AWAY].who == str(cast.rex.agency_id)


def test_each_step_can_be_undone(cast, agenda, sessions):
    before = orders(cast, agenda)
    case = next(filter(None, before))[0]
    moved(cast, agenda, case, sessions[1], 2)
    moved(cast, agenda, case, None)
    for _ in range(2):
        fresh, *_ = of(cast, agenda)
        with acting_as(cast.cora):
            agendas.undo(fresh, actor=cast.cora, at=now(), version=fresh.version)
    assert orders(cast, agenda) == before
    fresh, *_ = of(cast, agenda)
    with acting_as(cast.cora), pytest.raises(NotPossible, match="nothing to undo"):
        agendas.undo(fresh, actor=cast.cora, at=now(), version=fresh.version)


def test_a_move_on_a_page_that_is_out_of_date_is_refused(cast, agenda, sessions):
    stale, *_ = of(cast, agenda)
    case = next(filter(None, orders(cast, agenda)))[0]
    moved(cast, agenda, case, sessions[1])
    with acting_as(cast.cora), pytest.raises(NotPossible, match="changed since you opened it"):
        agendas.move(
            stale, actor=cast.cora, at=now(), version=stale.version, case=case, to="", position=0
        )


def test_a_case_that_is_not_on_it_cannot_be_moved(cast, agenda, sessions, cases):
    with pytest.raises(NotPossible):
        moved(cast, agenda, str(cases[0].pk), sessions[0])


def test_what_is_kept_stays_when_it_is_proposed_again_and_what_is_new_comes_in(
    cast, agenda, sessions
):
    here = 0 if orders(cast, agenda)[0] else 1
    case = orders(cast, agenda)[here][0]
    moved(cast, agenda, case, sessions[1 - here])
    newcomer = make_nominal(cast.cora, cast.pat, level=2)
    fresh, found, _ = of(cast, agenda)
    assert found.new == 1
    with acting_as(cast.cora):
        agendas.propose_again(fresh, actor=cast.cora, at=now(), version=fresh.version)
    assert search_agendas() == 1
    fresh, found, step = of(cast, agenda)
    assert case in orders(cast, agenda)[1 - here]
    assert step.kept == {case}
    assert newcomer in {each.nominal for each in found.demands.values()}
    assert found.new == 0


def test_a_case_that_its_mover_may_not_see_stays_where_it_is(cast, panel, agenda, sessions, cases):
    """It was placed by somebody else in the unit; Cora was kept from it since."""
    hidden = cases[0]
    with acting_as(cast.cora):
        key = keys_of(agenda, cast.cora)[hidden.pk]
        Exclusion.objects.create(
            nominal=hidden, person=cast.cora.person, reason="A relative", given_at=now()
        )
        assert not AgendaCase.objects.visible_to(cast.cora).filter(nominal=hidden).exists()
    assert key not in [each for order in orders(cast, agenda) for each in order]
    case = next(filter(None, orders(cast, agenda)))[0]
    moved(cast, agenda, case, sessions[1])
    fresh, _, step = of(cast, agenda)
    assert key in [item.case for items in step.places.values() for item in items]
    with acting_as(cast.cora):
        agendas.propose_again(fresh, actor=cast.cora, at=now(), version=fresh.version)
    search_agendas()
    fresh, _, step = of(cast, agenda)
    assert key in [item.case for items in step.places.values() for item in items]
    assert accept(cast, agenda)
    assert hidden.pk not in {each.nominal_id for each in slots(cast)}


# Written


def test_what_is_accepted_is_written_as_slots_at_its_times(cast, agenda, chidi):
    search_agendas()
    _, found, step = of(cast, agenda)
    expected = {
        (found.demands[item.case].nominal.pk, key, item.starts_at)
        for key, items in step.places.items()
        for item in items
    }
    made = accept(cast, agenda)
    assert {(each.nominal_id, str(each.session_id), each.starts_at) for each in made} == expected
    assert len(slots(cast)) == 3
    assert of(cast, agenda)[0].status == "accepted"
    with acting_as(chidi):
        assert Slot.objects.visible_to(chidi).count() == 3, "the chairs see the cases from now"


def test_an_agenda_is_accepted_once(cast, agenda):
    accept(cast, agenda)
    with pytest.raises(NotPossible):
        accept(cast, agenda)
    assert len(slots(cast)) == 3


def test_nothing_is_written_where_a_case_has_got_a_place_meanwhile(cast, agenda, cases, sessions):
    make_slot(cast, sessions[1], cases[0])
    before = orders(cast, agenda)
    with pytest.raises(NotPossible, match="have changed since"):
        accept(cast, agenda)
    assert len(slots(cast)) == 1
    assert of(cast, agenda)[0].status == "waiting"
    assert orders(cast, agenda) == before, "nothing of it is lost"


def test_nothing_is_written_over_a_time_that_was_taken_meanwhile(cast, agenda, sessions):
    here = 0 if orders(cast, agenda)[0] else 1
    other = make_nominal(cast.cora, cast.pat, level=3)
    make_slot(cast, sessions[here], other)
    with pytest.raises(NotPossible, match="taken a time"):
        accept(cast, agenda)
    assert len(slots(cast)) == 1


def test_nothing_is_written_to_a_session_that_was_cancelled(cast, agenda, sessions):
    here = 0 if orders(cast, agenda)[0] else 1
    with acting_as(cast.cora):
        plan.cancel_session(sessions[here], actor=cast.cora, at=now(), because="Flooded")
    with pytest.raises(NotPossible, match="takes no more cases"):
        accept(cast, agenda)
    assert slots(cast) == []


def test_a_case_that_its_chair_must_not_hear_is_not_written(cast, agenda, cases, chidi):
    with acting_as(cast.cora):
        Exclusion.objects.create(
            nominal=cases[0], person=chidi.person, reason="A neighbour", given_at=now()
        )
    with pytest.raises(NotPossible, match="must not hear"):
        accept(cast, agenda)
    assert slots(cast) == []


def test_a_hidden_case_holds_its_time_and_nothing_is_said_of_it(cast, agenda, sessions, cases):
    """The next one begins later than was proposed."""
    here = 0 if orders(cast, agenda)[0] else 1
    hidden = make_nominal(cast.cora, cast.pat)
    make_slot(cast, sessions[here], hidden)
    with acting_as(cast.cora):
        Exclusion.objects.create(
            nominal=hidden, person=cast.cora.person, reason="A relative", given_at=now()
        )
    made = accept(cast, agenda)
    starts = [each.starts_at - sessions[here].starts_at for each in made]
    assert starts == [timedelta(minutes=40) * n for n in (1, 2, 3)]


def test_later_cases_of_a_convened_session_are_invited_to_at_once(cast, agenda, sessions):
    here = 0 if orders(cast, agenda)[0] else 1
    make_slot(cast, sessions[1 - here], make_nominal(cast.cora, cast.pat))
    with acting_as(cast.cora):
        convene.convene(sessions[1 - here], actor=cast.cora, at=now())
    case = orders(cast, agenda)[here][0]
    moved(cast, agenda, case, sessions[1 - here], 5)
    made = accept(cast, agenda)
    with acting_as(cast.cora):
        invited = {each.session_id: each.invitations.count() for each in made}
    assert invited == {sessions[here].pk: 0, sessions[1 - here].pk: 2}
