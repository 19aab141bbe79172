"""Who must not receive anything about a nominal: it beats every share, in both locks."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from access.actor import Actor, Role
from access.lifecycle import NotPossible
from access.policy import require
from agencies.models import Agency, Appointment, Person
from agencies.services import RUNS_AREA
from audit.trail import write
from nominals.models import Exclusion, Nominal
from notices.services import notify

from .audience import readers_of
from .seals import KEEPS, standing

SAID_SO = "Said that they should not see it"

ALREADY = "They are excluded from this case already."
YOURSELF = "To end your own sight of this case, use “I should not be seeing this”."
UNIT = (
    "The area's MAPPA unit sits in this agency, so excluding it would shut the unit out."
    " Exclude persons of it instead."
)
COUNTS = "This is how the area counts its cases, and no person reads them there."
LEADS = "This agency leads the case. Name another lead agency first, or exclude persons of it."
MANAGES = "This person manages the case. Name another case manager first."
NOBODY_LEFT = (
    "Nobody of the area's MAPPA unit would then see this case. Appoint somebody else first."
)
NOBODY_KEEPS = (
    "Nobody would be left who can change who is named on the seal of this case, or lift it."
    " Name somebody else on it first."
)

POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})\b")


@transaction.atomic
def exclude(
    nominal: Nominal,
    *,
    actor: Actor,
    at: datetime,
    reason: str,
    person: Person | None = None,
    agency: Agency | None = None,
) -> Exclusion:
    """Let a person, or an agency, receive nothing about a nominal from now on, or refuse.

    Refused where it would shut out those who must see the case: the area's MAPPA unit, its
    counting service, the lead agency, the case manager. Invitations stand, and open nothing.
    """
    require(actor, "exclusion.add", nominal)
    _one_at_a_time(nominal, actor)
    if refusal := why_not(nominal, actor=actor, at=at, person=person, agency=agency):
        raise NotPossible(refusal)
    return _put(nominal, actor=actor, at=at, reason=reason, person=person, agency=agency)


@transaction.atomic
def lift(exclusion: Exclusion, *, actor: Actor, at: datetime, because: str) -> None:
    """Let whoever was excluded receive again what is shared with them, or refuse.

    What opened the case to them before opens it again, if it still stands. Who was excluded,
    and since when, is kept in the trail.
    """
    nominal = exclusion.nominal
    require(actor, "exclusion.lift", nominal)
    deleted, _ = Exclusion.objects.filter(pk=exclusion.pk).delete()
    if not deleted:
        raise NotPossible("This exclusion has been lifted already.")
    since = exclusion.given_at.isoformat()
    whom = _named(exclusion.person_id, exclusion.agency_id)
    write("exclusion.lift", nominal, by=actor, at=at, because=because, since=since, **whom)


@transaction.atomic
def step_back(nominal: Nominal, *, actor: Actor, at: datetime, words: str) -> None:
    """End one's own sight of a nominal, for good, and tell those who answer for the case.

    Refused where nobody of the area's MAPPA unit would be left to see it; where it is sealed,
    nobody who keeps the seal.
    """
    require(actor, "nominal.step_back", nominal)
    _one_at_a_time(nominal, actor)
    told = _answer_for(nominal, actor=actor, at=at)
    if refusal := _leaves_nobody(nominal, actor=actor, at=at, without=Q(person=actor.person)):
        raise NotPossible(refusal)
    reason = f"{SAID_SO}: {words}"
    said = _put(nominal, actor=actor, at=at, reason=reason, person=actor.person)
    for person in told:
        notify(
            rule="exclusion.said",
            recipient=person,
            about_id=said.pk,
            on=localdate(at),
            at=at,
            link=f"/nominals/{nominal.pk}/exclusions/",
            nominal_id=nominal.pk,
        )


def why_not(
    nominal: Nominal,
    *,
    actor: Actor,
    at: datetime,
    person: Person | None,
    agency: Agency | None,
) -> str:
    """Why they cannot be excluded, in a sentence; empty where they can."""
    named = Exclusion.objects.filter(nominal=nominal)
    if named.filter(person=person, agency_id=agency.pk if agency else None).exists():
        return ALREADY
    if agency:
        return _why_not_agency(nominal, agency, actor=actor, at=at)
    return _why_not_person(nominal, person, actor=actor, at=at) if person else ""


def loses_sight(
    nominal: Nominal, *, at: datetime, person: Person | None, agency: Agency | None
) -> list[Person]:
    """The people who see a nominal now and, once these are excluded, no longer would."""
    readers = readers_of(nominal, at=at)
    barred = readers.filter(person=person) if person else readers.filter(agency=agency)
    still = readers.exclude(pk__in=barred.order_by().values("pk")).values_list("person", flat=True)
    kept = set(still)
    lost = {each.person_id: each.person for each in barred if each.person_id not in kept}
    return list(lost.values())


def likeness(
    nominal: Nominal, people: Iterable[Person], *, homes: Sequence[tuple[Person, str]] = ()
) -> list[tuple[Person, str]]:
    """Those of these people who may be related to a nominal, each with why (pure).

    A surname is compared as a whole and in its parts. `homes` are addresses known of some of
    them (ours keeps none of its staff); the postcode or the first line may be the same.
    """
    surnames = _surnames(nominal)
    found = [(each, "the same surname") for each in people if surnames & _parts(each.name, last=1)]
    near = _places(nominal.address)
    found += [(each, "the same address") for each, home in homes if near & _places(home)]
    return found


def _surnames(nominal: Nominal) -> set[str]:
    return _parts(nominal.surname) | _parts(nominal.known_as, last=1)


def _parts(name: str, *, last: int = 0) -> set[str]:
    """A name's words, or the last of them, and the parts of those joined by a hyphen."""
    words = name.casefold().split()[-last:]
    return {part for word in words for part in (word, *word.split("-")) if part}


