"""Proposing an agenda: asked of the packer, moved by hand, and then written as slots."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from access.actor import Actor
from access.change import STALE, advance, begin
from access.lifecycle import NotPossible
from access.policy import require
from meetings.agenda.bell import ring
from meetings.agenda.gather import Gathered, gather, keys_of
from meetings.agenda.steps import best_position, shown
from meetings.agenda.steps import keep as kept_step
from meetings.agenda.steps import move as moved_step
from meetings.agenda.stored import (
    Step,
    problem_from_json,
    problem_to_json,
    step_from_json,
    step_to_json,
)
from meetings.clashes import saying
from meetings.lifecycle import AgendaStatus
from meetings.models import Agenda, AgendaCase, Panel, Session, Slot
from meetings.packing import Placed, Problem, Rule, breaches
from meetings.packing.draft import draft
from meetings.packing.openings import options
from meetings.timetable import TAKES_CASES

from .plan import add_slot

Places = Mapping[str, tuple[Placed, ...]]

LOST = timedelta(minutes=1)
MOST_STEPS = 40
NO_SESSION = "No session of this panel to come takes cases. Add a session first."
NO_CASE = "No case needs a place in the sessions to come."
PLANNED_SINCE = (
    "The sessions have changed since this agenda was arranged: {what} Nothing has been added, and"
    " this agenda is kept. Propose again, and what you keep stays where it is."
)
FORBIDDEN = {Rule.CHAIR_CONFLICT, Rule.TWO_AT_ONCE, Rule.LEVEL, Rule.HEARD_TWICE, Rule.MOVED}


@transaction.atomic
def propose(panel: Panel, *, actor: Actor, at: datetime) -> Agenda:
    """Begin an agenda for a panel's coming sessions and have the best one looked for, or refuse.

    A first one, made without the solver, stands at once.
    """
    agenda = Agenda(panel=panel, area=panel.area, asked_by=actor.person, asked_at=at)
    require(actor, "agenda.move", agenda)  # of one's own area: proposing alone knows no record
    plain = gather(panel, actor=actor, at=at)
    cases = [AgendaCase(agenda=agenda, nominal=each.nominal) for each in plain.demands.values()]
    keys = {each.nominal_id: str(each.pk) for each in cases}
    _look(agenda, gather(panel, actor=actor, at=at, keys=keys))
    with saying(one_agenda_of_a_panel_is_undecided="An agenda is already proposed for this panel."):
        begin(agenda, "propose", actor=actor, at=at)
    AgendaCase.objects.bulk_create(cases)
    ring()
    return agenda


@transaction.atomic
def propose_again(agenda: Agenda, *, actor: Actor, at: datetime, version: int) -> None:
    """Have the best agenda looked for anew, around the cases that are kept, or refuse.

    What has come to need a place since is placed, too.
    """
    agenda = _as_seen(agenda, actor, version)
    plain = gather(agenda.panel, actor=actor, at=at)
    keys = keys_of(agenda, actor)
    new = [
        AgendaCase(agenda=agenda, nominal=each.nominal)
        for each in plain.demands.values()
        if each.nominal.pk not in keys
    ]
    AgendaCase.objects.bulk_create(new)
    keys |= {each.nominal_id: str(each.pk) for each in new}
    kept = _kept_in(step_of(agenda))
    found = gather(agenda.panel, actor=actor, at=at, keys=keys, kept=kept)
    _look(agenda, found, agenda.steps, seen=keys.values())
    advance(
        agenda,
        "propose_again",
        actor=actor,
        at=at,
        problem=agenda.problem,
        steps=agenda.steps,
        asked_by=actor.person,
        asked_at=at,
        searched_at=None,
    )
    ring()


def claim(*, actor: Actor, at: datetime) -> Agenda | None:
    """The next agenda of the area for which the best is to be looked for; none if there is none.

    One whose search was lost is claimed again.
    """
    lost = Q(status=AgendaStatus.SEARCHING, searched_at__lt=at - LOST)
    waiting = Agenda.objects.visible_to(actor).filter(Q(status=AgendaStatus.WAITING) | lost)
    agenda: Agenda | None = (
        waiting.select_for_update(skip_locked=True, of=["self"]).order_by("asked_at").first()
    )
    if agenda:
        advance(agenda, "search", actor=actor, at=at, searched_at=at)
    return agenda


@transaction.atomic
def arrange(agenda: Agenda, *, actor: Actor, at: datetime, found: Step) -> bool:
    """Put what was found in the place of the first one; not if somebody changed it meanwhile."""
    now: Agenda = Agenda.objects.visible_to(actor).select_for_update(of=["self"]).get(pk=agenda.pk)
    if now.version != agenda.version or now.status != AgendaStatus.SEARCHING:
        return False
    unseen = _outside(step_of(now), problem_of(now).case)
    step = replace(found, places=_with(found.places, unseen))
    advance(
        now, "arrange", actor=actor, at=at, steps=[*now.steps[:-1], step_to_json(step)], problem={}
    )
    return True


@transaction.atomic
def move(  # noqa: PLR0913 (a move says all of this)
    agenda: Agenda,
    *,
    actor: Actor,
    at: datetime,
    version: int,
    case: str,
    to: str,
    position: int | None = None,
) -> None:
    """Take a case to a position in a session, or off the agenda, or refuse.

    Without a position, to where it breaks and costs least. Whatever it breaks is for the page to
    say: a person decides.
    """
    agenda = _as_seen(agenda, actor, version)
    problem, step = _problem_now(agenda, actor=actor, at=at), step_of(agenda)
    if case not in problem.case or case in problem.placed_in or (to and to not in problem.sitting):
        raise NotPossible(STALE)
    if to and position is None:
        position = best_position(problem, step, case, to)
    step = moved_step(problem, step, case, to=to, position=position or 0)
    _next(agenda, "move", step, actor=actor, at=at)


@transaction.atomic
def keep(
    agenda: Agenda, *, actor: Actor, at: datetime, version: int, case: str, kept: bool
) -> None:
    """Let a case stay in its session when an agenda is proposed again, or let go of it."""
    agenda = _as_seen(agenda, actor, version)
    if case not in keys_of(agenda, actor).values():
        raise NotPossible(STALE)
    _next(agenda, "keep", kept_step(step_of(agenda), case, kept=kept), actor=actor, at=at)


@transaction.atomic
def undo(agenda: Agenda, *, actor: Actor, at: datetime, version: int) -> None:
    """Go back by one step, or refuse."""
    agenda = _as_seen(agenda, actor, version)
    if len(agenda.steps) <= 1:
        raise NotPossible("There is nothing to undo.")
    advance(agenda, "undo", actor=actor, at=at, steps=agenda.steps[:-1], problem={})


@transaction.atomic
def give_up(agenda: Agenda, *, actor: Actor, at: datetime) -> None:
    """Put an agenda away: nothing of it is written."""
    advance(agenda, "give_up", actor=actor, at=at, problem={}, steps=[])


@transaction.atomic
def accept(agenda: Agenda, *, actor: Actor, at: datetime, version: int) -> list[Slot]:
    """Write the agenda as slots, all or none, or refuse.

    Refused where the sessions are no longer what they were when it was arranged: nothing is
    added then, and nothing of the agenda is lost.
    """
    agenda = _as_seen(agenda, actor, version)
    _hold_sessions(agenda, actor)
    keys = keys_of(agenda, actor)
    found, step = gather(agenda.panel, actor=actor, at=at, keys=keys), step_of(agenda)
    for why in stale(found, step, keys.values()):
        raise NotPossible(PLANNED_SINCE.format(what=why))
    if found.problem is None:
        raise NotPossible(NO_SESSION)
    if any(each.what in FORBIDDEN for each in breaches(found.problem, shown(found.problem, step))):
        raise NotPossible("Somebody would chair a case that they must not hear. Move it first.")
    slots = list(_written(found, step, actor=actor, at=at))
    if not slots:
        raise NotPossible("There is no case on this agenda to add.")
    advance(agenda, "accept", actor=actor, at=at, problem={}, steps=[agenda.steps[-1]])
    return slots


def stale(found: Gathered, step: Step, keys: Collection[str]) -> list[str]:
    """In what the sessions and the cases are no longer what the agenda was arranged for.

    The keys are those of its cases that are seen.
    """
    problem = found.problem
    gone = any(
        item.case in keys and (item.case not in found.demands or key not in found.sessions)
        for key, items in step.places.items()
        for item in items
    )
    if gone or problem is None:
        return ["a case on it has a place already or needs none, or a session takes no more cases."]
    now = breaches(problem, shown(problem, step))
    clash = any(each.what in {Rule.TWO_AT_ONCE, Rule.HEARD_TWICE} for each in now)
    outside = any(
        item.starts_at < (sitting := problem.sitting[key]).starts_at
        or item.starts_at.date() != sitting.on
        for key, items in step.places.items()
        for item in items
        if item.case in problem.case
    )
    if clash or outside:
        return ["another case has taken a time on it, or a session has been moved."]
    return []


def step_of(agenda: Agenda) -> Step:
    """The agenda as it stands."""
    return step_from_json(agenda.steps[-1])


def problem_of(agenda: Agenda) -> Problem:
    """What the packer was given."""
    return problem_from_json(agenda.problem)


def _look(
    agenda: Agenda, found: Gathered, earlier: Sequence[Any] = (), seen: Collection[str] = ()
) -> None:
    """Write what the packer is given on the agenda, and a first one as its newest step.

    What is not seen stays where it was; what needs no place any more is dropped.
    """
    if found.problem is None:
        raise NotPossible(NO_SESSION)
    if not found.demands:
        raise NotPossible(NO_CASE)
    problem, before = found.problem, step_from_json(earlier[-1]) if earlier else Step({})
    first = draft(problem, options(problem))
    places = {
        key: tuple(item for item in items if item.case in found.demands)
        for key, items in first.items()
    }
    kept = frozenset(case.key for case in problem.cases if case.kept_in)
    step = Step(_with(places, _outside(before, {*seen, *found.demands})), kept)
    agenda.problem = problem_to_json(problem)
    agenda.steps = [*earlier, step_to_json(step)][-MOST_STEPS:]


def _outside(step: Step, known: Collection[str]) -> Places:
    """Where a step puts the cases that are not among those known."""
    return {
        key: tuple(item for item in items if item.case not in known)
        for key, items in step.places.items()
    }


def _with(places: Places, others: Places) -> Places:
    keys = [*places, *(key for key in others if key not in places)]
    return {key: (*places.get(key, ()), *others.get(key, ())) for key in keys}


def _as_seen(agenda: Agenda, actor: Actor, version: int) -> Agenda:
    """The agenda as it is now, with others kept out of it, if it is as the actor saw it."""
    seen = Agenda.objects.visible_to(actor).select_related("panel__area")
    now: Agenda = seen.select_for_update(of=["self"]).get(pk=agenda.pk)
    if now.version != version:
        raise NotPossible(STALE)
    return now


def _problem_now(agenda: Agenda, *, actor: Actor, at: datetime) -> Problem:
    found = gather(agenda.panel, actor=actor, at=at, keys=keys_of(agenda, actor))
    if found.problem is None:
        raise NotPossible(NO_SESSION)
    return found.problem


def _kept_in(step: Step) -> dict[str, str]:
    """The session of each case that is to stay."""
    return {
        item.case: key
        for key, items in step.places.items()
        for item in items
        if item.case in step.kept
    }


def _next(agenda: Agenda, what: str, step: Step, *, actor: Actor, at: datetime) -> None:
    steps = [*agenda.steps, step_to_json(step)][-MOST_STEPS:]
    advance(agenda, what, actor=actor, at=at, steps=steps, problem={})


def _hold_sessions(agenda: Agenda, actor: Actor) -> None:
    """Keep other cases out of the panel's sessions until this is done, in an order of their own."""
    rows = Session.objects.visible_to(actor).filter(panel=agenda.panel_id, status__in=TAKES_CASES)
    list(rows.order_by("pk").select_for_update(of=["self"]).values_list("pk"))


def _written(found: Gathered, step: Step, *, actor: Actor, at: datetime) -> Iterator[Slot]:
    """A slot for each case, at its time, or later if a case that is not seen holds that."""
    for key, session in found.sessions.items():
        free = session.starts_at
        for item in sorted(step.places.get(key, ()), key=lambda each: each.starts_at):
            if demand := found.demands.get(item.case):
                slot = add_slot(
                    session,
                    actor=actor,
                    at=at,
                    nominal=demand.nominal,
                    purpose=demand.purpose,
                    minutes_allotted=found.minutes(item.case),
                    referral=demand.referral,
                    starts_at=max(item.starts_at, free),
                )
                free = slot.ends_at
                yield slot
