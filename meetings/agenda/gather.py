"""The packer's problem of a panel, read from the database as far as somebody sees it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.timezone import localdate, localtime

from access.actor import Actor
from agencies.models import Agency, Person
from meetings.lifecycle import SlotStatus
from meetings.models import Agenda, AgendaCase, Panel, Programme, Session, Slot
from meetings.packing import Case, Placed, Problem, Sitting
from meetings.timetable import TAKES_CASES
from nominals.models import Level

from . import people
from .demand import Demand, chosen, demands

MOST_SESSIONS = 8
SESSION_MINUTES = Programme._meta.get_field("session_minutes").default

Keys = Mapping[UUID, str]
"""By which key the cases of an agenda go: of each nominal, that of its `AgendaCase`."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What can be placed and where, and what its keys stand for.

    `problem` is None where no session takes cases. `later` counts those that later sessions can
    hear; `new` those that need a place and are not in the agenda.
    """

    panel: Panel
    problem: Problem | None
    sessions: Mapping[str, Session] = field(default_factory=dict)
    demands: Mapping[str, Demand] = field(default_factory=dict)
    slots: Mapping[str, Slot] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    later: int = 0
    new: int = 0

    def minutes(self, key: str) -> int:
        """How long a case takes."""
        return self.problem.case[key].minutes if self.problem else 0


def keys_of(agenda: Agenda, actor: Actor) -> dict[UUID, str]:
    """The keys of an agenda's cases, of those that the actor may see."""
    rows = AgendaCase.objects.visible_to(actor).filter(agenda=agenda)
    return {nominal: str(key) for nominal, key in rows.values_list("nominal_id", "pk")}


def gather(
    panel: Panel,
    *,
    actor: Actor,
    at: datetime,
    keys: Keys | None = None,
    kept: Mapping[str, str] | None = None,
) -> Gathered:
    """The coming sessions of a panel and what they have to hear.

    With `keys`, only cases of that agenda, by its keys; else all, by the key of the nominal.
    `kept` says which cases are to stay in which sessions.
    """
    sessions = coming(panel, actor, at=at)
    found = demands(panel, actor, on=localdate(at))
    if not sessions:
        return Gathered(panel, None, later=len(found))
    near = chosen(found, last=localdate(sessions[-1].starts_at))
    wanted = {
        key: each
        for each in (near if keys is None else found)
        if (key := _key(each, keys)) is not None
    }
    slots = _placed(sessions, actor)
    problem = _problem(panel, sessions, slots, wanted, kept or {}, actor=actor, at=at)
    outside = [each for each in near if keys is not None and each.nominal.pk not in keys]
    return Gathered(
        panel=panel,
        problem=problem,
        sessions={str(each.pk): each for each in sessions},
        demands=wanted,
        slots={str(each.pk): each for each in slots},
        names=_names(problem),
        later=len(found) - len(wanted) - len(outside),
        new=len(outside),
    )


def coming(panel: Panel, actor: Actor, *, at: datetime) -> list[Session]:
    """The next sessions of a panel that still take cases."""
    seen = Session.objects.visible_to(actor).filter(
        panel=panel, status__in=TAKES_CASES, starts_at__gt=at
    )
    found = seen.select_related("panel", "chair").order_by("starts_at")
    return list(found[:MOST_SESSIONS])


def _key(demand: Demand, keys: Keys | None) -> str | None:
    nominal = demand.nominal.pk
    return str(nominal) if keys is None else keys.get(nominal)


def _placed(sessions: Sequence[Session], actor: Actor) -> list[Slot]:
    seen = Slot.objects.visible_to(actor).filter(session__in=sessions)
    standing = seen.exclude(status=SlotStatus.CANCELLED)
    return list(standing.select_related("nominal__lead_agency").order_by("starts_at"))


