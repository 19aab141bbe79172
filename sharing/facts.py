"""What opens a case to one person for a while, or closes it to all but a few."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from access.actor import Actor, Role
from access.due import Due
from access.policy import CASES
from agencies.facts import Posts
from nominals.facts import Case
from nominals.models import Nominal

from .models import AuditSample, BreakGlass, NamedPerson, Opening, Seal, SealedFor
from .seals import COUNTED, NATIONAL, SEAL, WHO, national_unit
from .services import audit, break_glass, named

Unsealed = Mapping[UUID, Case]
IN_AN_EMERGENCY = "Opened in an emergency"
OPENING = ("pk", "nominal_id", "reason", "given_at", "until")


@dataclass(frozen=True, slots=True)
class Seals:
    """The cases that are sealed, by key, with the seal that stands; and all the others."""

    sealed: Mapping[UUID, UUID]
    unsealed: Unsealed


def seals(cases: Mapping[UUID, Case], *, actor: Actor) -> Seals:
    """Tell the sealed cases from the others; those of which a seal was lifted opened anew then."""
    sealed: dict[UUID, UUID] = {}
    lifted: dict[UUID, list[datetime]] = defaultdict(list)
    rows = Seal.objects.visible_to(actor).values_list("pk", "nominal_id", "lifted_at")
    for key, nominal, at in rows:
        if at is None:
            sealed[nominal] = key
        else:
            lifted[nominal].append(at)
    return Seals(
        sealed,
        {
            key: replace(case, closings=tuple(sorted((*case.closings, *lifted[key]))))
            for key, case in cases.items()
            if key not in sealed
        },
    )


def due(found: Seals, posts: Posts, *, actor: Actor, at: datetime) -> Iterator[Due]:
    """Of nominals: to those named, those who broke the glass, auditors; and through a seal."""
    yield from _sealed(found.sealed, posts, actor=actor)
    yield from _named(found.unsealed, posts, actor=actor, at=at)
    yield from _emergencies(found.unsealed, posts, actor=actor, at=at)
    yield from _audited(found.unsealed, posts, actor=actor, at=at)


def _sealed(sealed: Mapping[UUID, UUID], posts: Posts, *, actor: Actor) -> Iterator[Due]:
    if unit := national_unit():
        for nominal, seal in sealed.items():
            yield Due(Nominal, nominal, unit.service_id, NATIONAL, seal, COUNTED)
    rows = SealedFor.objects.visible_to(actor).filter(seal__in=list(sealed.values()))
    for nominal, seal, person in rows.values_list("nominal_id", "seal_id", "person_id"):
        for group in posts.of(person):
            yield Due(Nominal, nominal, group, SEAL, seal, WHO)


def _named(cases: Unsealed, posts: Posts, *, actor: Actor, at: datetime) -> Iterator[Due]:
    for key, nominal, reason, given_at, until, person in _openings(
        NamedPerson, "person", actor, at
    ):
        if (case := cases.get(nominal)) and case.opens(given_at):
            why = f"Named for this case: {reason}"[:200]
            for group in posts.of(person, area=case.area, roles=CASES):
                yield Due(Nominal, nominal, group, named.SOURCE, key, why, until)


def _emergencies(cases: Unsealed, posts: Posts, *, actor: Actor, at: datetime) -> Iterator[Due]:
    """While the appointment under which they opened it lasts, unless a review closed it."""
    rows = BreakGlass.objects.visible_to(actor).filter(until__gt=at)
    rows = rows.exclude(outcome=BreakGlass.Outcome.NOT_PROPORTIONATE).order_by()
    fields = ("pk", "nominal_id", "opened_at", "until", "appointment_id")
    for key, nominal, opened_at, until, appointment in rows.values_list(*fields):
        if (case := cases.get(nominal)) and case.opens(opened_at):
            for group in posts.under(appointment):
                source = break_glass.SOURCE
                yield Due(Nominal, nominal, group, source, key, IN_AN_EMERGENCY, until)


def _audited(cases: Unsealed, posts: Posts, *, actor: Actor, at: datetime) -> Iterator[Due]:
    for key, nominal, _, given_at, until, person in _openings(AuditSample, "auditor", actor, at):
        if (case := cases.get(nominal)) and case.opens(given_at):
            for group in posts.of(person, area=case.area, roles={Role.AUDITOR}):
                yield Due(Nominal, nominal, group, audit.SOURCE, key, audit.WHY, until)


def _openings(
    model: type[Opening], person: str, actor: Actor, at: datetime
) -> Iterator[tuple[Any, ...]]:
    rows = model.objects.visible_to(actor).live(at)
    return iter(rows.order_by().values_list(*OPENING, f"{person}_id"))
