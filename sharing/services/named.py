"""People named for one case: a voluntary caseworker, a victim liaison officer, and such."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from access.actor import Actor
from access.change import amend, begin
from access.lifecycle import NotPossible
from access.policy import CASES, require
from access.rows import share, unshare
from agencies.models import Appointment, AppointmentQuerySet, Person
from clocks.services import limit
from clocks.working_days import due, end_of
from nominals.models import Exclusion, Nominal
from notices.services import notify
from sharing.models import NamedPerson, Seal

from .ending import close, still_stands

SOURCE = "named"
BARRED = "This person must not receive anything about the person managed."
ALREADY = "They are named for this case already. Renew that instead."
SEALED = "This case is sealed. Change who is named on its seal instead."


def appointed(area_id: Any, *, at: datetime) -> AppointmentQuerySet:
    """The appointments in force under which somebody of an area may have a case open to them."""
    held = Appointment.objects.live(at).filter(
        area_id=area_id, role__in=CASES, person__is_active=True
    )
    return held.select_related("person", "agency")


def latest(area_id: Any, *, on: date) -> date:
    """The last day on which a case may be open to somebody who is named for it on this day."""
    return due(limit("named_person", area_id, on), on)


@transaction.atomic
def add(
    nominal: Nominal, *, actor: Actor, at: datetime, person: Person, reason: str, until: date
) -> NamedPerson:
    """Open a case to one person of the area, up to and including a day, and tell them; or refuse.

    Somebody who must not receive anything about the nominal is never named, nor somebody of
    another area, in the same words.
    """
    require(actor, "named_person.add", nominal)
    # Held, so that somebody named twice at once is named once: ending that ends it.
    Nominal.objects.visible_to(actor).select_for_update().get(pk=nominal.pk)
    _may_receive(nominal, person, at)
    if Seal.objects.visible_to(actor).filter(nominal=nominal, lifted_at=None).exists():
        raise NotPossible(SEALED)
    if NamedPerson.objects.visible_to(actor).live(at).filter(nominal=nominal, person=person):
        raise NotPossible(ALREADY)
    named = NamedPerson(
        nominal=nominal,
        person=person,
        reason=reason,
        given_by=actor.person,
        given_at=at,
        until=_within_reach(nominal, until, at),
    )
    begin(named, "add", actor=actor, at=at, on=nominal)
    _open(named, actor=actor, at=at)
    return named


@transaction.atomic
def renew(named: NamedPerson, *, actor: Actor, at: datetime, until: date, reason: str = "") -> None:
    """Let a case stay open to a person named for it until another day, and tell them; or refuse."""
    still_stands(named)
    _may_receive(named.nominal, named.person, at)
    closes = _within_reach(named.nominal, until, at)
    amend(named, "renew", actor=actor, at=at, until=closes, reason=reason or named.reason)
    _open(named, actor=actor, at=at)


@transaction.atomic
def end(named: NamedPerson, *, actor: Actor, at: datetime, because: str) -> None:
    """Close a case to a person named for it, for a reason; or refuse: it is over already."""
    close(named, actor=actor, at=at, because=because)
    unshare(named.nominal, source=SOURCE, source_id=named.pk, at=at)


def _open(named: NamedPerson, *, actor: Actor, at: datetime) -> None:
    share(
        named.nominal,
        [named.person.own_group_id],
        source=SOURCE,
        source_id=named.pk,
        reason=f"Named for this case: {named.reason}"[:200],
        at=at,
        by=actor.person,
        expires_at=named.until,
    )
    notify(
        rule="named_person.added",
        recipient=named.person,
        about_id=named.pk,
        on=named.last_day,
        at=at,
        link=named.nominal.get_absolute_url(),
        nominal_id=named.nominal_id,
    )


def _may_receive(nominal: Nominal, person: Person, at: datetime) -> None:
    """Refuse somebody who is excluded, or an agency of theirs, or who is of another area."""
    held = appointed(nominal.area_id, at=at).filter(person=person)
    agencies = set(held.values_list("agency_id", flat=True))
    of_them = Exclusion.objects.filter(nominal=nominal)
    barred = of_them.filter(person=person) | of_them.filter(agency_id__in=agencies)
    if not agencies or barred.exists():
        raise NotPossible(BARRED)


def _within_reach(nominal: Nominal, until: date, at: datetime) -> datetime:
    """The end of the last day, if it is neither past nor further off than the area allows."""
    today, furthest = localdate(at), latest(nominal.area_id, on=localdate(at))
    if not today <= until <= furthest:
        day = f"{furthest.day} {furthest:%B %Y}"
        raise NotPossible(f"Choose a day from today until {day}, which is as long as is allowed.")
    return end_of(until)