def _problem(  # noqa: PLR0913 (all that it is made of)
    panel: Panel,
    sessions: Sequence[Session],
    slots: Sequence[Slot],
    wanted: Mapping[str, Demand],
    kept: Mapping[str, str],
    *,
    actor: Actor,
    at: datetime,
) -> Problem:
    lengths = Lengths.of(panel, actor)
    made = {key: _as_slot(each, sessions[0], lengths) for key, each in wanted.items()}
    all_slots = [*slots, *made.values()]
    away = people.kept_away(panel.area_id, _days(sessions, lengths), lengths.of_panels, actor=actor)
    needed = people.required(panel, all_slots, actor=actor)
    managers = people.managers(all_slots, away)
    barred = people.conflicts(sessions, all_slots, at=at)
    here = {str(each.pk) for each in sessions}

    def case(key: str, slot: Slot, demand: Demand | None) -> Case:
        stays = kept.get(key)
        return Case(
            key=key,
            minutes=slot.minutes_allotted,
            level=panel.level,
            agencies=needed[slot.pk] | managers[slot.pk],
            deadline=demand.due_on if demand else None,
            earliest=demand.earliest if demand else None,
            seniors=panel.level == Level.THREE,
            kept_in=stays if stays in here else None,
        )

    cases = [
        *(case(str(slot.pk), slot, None) for slot in slots),
        *(case(key, made[key], demand) for key, demand in wanted.items()),
    ]
    keys = {slot.nominal_id: str(slot.pk) for slot in slots}
    keys |= {demand.nominal.pk: key for key, demand in wanted.items()}
    needing = {who for each in cases for who in each.agencies} | {
        str(each.chair_id) for each in sessions
    }
    return Problem(
        cases=tuple(cases),
        sittings=tuple(_sitting(each, slots, barred, keys, lengths) for each in sessions),
        attenders=people.attenders({key: each for key, each in away.items() if key in needing}),
    )


def _as_slot(demand: Demand, session: Session, lengths: "Lengths") -> Slot:
    """The slot that a case would get, never saved: those who choose its seats ask for one."""
    minutes = lengths.first if demand.is_first else lengths.review
    return Slot(
        nominal=demand.nominal,
        session=session,
        area_id=session.area_id,
        referral=demand.referral,
        purpose=demand.purpose,
        minutes_allotted=minutes,
    )


def _sitting(
    session: Session,
    slots: Iterable[Slot],
    barred: Mapping[UUID, set[UUID]],
    keys: Mapping[UUID, str],
    lengths: "Lengths",
) -> Sitting:
    placed = [slot for slot in slots if slot.session_id == session.pk]
    opens = min([session.starts_at, *(slot.starts_at for slot in placed)])
    return Sitting(
        key=str(session.pk),
        starts_at=localtime(opens),
        minutes=lengths.session,
        levels=frozenset({session.panel.level}),
        chair=str(session.chair_id),
        conflicts=frozenset(
            keys[each] for each in barred.get(session.chair_id, ()) if each in keys
        ),
        placed=tuple(Placed(str(slot.pk), localtime(slot.starts_at)) for slot in placed),
    )


@dataclass(frozen=True, slots=True)
class Lengths:
    """Minutes: of a session of the panel and of every other, of a first meeting and a review."""

    session: int
    first: int
    review: int
    of_panels: Mapping[UUID, int]

    @classmethod
    def of(cls, panel: Panel, actor: Actor) -> "Lengths":
        panels = Panel.objects.filter(area=panel.area_id).values_list("pk", flat=True)
        own = {each.panel_id: each for each in Programme.objects.visible_to(actor)}
        minutes = {
            key: own[key].session_minutes if key in own else SESSION_MINUTES for key in panels
        }
        programme = own.get(panel.pk)
        review = programme.review_minutes if programme else None
        return cls(minutes[panel.pk], panel.slot_minutes, review or panel.slot_minutes, minutes)


def _days(sessions: Sequence[Session], lengths: Lengths) -> people.Days:
    since, last = sessions[0].starts_at, sessions[-1].starts_at
    keys = frozenset(each.pk for each in sessions)
    return people.Days(since, last + timedelta(minutes=lengths.session), keys)


def _names(problem: Problem) -> dict[str, str]:
    """What agencies and people are called: those that are needed, and those who chair."""
    keys = {who for case in problem.cases for who in case.agencies}
    keys |= {sitting.chair for sitting in problem.sittings}
    agencies = Agency.objects.filter(pk__in=keys).values_list("pk", "name")
    named = Person.objects.filter(pk__in=keys).values_list("pk", "name")
    return {str(key): name for key, name in (*agencies, *named)}