def _places(address: str) -> set[str]:
    """What tells an address: its postcode, and its first line where that has a number."""
    postcode = POSTCODE.search(address.upper())
    line = re.sub(r"[^a-z0-9]+", " ", re.split(r"[,\n]", address.casefold())[0]).strip()
    found = {"".join(postcode.groups())} if postcode else set()
    return found | ({line} if re.search(r"\d", line) and re.search(r"[a-z]{3}", line) else set())


def _why_not_agency(nominal: Nominal, agency: Agency, *, actor: Actor, at: datetime) -> str:
    held = Appointment.objects.live(at).filter(agency=agency)
    if held.filter(role__in=RUNS_AREA).exists():
        return UNIT
    if held.filter(role=Role.SERVICE).exists():
        return COUNTS
    if agency.pk == nominal.lead_agency_id:
        return LEADS
    return _leaves_nobody(nominal, actor=actor, at=at, without=Q(agency=agency))


def _why_not_person(nominal: Nominal, person: Person, *, actor: Actor, at: datetime) -> str:
    if person.pk == actor.person_id:
        return YOURSELF
    if person.pk == nominal.case_manager_id:
        return MANAGES
    if Appointment.objects.live(at).filter(person=person, role=Role.SERVICE).exists():
        return COUNTS
    return _leaves_nobody(nominal, actor=actor, at=at, without=Q(person=person))


def _leaves_nobody(nominal: Nominal, *, actor: Actor, at: datetime, without: Q) -> str:
    """That they are the last of those who must see the nominal, in a sentence; else nothing."""
    sealed = standing(nominal, actor=actor)
    must = readers_of(nominal, at=at).filter(role__in=KEEPS if sealed else RUNS_AREA)
    if not must.exists() or must.exclude(without).exists():
        return ""
    return NOBODY_KEEPS if sealed else NOBODY_LEFT


def _one_at_a_time(nominal: Nominal, actor: Actor) -> None:
    """Until this transaction ends, nobody else can exclude from this case, nor step back."""
    Nominal.objects.visible_to(actor).select_for_update().get(pk=nominal.pk)


def _answer_for(nominal: Nominal, *, actor: Actor, at: datetime) -> list[Person]:
    """The co-ordinators who see the nominal; where none does, everybody else who does."""
    others = readers_of(nominal, at=at).exclude(Q(person=actor.person) | Q(role=Role.SERVICE))
    found = {each.person_id: each for each in others}
    coordinators = {each.person_id for each in others if each.role == Role.COORDINATOR}
    return [found[key].person for key in (coordinators or found)]


def _put(
    nominal: Nominal,
    *,
    actor: Actor,
    at: datetime,
    reason: str,
    person: Person | None = None,
    agency: Agency | None = None,
) -> Exclusion:
    made = Exclusion(
        nominal=nominal,
        person=person,
        agency_id=agency.pk if agency else None,
        reason=reason,
        given_at=at,
    )
    made.save(force_insert=True)
    write("exclusion.add", nominal, by=actor, at=at, **_named(made.person_id, made.agency_id))
    return made


def _named(person: UUID | None, agency: UUID | None) -> dict[str, str]:
    """Who, as the trail keeps it: by key."""
    return {"person": str(person)} if person else {"agency": str(agency)}
