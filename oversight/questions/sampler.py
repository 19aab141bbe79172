"""Choosing, of a day's readings, those to ask about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from random import Random
from uuid import UUID

from django.db.models import Q
from django.utils.crypto import salted_hmac

from access.actor import Actor, Role
from agencies.models import Appointment
from audit.models import Event
from clocks.working_days import ONE_DAY, end_of
from nominals.models import Nominal, NominalShare
from oversight.models import Question

from .unusual import is_out_of_hours, is_outside_caseload, is_same_surname

# So many that each is thought about, and few enough that all are: ours, from no publication.
MOST_A_DAY = 10
Why = Question.Why


@dataclass(frozen=True, slots=True)
class Unusual:
    """The first unusual reading of a nominal by a reader on a day, and why it is."""

    event: Event
    nominal: Nominal
    reader_id: UUID
    why: tuple[str, ...]


def of_day(actor: Actor, on: date) -> list[Unusual]:
    """The readings of a day to ask about, at most `MOST_A_DAY`, the most unusual first.

    Equals are drawn by lot. The lot is the same however often it is drawn, so that a second try
    asks nothing new, and nobody who only reads can foresee it.
    """
    found = unusual(actor, on)
    seed = salted_hmac("oversight.questions", f"{actor.area_id}:{on}").hexdigest()
    Random(seed).shuffle(found)  # noqa: S311 (a lot, seeded by a keyed hash)
    return sorted(found, key=lambda each: -len(each.why))[:MOST_A_DAY]


def unusual(actor: Actor, on: date) -> list[Unusual]:
    """Each reader's first unusual reading of each nominal on a day, with all that makes it so."""
    events = list(_readings(on))
    nominals = Nominal.objects.visible_to(actor).in_bulk({e.nominal_id for e in events})
    held = Appointment.objects.prefetch_related("memberships").select_related("person")
    acting = held.exclude(role=Role.SERVICE).in_bulk({e.appointment_id for e in events})
    shares = _shares(nominals)
    found: dict[tuple[UUID, UUID], Unusual] = {}
    for event in events:
        nominal, appointment = nominals.get(event.nominal_id), acting.get(event.appointment_id)
        if nominal is None or appointment is None:
            continue
        why = _why(event, nominal, appointment, shares.get(nominal.pk, []))
        if why:
            pair = (appointment.person_id, nominal.pk)
            first = found.get(pair, Unusual(event, nominal, appointment.person_id, ()))
            both = tuple(each for each in Why.values if each in (*first.why, *why))
            found[pair] = replace(first, why=both)
    return list(found.values())


def _readings(on: date) -> Iterable[Event]:
    """The openings of a local day about nominals whom the service may see, in order."""
    day = Q(at__gte=end_of(on - ONE_DAY), at__lt=end_of(on))
    opened = Event.objects.filter(day, kind=Event.Kind.READING, nominal_id__isnull=False)
    return opened.order_by("at", "pk")


def _shares(nominals: Mapping[UUID, Nominal]) -> dict[UUID, list[NominalShare]]:
    shares: dict[UUID, list[NominalShare]] = {}
    for each in NominalShare._base_manager.filter(content_object__in=nominals):
        shares.setdefault(each.content_object_id, []).append(each)
    return shares


def _why(
    event: Event, nominal: Nominal, appointment: Appointment, shares: Iterable[NominalShare]
) -> list[str]:
    groups = {each.group_id for each in appointment.memberships.all()}
    causes = {each.source for each in shares if each.group_id in groups and _was_open(each, event)}
    asked = {
        # An appointment that has ended since opens nothing any more, and says nothing of then.
        Why.CASELOAD: bool(groups) and is_outside_caseload(Role(appointment.role), causes),
        Why.SURNAME: is_same_surname(appointment.person.name, nominal.surname),
        Why.HOURS: is_out_of_hours(event.at),
    }
    return [why for why, holds in asked.items() if holds]


def _was_open(share: NominalShare, event: Event) -> bool:
    """As far as is known: a share that is renewed says no more when it was first given."""
    began = share.opens_at is None or share.opens_at <= event.at
    return began and (share.expires_at is None or share.expires_at > event.at)
