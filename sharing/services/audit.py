"""Cases drawn at random and opened to an auditor for a few days, with their papers."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from access.actor import Actor, Role
from access.change import begin
from access.lifecycle import NotPossible
from access.policy import require
from access.rows import Shared, live, share, shares_of
from agencies.models import Appointment, AppointmentQuerySet, Person
from clocks.services import limit
from clocks.working_days import due, end_of
from govuk.words import plural
from nominals.models import Exclusion, Nominal
from notices.services import notify
from sharing.models import AuditSample, Seal

from .ending import close

SOURCE = "audit"
NOT_AN_AUDITOR = "Choose an auditor of your area."
WHY = "Drawn at random for audit"


@dataclass(frozen=True, slots=True)
class Heard:
    """The cases heard in a period, by key, each with what an auditor reads of it."""

    first: date
    last: date
    papers: Mapping[UUID, Sequence[Any]]


def auditors(area_id: UUID, *, at: datetime) -> AppointmentQuerySet:
    """The appointments in force of the auditors of an area."""
    held = Appointment.objects.live(at).filter(
        area_id=area_id, role=Role.AUDITOR, person__is_active=True
    )
    return held.select_related("person", "agency")


def latest(area_id: UUID, *, on: date) -> date:
    """The last day on which a case drawn on this day may be open to its auditor."""
    return due(limit("audit_sample", area_id, on), on)


@transaction.atomic
def draw(  # noqa: PLR0913 (a draw that can be repeated says all of this)
    heard: Heard,
    *,
    actor: Actor,
    at: datetime,
    auditor: Person,
    number: int,
    reason: str,
    until: date,
    seed: int | None = None,
) -> list[AuditSample]:
    """Open a random sample of the cases heard to an auditor until a day, and tell them; or refuse.

    Sealed cases, and those that the auditor must not receive, are not among those drawn from.
    The seed is kept: with it, anyone can repeat the draw and find the same cases.
    """
    require(actor, "audit_sample.draw")
    _audits(auditor, actor, until, at)
    candidates = _open_to_draw(heard, auditor, actor, at)
    if not 0 < number <= len(candidates):
        many = plural(len(candidates), "case")
        raise NotPossible(f"The period has {many} to draw from. Ask for that many or fewer.")
    seed, draw_id = secrets.randbits(48) if seed is None else seed, uuid4()
    drawn = chosen(candidates, number, seed)
    cases = Nominal.objects.visible_to(actor).in_bulk(drawn)
    samples = [
        AuditSample(
            nominal=cases[key],
            auditor=auditor,
            reason=reason,
            given_by=actor.person,
            given_at=at,
            until=end_of(until),
            draw_id=draw_id,
            seed=seed,
            heard_from=heard.first,
            heard_to=heard.last,
            drawn_from=len(candidates),
        )
        for key in drawn
    ]
    for sample in samples:
        begin(sample, "draw", actor=actor, at=at)
        _open(sample, [sample.nominal, *heard.papers[sample.nominal_id]], actor=actor, at=at)
    _tell(auditor, draw_id, until, at)
    return samples


def chosen(candidates: Iterable[UUID], number: int, seed: int) -> list[UUID]:
    """What chance picks from these keys with this seed, whatever order they come in."""
    dice = Random(seed)  # noqa: S311 (fair and repeatable, not secret)
    return dice.sample(sorted(candidates), number)


@transaction.atomic
def end(sample: AuditSample, *, actor: Actor, at: datetime, because: str) -> None:
    """Close a sampled case to its auditor, with its papers, for a reason; or refuse."""
    close(sample, actor=actor, at=at, because=because)
    for model in apps.get_models():
        if issubclass(model, Shared) and "pk" in model.follows:
            of_this = shares_of(model)._base_manager.filter(source=SOURCE, source_id=sample.pk)
            of_this.filter(live()).update(expires_at=at)


def _open(sample: AuditSample, records: Iterable[Any], *, actor: Actor, at: datetime) -> None:
    for record in records:
        share(
            record,
            [sample.auditor.own_group_id],
            source=SOURCE,
            source_id=sample.pk,
            reason=WHY,
            at=at,
            by=actor.person,
            expires_at=sample.until,
        )


def _audits(auditor: Person, actor: Actor, until: date, at: datetime) -> None:
    if not auditors(actor.area_id, at=at).filter(person=auditor).exists():
        raise NotPossible(NOT_AN_AUDITOR)
    today, furthest = localdate(at), latest(actor.area_id, on=localdate(at))
    if not today <= until <= furthest:
        day = f"{furthest.day} {furthest:%B %Y}"
        raise NotPossible(f"Choose a day from today until {day}, which is as long as is allowed.")


def _open_to_draw(heard: Heard, auditor: Person, actor: Actor, at: datetime) -> set[UUID]:
    """The cases heard, less those sealed and those that the auditor must not receive."""
    agencies = auditors(actor.area_id, at=at).filter(person=auditor).values("agency_id")
    exclusions = Exclusion.objects.filter(nominal__in=heard.papers)
    barred = exclusions.filter(person=auditor) | exclusions.filter(agency_id__in=agencies)
    sealed = Seal.objects.visible_to(actor).filter(nominal__in=heard.papers, lifted_at=None)
    return (
        set(heard.papers)
        - set(barred.values_list("nominal_id", flat=True))
        - set(sealed.values_list("nominal_id", flat=True))
    )


def _tell(auditor: Person, draw_id: UUID, until: date, at: datetime) -> None:
    notify(
        rule="audit_sample.drawn",
        recipient=auditor,
        about_id=draw_id,
        on=until,
        at=at,
        link=reverse("nominals:list"),
    )
