"""Who may come in the place of those who represent an agency, and what that opens to them."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Q
from django.utils.timezone import localdate

from access.actor import Actor
from access.locks import acting_as
from access.policy import AGENCY
from access.rows import live, share, shares_of
from agencies.models import Appointment, Person
from clocks.services import limits_of
from nominals.models import Exclusion
from victims.audience import keeper

from .models import Invitation
from .seats import opened_with
from .terms import seen_until

WHY = "Deputy of an agency that is invited"


def eligible(invitation: Invitation, *, at: datetime) -> list[Appointment]:
    """The appointments under which somebody can come for the agency, by name, one for a person.

    In force, for this very agency, of a person who may sign in and may receive what the case
    is about. That of a senior person comes first of those that they hold.
    """
    barred = Exclusion.objects.filter(nominal=invitation.nominal_id)
    out = Q(person__in=barred.filter(person__isnull=False).values("person"))
    out |= Q(agency__in=barred.filter(agency_id__isnull=False).values("agency_id"))
    held = Appointment.objects.live(at).filter(
        agency=invitation.agency_id, role__in=AGENCY, person__is_active=True
    )
    held = held.exclude(out).select_related("person").order_by("person__name", "-senior", "role")
    return list({each.person_id: each for each in reversed(held)}.values())[::-1]


def change(
    invitation: Invitation,
    before: Person | None,
    after: Person | None,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Open to a deputy what an invitation opens to its agency, and close it to the one before.

    Done as the area's service sees the case: whoever answers may not see its session.
    """
    if before == after:
        return
    with acting_as(keeper(invitation.nominal, actor=actor, at=at)) as sees_all:
        for record in opened_with(invitation.slot, actor=sees_all):
            if before:
                _close(record, invitation, before, at=at)
            if after:
                _open(record, invitation, after, by=actor.person, at=at)


def _open(record: Any, invitation: Invitation, deputy: Person, *, by: Person, at: datetime) -> None:
    session = invitation.slot.session
    limits, asked_on = limits_of(session.area_id), localdate(invitation.invited_at)
    until = seen_until(
        limits, session.panel.level, sits_on=localdate(session.starts_at), today=asked_on
    )
    given = partial(share, source="invitation", source_id=invitation.pk, reason=WHY)
    given(record, [deputy.own_group_id], expires_at=until, at=at, by=by)


def _close(record: Any, invitation: Invitation, deputy: Person, *, at: datetime) -> None:
    given = shares_of(type(record))._base_manager.filter(
        live(), content_object=record.pk, source="invitation", source_id=invitation.pk
    )
    given.filter(group=deputy.own_group_id).update(expires_at=at)
