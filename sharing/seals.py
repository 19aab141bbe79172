"""Cases sealed: open to the people named and to nobody else, and counted nationally."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate

from access.actor import Actor, Role
from access.change import amend, begin
from access.lifecycle import NotPossible
from access.policy import Refused, require
from access.rows import share, unshare
from agencies.models import Agency, Appointment, Area, Person
from audit.trail import write
from nominals.models import Category, CategoryEpisode, Exclusion, Nominal, NominalShare
from notices.services import notify

from .models import Seal, SealedFor

SEAL, NATIONAL = "seal", "national"
WHILE_SEALED = (SEAL, NATIONAL)  # the database admits no other source while a seal stands

# Those who, being named, may change who else is, or lift the seal.
KEEPS = (Role.COORDINATOR, Role.CHAIR, Role.PRACTITIONER, Role.MANAGER, Role.SENIOR_REPRESENTATIVE)

WHO = "Sealed, and open to the people named"
COUNTED = "Sealed cases are counted nationally"
SEALED = "This case is sealed already."
NOT_SEALED = "This case is not sealed."
NO_UNIT = "No national unit is set up, so a sealed case would not be counted. Set it up first."
NO_KEEPER = (
    "Name at least one co-ordinator, chair, case manager, manager or senior representative, who"
    " can change later who is named."
)
BARRED = "Somebody named must not receive anything about this person. Lift that first."
OF_NSD = (
    "A case manager seals only a person in Category 4 whom the National Security Division manages."
)


@transaction.atomic
def seal(
    nominal: Nominal, *, actor: Actor, at: datetime, reason: str, people: Sequence[Person]
) -> Seal:
    """Close a case to all but the people named, from now on, or refuse.

    Every other share on it ends, the area's own and its counting service's too, and no other can
    be given while the seal stands. The national unit's service counts it. Whoever seals and is
    not named sees it no longer.
    """
    require(actor, "seal.add", nominal)
    # Held until this ends: whoever is giving a share meanwhile waits, and is then refused.
    Nominal.objects.visible_to(actor).select_for_update().get(pk=nominal.pk)
    check(nominal, actor=actor, at=at, people=people)
    made = Seal(nominal=nominal, reason=reason, sealed_by=actor.person, sealed_at=at)
    begin(made, "add", actor=actor, at=at, on=nominal)
    for person in people:
        SealedFor(nominal=nominal, seal=made, person=person).save(force_insert=True)
    _open(made, people, actor=actor, at=at)
    _count_nationally(made, actor=actor, at=at)
    _tell(made, [each for each in people if each.pk != actor.person_id], at=at)
    _close_the_rest(nominal, at=at)
    return made


@transaction.atomic
def unseal(made: Seal, *, actor: Actor, at: datetime, because: str) -> None:
    """Give a case back to its area and to those who lead it, or refuse.

    What else opened it before is not given again: an invitation is renewed by whoever asks.
    """
    nominal = made.nominal
    _still_stands(made, actor)
    amend(made, "lift", actor=actor, at=at, because=because, lifted_at=at, lifted_by=actor.person)
    area = nominal.area
    given = {"at": at, "by": actor.person}
    share(nominal, [area.coordination_id], source="area", reason="The area's MAPPA unit", **given)
    share(nominal, [area.service_id], source="service", reason="Reminders and counts", **given)
    share(
        nominal,
        _lead(nominal, at),
        source="lead",
        reason="Case manager of the lead agency, and their manager",
        **given,
    )
    unshare(nominal, source=NATIONAL, source_id=made.pk, at=at)
    unshare(nominal, source=SEAL, source_id=made.pk, at=at)


@transaction.atomic
def name_for_seal(made: Seal, *, actor: Actor, at: datetime, person: Person) -> None:
    """Open a sealed case to one more person, and tell them, or refuse."""
    require(actor, "seal.name", made)
    _still_stands(made, actor)
    if made.people.filter(person=person).exists():
        raise NotPossible("They are named already.")
    _not_barred(made.nominal, [person], at)
    SealedFor(nominal=made.nominal, seal=made, person=person).save(force_insert=True)
    write("seal.name", made, by=actor, at=at, person=str(person.pk))
    _open(made, [person], actor=actor, at=at)
    _tell(made, [person], at=at)


@transaction.atomic
def unname(made: Seal, *, actor: Actor, at: datetime, person: Person) -> None:
    """Close a sealed case to one of the people named, or refuse: somebody must keep it."""
    require(actor, "seal.unname", made)
    _still_stands(made, actor)
    left = [each.person for each in made.people.select_related("person").exclude(person=person)]
    _somebody_keeps(left, at)
    write("seal.unname", made, by=actor, at=at, person=str(person.pk))
    made.people.filter(person=person).delete()
    own = NominalShare._base_manager.filter(
        content_object=made.nominal, source=SEAL, source_id=made.pk, group=person.own_group_id
    )
    own.update(expires_at=at)


def check(nominal: Nominal, *, actor: Actor, at: datetime, people: Sequence[Person]) -> None:
    """Refuse what `seal` would refuse, before it is asked to: Refused or NotPossible says why."""
    if not may_seal(nominal, actor=actor, on=localdate(at)):
        raise Refused(OF_NSD)
    if standing(nominal, actor=actor):
        raise NotPossible(SEALED)
    _counting_unit()
    _somebody_keeps(people, at)
    _not_barred(nominal, people, at)


def may_seal(nominal: Nominal, *, actor: Actor, on: date) -> bool:
    """Whether the actor seals such a case at all, so far as their role alone does not say.

    A case manager seals for the National Security Division alone, and Category 4 alone.
    """
    if not actor.has(Role.PRACTITIONER):
        return True
    of_nsd = Agency.objects.filter(pk=actor.agency_id, kind=Agency.Kind.NSD).exists()
    fourth = CategoryEpisode.objects.visible_to(actor).on(on)
    return of_nsd and fourth.filter(nominal=nominal, category=Category.FOUR).exists()


def standing(nominal: Nominal, *, actor: Actor) -> Seal | None:
    """The seal on a nominal, where one stands."""
    found = Seal.objects.visible_to(actor).filter(nominal=nominal, lifted_at=None)
    return found.select_related("nominal", "sealed_by").first()


def national_unit() -> Area | None:
    """The unit that counts the sealed cases of all areas, where it is set up."""
    return Area.objects.filter(national=True).first()


def _somebody_keeps(people: Iterable[Person], at: datetime) -> None:
    held = Appointment.objects.live(at).filter(
        person__in=list(people), person__is_active=True, role__in=KEEPS
    )
    if not held.exists():
        raise NotPossible(NO_KEEPER)


def _not_barred(nominal: Nominal, people: Sequence[Person], at: datetime) -> None:
    agencies = Appointment.objects.live(at).filter(person__in=people).values("agency_id")
    barred = Q(person__in=people) | Q(agency_id__in=agencies)
    if Exclusion.objects.filter(barred, nominal=nominal).exists():
        raise NotPossible(BARRED)


def _still_stands(made: Seal, actor: Actor) -> None:
    """Keep the seal as it is until this transaction ends, or NotPossible: it is lifted.

    So that of the last two who keep a case neither takes the other off it at the same moment.
    """
    rows = Seal.objects.visible_to(actor).select_for_update().filter(pk=made.pk, lifted_at=None)
    if not rows.exists():
        raise NotPossible(NOT_SEALED)


def _open(made: Seal, people: Iterable[Person], *, actor: Actor, at: datetime) -> None:
    share(
        made.nominal,
        [each.own_group_id for each in people],
        source=SEAL,
        source_id=made.pk,
        reason=WHO,
        at=at,
        by=actor.person,
    )


def _counting_unit() -> Area:
    if (unit := national_unit()) is None:
        raise NotPossible(NO_UNIT)
    return unit


def _count_nationally(made: Seal, *, actor: Actor, at: datetime) -> None:
    share(
        made.nominal,
        [_counting_unit().service_id],
        source=NATIONAL,
        source_id=made.pk,
        reason=COUNTED,
        at=at,
        by=actor.person,
    )


def _close_the_rest(nominal: Nominal, *, at: datetime) -> None:
    """End what is open now, and what would open later."""
    others = NominalShare._base_manager.filter(
        Q(expires_at=None) | Q(expires_at__gt=at), content_object=nominal
    )
    others.exclude(source__in=WHILE_SEALED).update(expires_at=at)


def _lead(nominal: Nominal, at: datetime) -> list[int]:
    """The own groups of the case manager and of their manager in the lead agency."""
    held = Appointment.objects.live(at).filter(
        person=nominal.case_manager, agency_id=nominal.lead_agency_id, manager__isnull=False
    )
    managers = held.values_list("manager__own_group", flat=True)
    return [nominal.case_manager.own_group_id, *(each for each in managers if each)]


def _tell(made: Seal, people: Iterable[Person], *, at: datetime) -> None:
    for person in people:
        notify(
            rule="seal.named",
            recipient=person,
            about_id=made.pk,
            on=localdate(at),
            at=at,
            link=reverse("nominals:show", args=[made.nominal_id]),
            nominal_id=made.nominal_id,
        )
